/** A range drawn over a histogram: drag one, drag it along, drag its ends, or move them by keys. */

import { make } from "./dom.js";
import { endsOf, rangeOf, sayNumber, snap } from "./histogram.js";

const STILL = 4; // px a press may move and still be a click
const PAGE = 5; // bins that Page Up and Page Down move an end by

/**
 * @typedef {object} Actions
 * @property {(from: number, to: number, settled: boolean) => void} changed places on the axis; not settled: still dragged
 * @property {() => void} cleared
 * @property {(bin: number | null) => void} pointed at
 */

export class Brush {
  #ends = [0, 0];
  /** @type {null | {pointer: number, kind: "new" | "move" | "low" | "high", x: number, start: number, ends: number[], moved: boolean}} */
  #drag = null;

  /**
   * @param {string} name of the field
   * @param {import("./histogram.js").Bins} bins
   * @param {Element} drawing what lies under the brush
   * @param {Actions} actions
   */
  constructor(name, bins, drawing, actions) {
    Object.assign(this, { bins, actions });
    this.shades = [make("i", "ee-brush-shade"), make("i", "ee-brush-shade")];
    this.span = make("i", "ee-brush-span");
    this.handles = [this.#handle(0, `${name}, lowest`), this.#handle(1, `${name}, highest`)];
    this.element = make("div", "ee-brush", {}, [drawing, ...this.shades, this.span, ...this.handles]);
    this.#listen(this.element);
  }

  /** @param {import("./histogram.js").NumberTest | null} test */
  draw(test) {
    const { edges, size } = this.bins;
    this.#ends = endsOf(this.bins, test);
    const [from, to] = this.#ends.map((x) => (100 * (x - edges[0])) / (edges[size] - edges[0]));
    this.element.dataset.eeBrushed = String(from > 0 || to < 100);
    this.shades[0].style.width = `${from}%`;
    this.shades[1].style.width = `${100 - to}%`;
    Object.assign(this.span.style, { left: `${from}%`, width: `${to - from}%` });
    const { low, high } = rangeOf(this.bins, ...this.#ends);
    [from, to].forEach((place, end) => {
      const handle = this.handles[end];
      handle.style.left = `${place}%`;
      handle.setAttribute("aria-valuenow", String(end ? high : low));
      handle.setAttribute("aria-valuetext", sayNumber(end ? high : low));
    });
  }

  #handle(end, label) {
    const { low, high } = rangeOf(this.bins, this.bins.edges[0], this.bins.edges[this.bins.size]);
    const attributes = {
      role: "slider",
      tabindex: "0",
      "aria-label": label,
      "aria-valuemin": String(low),
      "aria-valuemax": String(high),
      title: "Drag, or move with the arrow keys; with Shift in smaller steps",
    };
    const handle = make("div", `ee-brush-end ee-brush-${end ? "high" : "low"}`, { attributes });
    handle.addEventListener("keydown", (event) => this.#key(event, end));
    return handle;
  }

  #listen(element) {
    element.addEventListener("pointerdown", (event) => this.#press(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => this.#release(event));
    element.addEventListener("pointercancel", (event) => this.#isOther(event) || this.#settle());
    element.addEventListener("pointerleave", () => this.actions.pointed(null));
    element.addEventListener("dblclick", () => this.actions.cleared());
  }

  #press(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const end = this.handles.indexOf(event.target);
    const x = this.#at(event);
    const brushed = this.element.dataset.eeBrushed === "true";
    const inside = brushed && x > this.#ends[0] && x < this.#ends[1];
    const kind = end >= 0 ? ["low", "high"][end] : inside ? "move" : "new";
    this.#drag = { pointer: event.pointerId, kind, x, start: event.clientX, ends: this.#ends, moved: false };
    this.element.setPointerCapture(event.pointerId);
  }

  /** Whether another finger than the one that drags did it. */
  #isOther(event) {
    return this.#drag !== null && event.pointerId !== this.#drag.pointer;
  }

  #move(event) {
    if (this.#isOther(event)) return;
    const drag = this.#drag;
    this.actions.pointed(this.#binAt(this.#at(event)));
    if (!drag || (!drag.moved && Math.abs(event.clientX - drag.start) < STILL)) return;
    drag.moved = true;
    this.element.dataset.eeDragged = "";
    const x = this.#at(event);
    const [low, high] = drag.ends;
    if (drag.kind === "new") this.#span(Math.min(drag.x, x), Math.max(drag.x, x));
    else if (drag.kind === "low") this.#setLow(low + x - drag.x, false);
    else if (drag.kind === "high") this.#setHigh(high + x - drag.x, false);
    else this.#slide(low, high, x - drag.x);
  }

  #release(event) {
    const drag = this.#drag;
    if (!drag || this.#isOther(event)) return;
    const bin = this.#binAt(drag.x);
    if (!drag.moved && drag.kind === "new") {
      this.#drag = null;
      this.actions.changed(this.bins.edges[bin], this.bins.edges[bin + 1], true);
    } else this.#settle();
    if (event.pointerType === "touch") this.actions.pointed(null);
  }

  #settle() {
    const moved = this.#drag?.moved;
    this.#drag = null;
    delete this.element.dataset.eeDragged;
    if (moved) this.actions.changed(this.#ends[0], this.#ends[1], true);
  }

  /** A new range, at least the smallest step wide. */
  #span(from, to) {
    const { fine, edges, size } = this.bins;
    const low = Math.min(snap(this.bins, from), snap(this.bins, edges[size] - fine));
    this.actions.changed(low, Math.max(snap(this.bins, to), snap(this.bins, low + fine)), false);
  }

  #setLow(x, settled) {
    const high = this.#ends[1];
    this.actions.changed(Math.min(snap(this.bins, x), snap(this.bins, high - this.bins.fine)), high, settled);
  }

