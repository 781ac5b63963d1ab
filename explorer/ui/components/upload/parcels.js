/**
 * What is sent in one request: a file as it is, or the images of folders.
 *
 * @typedef {object} Parcel
 * @property {string} name what the person calls it
 * @property {number} size bytes that are sent; of images known once they are prepared
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

import { isImage, walk } from "./gather.js";
import { count, imagesRefusal, progress, refusal, size } from "./words.js";

/** So many files at once: between them the page is drawn, and a list of blobs stays short. */
const STEP = 250;

/** @implements {Parcel} */
export class FileParcel {
  leftOut = false;

  /** @param {File} file */
  constructor(file) {
    this.body = file;
    this.name = file.name;
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
export class ImagesParcel {
  /** @param {import("./gather.js").Brought} brought what was dropped or chosen */
  constructor(brought) {
    const { folders, files } = brought;
    this.brought = brought;
    const more = folders.length + files.length - 1;
    this.name = folders.length ? `${folders[0].name}${more ? ` and ${more} more` : ""}` : count(files.length, "image");
    this.size = 0;
    this.body = new Blob();
    this.notImages = 0;
    this.notRead = 0;
    /** @type {Set<string>} paths of what the browser may not read, or what changed since it was chosen */
    this.unreadable = new Set();
  }

  refusal() {
    return "";
  }

  async prepare(data, seen, signal) {
    const { folders, files } = this.brought;
    const found = await walk(folders, seen, signal);
    // Of a single folder the name says nothing about its images: they are called by their paths within.
    const within = folders.length === 1 && files.length === 0 ? folders[0].name.length + 1 : 0;
    const all = found.files
      .map(({ path, file }) => ({ path: path.slice(within), file }))
      .concat(files.map((file) => ({ path: file.name, file })));
    const images = all.filter(({ path }) => isImage(path, data.folder.accept));
    this.images = images.filter(({ path }) => !this.unreadable.has(path));
    this.images.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
    this.notImages = all.length - images.length;
    this.notRead = found.unreadable + images.length - this.images.length;
    const bytes = await this.wrap(signal);
    return imagesRefusal(this.name, this.images.length, bytes, this.notRead, data);
  }

  /** Makes the body: before each image a line with its path and its bytes. Answers the bytes of all images. */
  async wrap(signal) {
    const encoder = new TextEncoder();
    const steps = [];
    let bytes = 0;
    this.size = 0;
    this.ends = new Float64Array(this.images.length);
    for (let start = 0; start < this.images.length; start += STEP) {
      signal.throwIfAborted();
      const parts = [];
      this.images.slice(start, start + STEP).forEach(({ path, file }, index) => {
        const line = encoder.encode(`${JSON.stringify([path, file.size])}\n`);
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
    return `${data.folder.url}?name=${encodeURIComponent(`${this.name}.zip`)}&images=${this.images.length}`;
  }

  progress(sent) {
    const whole = this.ends.findIndex((end) => end > sent);
    const images = whole < 0 ? this.images.length : whole;
    return `${images.toLocaleString("en")} of ${count(this.images.length, "image")} · ${progress(sent, this.size)}`;
  }

  arrived() {
    const others = [];
    if (this.notImages) others.push(count(this.notImages, "other file"));
    if (this.notRead) others.push(`${count(this.notRead, "file")} that could not be read`);
    const behind = others.length ? `; not sent: ${others.join(", ")}` : "";
    return `${count(this.images.length, "image")}, ${size(this.size)}, uploaded${behind}`;
  }

  get leftOut() {
    return this.notImages + this.notRead > 0;
  }

  async sift(signal) {
    const before = this.unreadable.size;
    for (let start = 0; start < this.images.length; start += STEP) {
      signal.throwIfAborted();
      await Promise.all(
        this.images.slice(start, start + STEP).map(async ({ path, file }) => {
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
