/** What was brought in this browser tab, sent one after the other. What arrives goes to the zone that it was brought to. */

import { send, Cancelled, SendError, Unreached } from "./send.js";

/** How long an upload that arrived stays on the list. */
const SHOWN_MS = 6000;

const UNKNOWN = "It could not be sent: something went wrong in this page. Reload it, then try again.";

/**
 * @typedef {object} Entry
 * @property {number} id
 * @property {string} zone where it was brought to
 * @property {import("./parcels.js").Parcel} parcel
 * @property {"waiting" | "listing" | "sending" | "keeping" | "done" | "failed" | "cancelled"} state
 * @property {number} seen files in its folders so far
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
   * @param {Listener} listener takes the place of the last one, and hears of what arrived for its zone while
   *   that was not on screen
   * @param {import("./index.js").Data} data its zone; address, token and limits of what is sent from now on
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

  /** @param {string} zone @returns {Entry[]} what was brought to it */
  of(zone) {
    return this.entries.filter((entry) => entry.zone === zone);
  }

  /** @param {Iterable<import("./parcels.js").Parcel>} parcels brought to the zone on screen */
  add(parcels) {
    for (const parcel of parcels) {
      const message = parcel.refusal(this.data);
      this.entries.push({
        id: ++this.counted,
        zone: this.data.zone,
        parcel,
        state: message ? "failed" : "waiting",
        seen: 0,
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
    for (const entry of this.of(this.data.zone)) {
      if (!entry.result) continue;
      const { result } = entry;
      entry.result = null;
      this.listener.tell(result);
      // The page shows it from now on; but not what stayed behind.
      if (!entry.parcel.leftOut) setTimeout(() => this.dismiss(entry), SHOWN_MS);
    }
  }

  async run() {
    this.listener?.changed();
    if (this.busy) return;
    this.busy = true;
    window.addEventListener("beforeunload", this.warn);
    try {
      let entry;
      while ((entry = this.entries.find((other) => other.state === "waiting"))) await this.sendOne(entry);
    } finally {
      window.removeEventListener("beforeunload", this.warn);
      this.busy = false;
    }
  }

  async sendOne(entry) {
    const { parcel, abort } = entry;
    try {
      const result = await this.outcome(entry);
      if (!result) return;
      this.set(entry, { state: "done", sent: parcel.size, result });
      this.deliver();
    } catch (error) {
      if (error instanceof Cancelled || abort.signal.aborted) this.set(entry, { state: "cancelled", retry: true });
      else if (error instanceof SendError) this.set(entry, { state: "failed", message: error.message, retry: error.retry });
      else {
        console.error(error);
        this.set(entry, { state: "failed", message: UNKNOWN, retry: true });
      }
    }
  }

  /** What the server said; null where there was nothing to send. */
  async outcome(entry) {
    const { parcel, abort } = entry;
    this.set(entry, { state: "listing" });
    const refused = await parcel.prepare(this.data, (seen) => this.set(entry, { seen }), abort.signal);
    if (refused) {
      this.set(entry, { state: "failed", message: refused, retry: false });
      return null;
    }
    this.set(entry, { state: "sending" });
    const progress = (sent) => this.set(entry, { sent, state: sent < parcel.size ? "sending" : "keeping" });
    try {
      return await send(parcel.body, parcel.address(this.data), this.data.token, progress, abort.signal);
    } catch (error) {
      // One image that can't be read must not keep the others from being sent.
      if (error instanceof Unreached && (await parcel.sift(abort.signal))) return this.outcome(entry);
      throw error;
    }
  }

  set(entry, values) {
    Object.assign(entry, values);
    this.listener?.changed();
  }
}