  #setHigh(x, settled) {
    const low = this.#ends[0];
    this.actions.changed(low, Math.max(snap(this.bins, x), snap(this.bins, low + this.bins.fine)), settled);
  }

  /** The whole range along the axis, no farther than it reaches. */
  #slide(low, high, by) {
    const { edges, size } = this.bins;
    const start = snap(this.bins, Math.min(edges[size] - (high - low), low + by));
    this.actions.changed(start, snap(this.bins, start + (high - low)), false);
  }

  #key(event, end) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { edges, size } = this.bins;
    const from = this.#ends[end];
    const direction = { ArrowLeft: -1, ArrowDown: -1, PageDown: -PAGE, ArrowRight: 1, ArrowUp: 1, PageUp: PAGE }[event.key];
    let x = null;
    if (direction !== undefined) x = event.shiftKey ? from + direction * this.bins.fine : this.#edgeFrom(from, direction);
    else if (event.key === "Home") x = edges[0];
    else if (event.key === "End") x = edges[size];
    else if (event.key === "Delete" || event.key === "Backspace") this.actions.cleared();
    else return;
    event.preventDefault();
    if (x === null) return;
    if (end === 0) this.#setLow(x, true);
    else this.#setHigh(x, true);
  }

  /** The edge some bins before or after a place. */
  #edgeFrom(x, by) {
    const { edges, size, fine } = this.bins;
    const step = edges[1] - edges[0];
    const at = (x - edges[0]) / step;
    const slack = fine / step / 1000;
    const next = by > 0 ? Math.floor(at + slack) + by : Math.ceil(at - slack) + by;
    return edges[Math.min(size, Math.max(0, next))];
  }

  #at(event) {
    const box = this.element.getBoundingClientRect();
    const { edges, size } = this.bins;
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return edges[0] + share * (edges[size] - edges[0]);
  }

  #binAt(x) {
    const { edges, size } = this.bins;
    return Math.min(size - 1, Math.floor(((x - edges[0]) / (edges[size] - edges[0])) * size));
  }
}
