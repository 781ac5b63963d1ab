/**
 * Which row the person looks at: under the pointer, reached by keys, or pinned; the ring on it and the card beside it.
 *
 * @typedef {import("./plot.js").Plot} Plot
 * @typedef {import("./stage.js").Stage} Stage
 * @typedef {{link: string | null, rowOf: (i: number) => number, positionOf: (row: number) => number | null,
 *            describe: (i: number) => Omit<import("./card.js").Content, "row" | "stack">,
 *            rays?: {from: number, to: number[]} | null, select: (i: number) => void}} Subject
 */

import { Card } from "./card.js";
import { sayHover } from "./link.js";
import { coincident, nearest, towards } from "./pick.js";
import { place } from "./screen.js";

const REACH = 14; // px from the pointer
const REACH_TOUCH = 24;
const DWELL = 50; // ms on a point before the first card opens; an open card moves at once
const LINGER = 160; // ms a card stays when the pointer crosses a gap between points
const SETTLE = 25; // ms on a point before its picture is asked for
const PATIENCE = 180; // ms the last row may stay on the card while the next one's picture is on its way
const NEIGHBOURS = 6; // pictures around the pointer fetched ahead
const PINNED = "Pinned. "; // what a screen reader hears before a pinned row

export class Inspector {
  /** @type {Subject | null} */
  subject = null;
  #current = null;
  #pinned = null;
  #linked = null;
  /** Rows at the place of the one shown. */
  #stack = [];
  #filled = null;
  #timers = { dwell: 0, linger: 0, settle: 0, patience: 0 };
  #pointer = null;
  #seeking = false;
  #asleep = true;

  /**
   * @param {Stage} stage
   * @param {() => Plot | null} plot
   * @param {() => import("./pick.js").Grid | null} grid
   * @param {import("./pictures.js").Pictures} pictures
   * @param {(i: number | null) => void} pinned says that the person pinned another position, or none
   * @param {() => void} opened says that a card is shown for the first time since `subject` was set
   */
  constructor(stage, plot, grid, pictures, pinned, opened) {
    Object.assign(this, { stage, plot, grid, pictures, pinned, opened });
    this.card = new Card(stage.root, {
      close: () => this.unpin(),
      step: (by) => this.step(by),
      select: () => this.shown !== null && this.subject.select(this.shown),
    });
  }

  /** Position on the card, or null. */
  get shown() {
    return this.#pinned ?? this.#current;
  }

  /** While the points move or are loaded nothing is shown; what was pinned comes back. @param {boolean} asleep */
  sleep(asleep) {
    this.#asleep = asleep;
    if (asleep) {
      this.#forget();
      this.card.hide();
      this.#filled = null;
    }
    this.refresh();
  }

