/** The files of this browser tab that were chosen, sent one after the other. */

import { send, Cancelled, SendError } from "./send.js";
import { refusal } from "./words.js";

/** How long an upload that arrived stays on the list. */
const SHOWN_MS = 6000;

/**
 * @typedef {object} Entry
 * @property {number} id
 * @property {File} file
 * @property {"waiting" | "sending" | "keeping" | "done" | "failed" | "cancelled"} state
 * @property {number} sent bytes
 * @property {string} message why it failed, and what to do
 * @property {boolean} retry whether sending it again can help
 * @property {AbortController} abort
 * @property {object | null} result what the server said, until the page was told
 *
 * @typedef {object} Listener
 * @property {() => void} changed entries are other than they were
 * @property {(result: object) => void} tell called once with each file that arrived
 */

export class Queue {
  constructor() {
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Listener | null} the element on screen, if there is one */
    this.listener = null;
    this.data = null;
    this.counted = 0;
    this.busy = false;
    this.warn = (event) => event.preventDefault();
  }

  /**
   * @param {Listener} listener takes the place of the last one, and hears of what arrived while there was none
   * @param {import("./index.js").Data} data address, token and limits of what is sent from now on
   */
  attach(listener, data) {
    this.listener = listener;
    this.data = data;
    listener.changed();
    this.deliver();
  }

  /** @param {Listener} listener no longer there; one that has taken its place stays */
  detach(listener) {
    if (this.listener === listener) this.listener = null;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const message = refusal(file, this.data);
      this.entries.push({
        id: ++this.counted,
        file,
        state: message ? "failed" : "waiting",
        sent: 0,
        message,
        retry: false,
        abort: new AbortController(),
        result: null,
      });
    }
    this.run();
  }

  /** @param {Entry} entry stops it, whether it waits or is being sent */
  cancel(entry) {
    if (entry.state === "waiting") this.set(entry, { state: "cancelled", retry: true });
    entry.abort.abort();
  }

  /** @param {Entry} entry sends it again */
  again(entry) {
    this.set(entry, { state: "waiting", sent: 0, message: "", abort: new AbortController() });
    this.run();
  }

  /** @param {Entry} entry takes it off the list */
  dismiss(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.listener?.changed();
  }

  deliver() {
    if (!this.listener) return;
    for (const entry of this.entries) {
      if (!entry.result) continue;
      const { result } = entry;
      entry.result = null;
      this.listener.tell(result);
      setTimeout(() => this.dismiss(entry), SHOWN_MS); // the page shows it from now on
    }
  }

  async run() {
    this.listener?.changed();
    if (this.busy) return;
    this.busy = true;
    window.addEventListener("beforeunload", this.warn);
    let entry;
    while ((entry = this.entries.find((other) => other.state === "waiting"))) await this.sendOne(entry);
    window.removeEventListener("beforeunload", this.warn);
    this.busy = false;
  }

  async sendOne(entry) {
    this.set(entry, { state: "sending" });
    const progress = (sent) => this.set(entry, { sent, state: sent < entry.file.size ? "sending" : "keeping" });
    try {
      const result = await send(entry.file, this.data, progress, entry.abort.signal);
      this.set(entry, { state: "done", sent: entry.file.size, result });
      this.deliver();
    } catch (error) {
      if (error instanceof Cancelled) this.set(entry, { state: "cancelled", retry: true });
      else if (error instanceof SendError) this.set(entry, { state: "failed", message: error.message, retry: error.retry });
      else throw error;
    }
  }

  set(entry, values) {
    Object.assign(entry, values);
    this.listener?.changed();
  }
}
