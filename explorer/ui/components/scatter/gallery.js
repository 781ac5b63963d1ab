/**
 * Rows as pictures with captions, any number of them. The panel that holds it shows something else where there are none.
 *
 * @typedef {import("./book.js").Book} Book
 */

import { Cursor } from "./cursor.js";
import { make } from "./dom.js";
import { samePositions } from "./order.js";
import { Thumbnail } from "./thumbnail.js";
import { VirtualLines } from "./virtual.js";

// px. As wide as four beside each other on a phone.
const NARROWEST = 76;
const NARROWEST_TEXT = 128; // without pictures
// gallery.css has these, too.
const GAP = 8; // between cells
const EDGE = 3; // beside a line, for the frame of a focused cell
const CAPTION_LINE = 15;
const CAPTION_EDGES = 8;

export class Gallery {
  /** @type {Book | null} */
  #book = null;
  #positions = new Uint32Array(0);
  #columns = 0;
  #height = 1;
  /** @type {WeakMap<HTMLElement, Thumbnail[]>} by their line */
  #cells = new WeakMap();

  /**
   * @param {HTMLElement} element it is appended to; the gallery is as high as its lines, but not
   *     higher than a flex column around it has room for, nor than --ee-rows-height
   * @param {{go: (i: number) => void, hover: (i: number | null) => void}} actions on positions
   */
  constructor(element, { go, hover }) {
    this.scroller = make("div", "ee-gallery", { attributes: { role: "grid", hidden: "" } });
    this.lines = new VirtualLines(this.scroller, {
      make: () => this.#makeLine(),
      fill: (line, number) => this.#fillLine(line, number),
      drawn: () => this.cursor.settle(),
      resized: () => this.#arrange(),
    });
    this.cursor = new Cursor(
      this.scroller,
      {
        count: () => this.#positions.length,
        columns: () => this.#columns,
        page: () => this.lines.page * this.#columns,
        first: () => this.lines.first * this.#columns,
        element: (at) => this.#cell(at)?.button ?? null,
        reveal: (at) => this.lines.reveal(Math.floor(at / this.#columns)),
        position: (at) => this.#positions[at],
      },
      { go, hover },
    );
    element.append(this.scroller);
  }

  /**
   * Shows other rows from the first on; the same rows stay where they were scrolled to.
   * @param {Book} book
   * @param {Uint32Array} positions
   */
  show(book, positions) {
    const same = samePositions(positions, this.#positions);
    this.#book = book;
    this.#positions = positions;
    this.scroller.hidden = positions.length === 0;
    const n = positions.length;
    this.scroller.setAttribute("aria-label", `Gallery, ${n.toLocaleString("en-US")} ${n === 1 ? "row" : "rows"}`);
    if (!same) {
      this.lines.toStart();
      this.cursor.reset();
    }
    this.#arrange();
  }

  /** What is known of the rows has grown: fields, pictures. */
  refill() {
    if (this.#book) this.#arrange();
  }

  destroy() {
    this.cursor.destroy();
    this.#dropLines();
    this.lines.destroy();
    this.scroller.remove();
  }

  #arrange() {
    const book = this.#book;
    const width = this.scroller.clientWidth - 2 * EDGE;
    if (!book || width <= 0) return;
    const pictures = book.pictures.thumbs !== null;
    const narrowest = pictures ? NARROWEST : NARROWEST_TEXT;
    const columns = Math.max(1, Math.floor((width + GAP) / (narrowest + GAP)));
    const from = this.lines.top / this.#height;
    const first = columns === this.#columns ? from : Math.floor((from * this.#columns) / columns);
    if (columns !== this.#columns) {
      this.#dropLines();
      this.#columns = columns;
    }
    const side = pictures ? Math.floor((width + GAP) / columns) - GAP : 0;
    const caption = CAPTION_EDGES + CAPTION_LINE * (book.identity >= 0 ? 2 : 1);
    this.#height = side + caption + GAP;
    this.scroller.dataset.eePictures = String(pictures);
    this.scroller.dataset.eeIdentity = String(book.identity >= 0);
    for (const [name, value] of Object.entries({ columns, side: `${side}px` })) {
      this.scroller.style.setProperty(`--ee-gallery-${name}`, String(value));
    }
    const count = Math.ceil(this.#positions.length / columns);
    this.scroller.setAttribute("aria-rowcount", String(count));
    this.scroller.setAttribute("aria-colcount", String(columns));
    this.lines.set({ count, height: this.#height, top: first * this.#height });
  }

  #makeLine() {
    const cells = Array.from({ length: this.#columns }, () => new Thumbnail());
    const line = make("div", "ee-gallery-line", { attributes: { role: "row" } }, cells.map(({ element }) => element));
    this.#cells.set(line, cells);
    return line;
  }

  #fillLine(line, number) {
    line.setAttribute("aria-rowindex", String(number + 1));
    this.#cells.get(line).forEach((cell, column) => {
      const at = number * this.#columns + column;
      if (at < this.#positions.length) cell.fill(this.#book, at, this.#positions[at]);
      else cell.empty();
    });
  }

  #cell(at) {
    const line = this.lines.element(Math.floor(at / this.#columns));
    return line ? this.#cells.get(line)[at % this.#columns] : null;
  }

  #dropLines() {
    for (const line of this.lines.space.children) this.#cells.get(line).forEach((cell) => cell.forget());
    this.lines.clear();
  }
}