  /** @param {number | null} i pinned from outside: nothing is said back */
  setPinned(i) {
    if (this.#pinned === i) return;
    this.#pinned = i;
    this.#select();
  }

  /** A row named from outside the plot is looked at as if the pointer were on it. @param {number | null} i */
  point(i) {
    if (i === this.#current) return;
    this.#forget();
    this.#current = i;
    this.#select();
  }

  /** Pins a row that was asked for by name, and says so to the page. @param {number} i */
  choose(i) {
    this.#pin(i);
  }

  /** @param {number | null} row hovered on a linked map */
  setLinked(row) {
    this.#linked = row === null ? null : this.subject?.positionOf(row) ?? null;
    this.refresh();
  }

  /** @param {number} x @param {number} y px of the window */
  hover(x, y) {
    this.#pointer = { x, y };
    if (this.#seeking) return;
    this.#seeking = true;
    requestAnimationFrame(() => {
      this.#seeking = false;
      this.seek();
    });
  }

  leave() {
    this.#pointer = null;
    this.#aim(null);
  }

  /** The view is being dragged: a hovered point is let go, a pinned one moves along. */
  drag() {
    this.#forget();
    this.#select();
  }

  /** @param {number} x @param {number} y @param {boolean} touch */
  tap(x, y, touch) {
    const i = this.#at(x, y, touch ? REACH_TOUCH : REACH);
    if (i === null) this.unpin();
    else this.#pin(this.#stack.includes(i) && this.shown !== null ? this.shown : i);
  }

  pin() {
    if (this.#current === null) return false;
    this.#pin(this.#current);
    return true;
  }

  unpin() {
    if (this.shown === null) return false;
    const was = this.#pinned;
    this.#forget();
    this.#pinned = null;
    this.#select();
    if (was !== null) {
      this.pinned(null);
      this.#say("Unpinned.");
    }
    return true;
  }

  /** @param {1 | -1} by */
  step(by) {
    if (this.#stack.length < 2) return false;
    const at = (this.#stack.indexOf(this.shown) + by + this.#stack.length) % this.#stack.length;
    if (this.#pinned !== null) this.#pin(this.#stack[at]);
    else this.#setCurrent(this.#stack[at]);
    this.#sayShown();
    return true;
  }

  /** @param {[number, number]} direction */
  go(direction) {
    const plot = this.plot();
    const matrix = plot?.matrix();
    if (!matrix || this.#asleep) return false;
    const { width, height } = plot.size;
    const from = this.shown === null ? null : this.#spot(this.shown, matrix);
    const next = from
      ? towards(plot.cloud, matrix, from, direction, plot.size)
      : nearest(plot.cloud, this.grid(), matrix, width / 2, height / 2, Math.hypot(width, height))[0] ?? null;
    if (next === null) return from !== null;
    if (this.#pinned !== null) {
      this.#pinned = null;
      this.pinned(null);
    }
    this.#setCurrent(next);
    this.#sayShown();
    return true;
  }

  /** Puts ring and card where their points are now; they may have moved. */
  refresh() {
    const plot = this.plot();
    const matrix = this.#asleep ? null : plot?.matrix();
    const ringed = matrix && this.shown !== null ? this.#spot(this.shown, matrix) : null;
    const other = this.#pinned !== null && this.#current !== null ? this.#current : this.#linked;
    const echoed = matrix && other !== null && other !== this.shown ? this.#spot(other, matrix) : null;
    const diameter = plot ? plot.dot + 12 : 0;
    this.stage.setRing(this.stage.ring, ringed, diameter);
    this.stage.setRing(this.stage.echo, echoed, diameter);
    const { from, to } = this.subject?.rays ?? {};
    const reached = ringed && from === this.#pinned ? to.map((i) => this.#spot(i, matrix)).filter((spot) => spot) : [];
    this.stage.setRays(ringed, reached);
    this.stage.root.dataset.eeEcho = echoed ? String(this.subject.rowOf(other)) : "";
    if (!ringed) this.card.hide();
    else if (this.#filled === this.shown) this.card.show(this.#anchor(ringed), this.stage.kept());
  }

  /** Looks for the point under the pointer; the view may have moved under a pointer that did not. */
  seek() {
    if (this.#pointer === null) return;
    const { x, y } = this.#pointer;
    this.#aim(this.#at(x, y, REACH));
  }

  /** What is known of the row shown has grown. */
  refill() {
    if (this.shown !== null && !this.#asleep) this.#present(this.shown);
    const said = this.stage.live.textContent;
    if (this.shown !== null && said.includes("…")) { // said before all of it was fetched
      this.#say(`${said.startsWith(PINNED) ? PINNED : ""}${this.#words()}`);
    }
  }

  destroy() {
    Object.values(this.#timers).forEach(clearTimeout);
    this.card.hide();
  }

  /** The point meant by a click at a place of the window. @param {number} x @param {number} y @returns {number | null} */
  at(x, y) {
    return this.#at(x, y, REACH);
  }

  #at(x, y, reach) {
    const plot = this.plot();
    const matrix = plot?.matrix();
    if (!matrix || this.#asleep) return null;
    const box = this.stage.plot.getBoundingClientRect();
    return nearest(plot.cloud, this.grid(), matrix, x - box.left, y - box.top, reach, 1, plot.dot / 2 + 1)[0] ?? null;
  }

  #aim(i) {
    const { dwell, linger } = this.#timers;
    clearTimeout(dwell);
    if (i === null) {
      if (this.#current === null || linger) return;
      this.#timers.linger = setTimeout(() => {
        this.#forget();
        this.#select();
      }, LINGER);
      return;
    }
    clearTimeout(linger);
    this.#timers.linger = 0;
    // On a stack the person may have stepped to another row: staying there keeps it.
    if (i === this.#current || (this.#current !== null && this.#stack.includes(i) && this.#stack.includes(this.#current))) return;
    if (this.#current !== null) this.#setCurrent(i);
    else this.#timers.dwell = setTimeout(() => this.#setCurrent(i), DWELL);
  }

  #setCurrent(i) {
    this.#current = i;
    this.#select();
  }

  #forget() {
    clearTimeout(this.#timers.dwell);
    clearTimeout(this.#timers.linger);
    this.#timers.linger = 0;
    this.#current = null;
  }

  #pin(i) {
    this.#forget();
    this.#current = null;
    if (this.#pinned === i) return;
    this.#pinned = i;
    this.#select();
    this.pinned(i);
    this.#say(`${PINNED}${this.#words()}`);
  }

  /** Follows a change of `shown`: card, ring, attributes, linked maps. */
  #select() {
    const i = this.shown;
    const cloud = this.plot()?.cloud;
    this.#stack = i === null || !cloud ? [] : coincident(cloud, i);
    const row = i === null ? null : this.subject.rowOf(i);
    this.stage.root.dataset.eeRow = row === null ? "" : String(row);
    this.stage.root.dataset.eePinned = String(this.#pinned !== null);
    this.card.setPinned(this.#pinned !== null);
    const said = this.#current ?? this.#pinned;
    if (this.subject?.link) sayHover(this.subject.link, this.stage.root, said === null ? null : this.subject.rowOf(said));
    if (i !== null && !this.#asleep) this.#present(i);
    this.refresh();
  }

  /** Puts row and picture on the card together, so that it never shows one row's picture with another row's words. */
  #present(i) {
    clearTimeout(this.#timers.settle);
    clearTimeout(this.#timers.patience);
    this.opened();
    const picture = this.#picture(i);
    if (picture) {
      this.#fill(i, picture);
      this.#prefetch(i);
      return;
    }
    if (this.#filled !== i) this.#timers.patience = setTimeout(() => this.#fill(i, "coming"), PATIENCE);
    this.#timers.settle = setTimeout(async () => {
      let arrived;
      try {
        arrived = await this.pictures.load(i);
      } catch {
        arrived = "failed";
      }
      if (this.shown !== i) return;
      clearTimeout(this.#timers.patience);
      this.#fill(i, arrived);
      this.#prefetch(i);
    }, SETTLE);
  }

  /** What can be shown of a position at once; null while its picture has to be fetched. */
  #picture(i) {
    if (!this.pictures.thumbs) return "none";
    if (!this.pictures.address(i)) return this.pictures.failed(i) ? "unmade" : "preparing";
    return this.pictures.ready(i);
  }

  #fill(i, picture) {
    if (this.#asleep) return;
    const at = this.#stack.indexOf(i);
    const stack = this.#stack.length > 1 ? { at: at + 1, of: this.#stack.length } : null;
    const row = this.subject.rowOf(i);
    this.card.fill({ row, ...this.subject.describe(i), stack }, picture);
    this.#filled = i;
    this.refresh();
    this.stage.root.dispatchEvent(new CustomEvent("explorer:card", { bubbles: true, composed: true, detail: { row } }));
  }

  #prefetch(i) {
    const plot = this.plot();
    const matrix = plot?.matrix();
    if (!matrix || !this.pictures.thumbs) return;
    const { x, y } = place(matrix, plot.cloud.x[i], plot.cloud.y[i], plot.cloud.z?.[i] ?? 0);
    const around = nearest(plot.cloud, this.grid(), matrix, x, y, 3 * REACH, NEIGHBOURS, plot.dot / 2);
    this.pictures.prefetch([...new Set([...this.#stack.slice(0, NEIGHBOURS), ...around])]);
  }

  /** Px of the plot, null outside it. */
  #spot(i, matrix) {
    const { cloud, size } = this.plot();
    const spot = place(matrix, cloud.x[i], cloud.y[i], cloud.z ? cloud.z[i] : 0);
    return spot.x >= 0 && spot.y >= 0 && spot.x <= size.width && spot.y <= size.height ? spot : null;
  }

  #anchor({ x, y }) {
    const box = this.stage.plot.getBoundingClientRect();
    return { x: box.left + x, y: box.top + y, radius: this.plot().dot / 2 };
  }

  #words() {
    const { title, titleName, lines } = this.subject.describe(this.shown);
    const parts = [`Row ${this.subject.rowOf(this.shown)}`];
    if (title) parts.push(`${titleName} ${title}`);
    for (const { name, text } of lines.slice(0, 4)) parts.push(`${name} ${text}`);
    if (this.#stack.length > 1) parts.push(`${this.#stack.indexOf(this.shown) + 1} of ${this.#stack.length} rows here`);
    return `${parts.join(", ")}.`;
  }

  #sayShown() {
    if (this.shown !== null) this.#say(this.#words());
  }

  #say(words) {
    this.stage.announceLive(words);
  }
}
