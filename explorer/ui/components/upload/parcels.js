/**
 * What is sent in one request: a file as it is, or the images of folders and what belongs to them.
 *
 * @typedef {object} Parcel
 * @property {string} name what the person calls it
 * @property {number} size bytes that are sent; of several files known once they are prepared
 * @property {Blob} body
 * @property {(data: import("./index.js").Data) => string} refusal why it is not even prepared; empty when it is
 * @property {(data: import("./index.js").Data, seen: (files: number) => void, signal: AbortSignal) => Promise<string>}
 *   prepare makes the body; answers why it is not sent, empty when it is
 * @property {(data: import("./index.js").Data) => string} address where it is posted to
 * @property {(sent: number) => string} progress for people
 * @property {() => string} arrived for people
 * @property {boolean} leftOut whether something stayed behind, as `arrived` says
 * @property {(signal: AbortSignal) => Promise<boolean>} sift leaves out what can't be read; whether there was such
 */

import { isOne, walk } from "./gather.js";
import { count, progress, refusal, severalRefusal, size } from "./words.js";

/** So many files at once: between them the page is drawn, and a list of blobs stays short. */
const STEP = 250;

/** @implements {Parcel} */
export class FileParcel {
  leftOut = false;

  /** @param {File} file */
  constructor(file) {
    this.body = file;
    this.name = whole(file.name);
    this.size = file.size;
  }

  refusal(data) {
    return refusal(this.body, data);
  }

  async prepare() {
    return "";
  }

  address(data) {
    return `${data.url}?name=${encodeURIComponent(this.name)}`;
  }

  progress(sent) {
    return progress(sent, this.size);
  }

  arrived() {
    return `${size(this.size)}, uploaded`;
  }

  async sift() {
    return false;
  }
}

/** @implements {Parcel} */
export class SeveralParcel {
  /** @param {{folders: import("./gather.js").Folder[], images: File[], tables: File[]}} brought dropped or chosen */
  constructor(brought) {
    const { folders, images, tables } = brought;
    this.brought = brought;
    const more = folders.length + tables.length + images.length - 1;
    const first = (folders[0] ?? tables[0])?.name;
    this.name = first ? `${whole(first)}${more ? ` and ${more} more` : ""}` : count(images.length, "image");
    this.what = tables.length ? "file" : "image";
    this.size = 0;
    this.body = new Blob();
    this.others = 0;
    this.notRead = 0;
    /** @type {Set<string>} paths of what the browser may not read, or what changed since it was chosen */
    this.unreadable = new Set();
  }

  refusal() {
    return "";
  }

  async prepare(data, seen, signal) {
    const { folders, images, tables } = this.brought;
    const found = await walk(folders, seen, signal);
    // Of a single folder the name says nothing about its files: they are called by their paths within.
    const within = folders.length === 1 && !images.length && !tables.length ? folders[0].name.length + 1 : 0;
    const below = found.files.map(({ path, file }) => ({ path: path.slice(within), file }));
    const isTable = ({ path }) => isOne(path, data.folder.beside);
    const wanted = below.filter((one) => isOne(one.path, data.folder.accept) || isTable(one));
    const named = [...images, ...tables].map((file) => ({ path: file.name, file }));
    this.what = tables.length || wanted.some(isTable) ? "file" : "image";
    this.files = [...wanted, ...named].filter(({ path }) => !this.unreadable.has(path));
    this.files.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
    this.others = below.length - wanted.length;
    this.notRead = found.unreadable + wanted.length + named.length - this.files.length;
    const bytes = await this.wrap(signal);
    return severalRefusal(this.name, this.files.length, this.what, bytes, this.notRead, data);
  }

  /** Makes the body: before each file a line with its path and its bytes. Answers the bytes of all files. */
  async wrap(signal) {
    const encoder = new TextEncoder();
    const steps = [];
    let bytes = 0;
    this.size = 0;
    this.ends = new Float64Array(this.files.length);
    for (let start = 0; start < this.files.length; start += STEP) {
      signal.throwIfAborted();
      const parts = [];
      this.files.slice(start, start + STEP).forEach(({ path, file }, index) => {
        const line = encoder.encode(`${JSON.stringify([whole(path), file.size])}\n`);
        parts.push(line, file);
        bytes += file.size;
        this.size += line.length + file.size;
        this.ends[start + index] = this.size;
      });
      steps.push(new Blob(parts));
      await pause();
    }
    this.body = new Blob(steps);
    return bytes;
  }

  address(data) {
    return `${data.folder.url}?name=${encodeURIComponent(`${this.name}.zip`)}&images=${this.files.length}`;
  }

  progress(sent) {
    const whole = this.ends.findIndex((end) => end > sent);
    const files = whole < 0 ? this.files.length : whole;
    return `${files.toLocaleString("en")} of ${count(this.files.length, this.what)} · ${progress(sent, this.size)}`;
  }

  arrived() {
    const others = [];
    if (this.others) others.push(count(this.others, "other file"));
    if (this.notRead) others.push(`${count(this.notRead, "file")} that could not be read`);
    const behind = others.length ? `; not sent: ${others.join(", ")}` : "";
    return `${count(this.files.length, this.what)}, ${size(this.size)}, uploaded${behind}`;
  }

  get leftOut() {
    return this.others + this.notRead > 0;
  }

  async sift(signal) {
    const before = this.unreadable.size;
    for (let start = 0; start < this.files.length; start += STEP) {
      signal.throwIfAborted();
      await Promise.all(
        this.files.slice(start, start + STEP).map(async ({ path, file }) => {
          try {
            await file.slice(0, 1).arrayBuffer();
          } catch {
            this.unreadable.add(path);
          }
        }),
      );
    }
    return this.unreadable.size > before;
  }
}

/** A name that can be written as UTF-8: half a character, as some systems cut a long name, becomes a mark in its place. */
function whole(name) {
  return name.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Lets the page draw and hear clicks. Not a timer: those wait a second each while another tab is in front. */
function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
