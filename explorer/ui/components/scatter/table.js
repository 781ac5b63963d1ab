/**
 * Rows as lines of a table with every field, any number of them, sorted by a click on a column's name.
 *
 * @typedef {import("./book.js").Book} Book
 * @typedef {{id: string, name: string, k: number}} Heading  k: index of the field, -1 for the row number
 * @typedef {{id: string, direction: 1 | -1}} Sorting  id of the column
 */

import { Cursor } from "./cursor.js";
import { make } from "./dom.js";
import { keysOf, ordered, samePositions } from "./order.js";
import { cellOf, columnWidth } from "./tablecell.js";
import { VirtualLines } from "./virtual.js";

const LINE = 30; // px; gallery.css has it too
const ROW_ID = "row number"; // fields have digests

export class Table {
  /** @type {Book | null} */
  #book = null;
  #positions = new Uint32Array(0);
  /** @type {Heading[]} */
  #headings = [];
  /** What the headings were made from. */
  #specs = "";
  /** @type {Sorting | null} null: as in the data set */
  #sorting = null;
  /** @type {Uint32Array | null} indices into the positions */
  #order = null;
  #turn = 0;

  /**
   * @param {HTMLElement} element it is appended to; the table is as high as its lines, but not
   *     higher than a flex column around it has room for, nor than --ee-rows-height
   * @param {{go: (i: number) => void, hover: (i: number | null) => void}} actions on positions
   */
  constructor(element, { go, hover }) {
    this.head = make("div", "ee-table-head", { attributes: { role: "row", "aria-rowindex": "1" } });
    this.scroller = make("div", "ee-table", { attributes: { role: "grid" } }, [this.head]);
    this.words = make("span", "");
    const again = make("button", "ee-table-again", { text: "Try again", attributes: { type: "button" } });
    again.addEventListener("click", () => this.#fetch());
    this.note = make("div", "ee-table-note", { attributes: { role: "alert", hidden: "" } }, [this.words, again]);
    this.box = make("div", "ee-table-box", { attributes: { hidden: "" } }, [this.note, this.scroller]);
    this.lines = new VirtualLines(this.scroller, {
      make: () => make("div", "ee-table-line", { attributes: { role: "row", tabindex: "-1" } }),
      fill: (line, at) => this.#fillLine(line, at),
      drawn: () => this.cursor.settle(),
      resized: () => this.#arrange(),
    });
    this.cursor = new Cursor(
      this.scroller,
      {
        count: () => this.#positions.length,
        columns: () => 1,
        page: () => this.lines.page,
        first: () => this.lines.first,
        element: (at) => this.lines.element(at),
        reveal: (at) => this.lines.reveal(at),
        position: (at) => this.#positionAt(at),
      },
      { go, hover },
    );
    element.append(this.box);
  }

  /**
   * Shows other rows from the first on, sorted as the last ones were; the same rows stay where they were scrolled to. Has
   * all fields fetched.
   * @param {Book} book
   * @param {Uint32Array} positions
   */
  show(book, positions) {
    const n = positions.length;
    const same = samePositions(positions, this.#positions);
    const specs = JSON.stringify(book.specs);
    const known = same && specs === this.#specs;
    this.#book = book;
    this.#positions = positions;
    if (!same) this.#order = null;
    this.box.hidden = n === 0;
    this.scroller.setAttribute("aria-label", `Table, ${n.toLocaleString("en-US")} ${n === 1 ? "row" : "rows"}`);
    this.scroller.setAttribute("aria-rowcount", String(n + 1));
    if (specs !== this.#specs) this.#setHeadings(specs);
    if (!same) this.#toStart();
    this.#arrange();
    if (n === 0) return;
    this.#fetch();
    if (!known) this.#sort();
  }

  /** What is known of the rows has grown. */
  refill() {
    if (this.#book) this.#arrange();
  }

  destroy() {
    this.#turn++;
    this.cursor.destroy();
    this.lines.destroy();
    this.box.remove();
  }

  /** Has the fields fetched that are not here; the book tells of each that comes, or fails. */
  #fetch() {
    const book = this.#book;
    for (const { k } of this.#headings) {
      // A failure is written above the table by `refill`.
      if (k >= 0 && !book.known(k)) book.field(k).catch(() => undefined);
    }
  }

  #setHeadings(specs) {
    const all = this.#book.specs.map(({ id, name }, k) => ({ id, name, k }));
    const first = this.#book.identity;
    this.#specs = specs;
    this.#headings = [
      { id: ROW_ID, name: "row", k: -1 }, ...all.filter(({ k }) => k === first), ...all.filter(({ k }) => k !== first),
    ];
    if (!this.#headings.some(({ id }) => id === this.#sorting?.id)) this.#sorting = null;
    this.head.replaceChildren(...this.#headings.map((heading) => this.#headingElement(heading)));
    this.scroller.setAttribute("aria-colcount", String(this.#headings.length));
    this.lines.clear();
  }

  #headingElement({ id, name, k }) {
    const number = k < 0 || this.#book.specs[k].kind === "number";
    const arrow = make("i", "ee-table-arrow", { attributes: { "aria-hidden": "true" } });
    const words = [make("span", "ee-table-name", { text: name }), arrow];
    const attributes = { type: "button", title: `Sort by ${name}` };
    const button = make("button", "ee-table-sort", { attributes }, number ? words.reverse() : words);
    button.addEventListener("click", () => this.#turnSorting(id));
    const role = { role: "columnheader", "data-ee-number": String(number) };
    return make("div", "ee-table-heading", { attributes: role }, [button]);
  }

  /** Smallest first, largest first, as in the data set. */
  #turnSorting(id) {
    const direction = this.#sorting?.id === id ? this.#sorting.direction : 0;
    this.#sorting = direction < 0 ? null : { id, direction: direction === 0 ? 1 : -1 };
    this.#sort(true);
  }

  /**
   * Brings the rows into the order that is wanted, once what it takes is here.
   * @param {boolean} [fromTop] goes to the first
   */
  async #sort(fromTop = false) {
    const turn = ++this.#turn;
    this.#markHeadings();
    const before = this.#order;
    const keys = this.#sorting ? await this.#keys(this.#sorting) : null;
    if (turn !== this.#turn) return;
    this.#order = keys ? ordered(keys, this.#sorting.direction) : null;
    if (!keys) this.#sorting = null;
    this.#markHeadings();
    if (before === this.#order) return;
    if (fromTop) this.#toStart();
    this.#arrange();
  }

  /** @param {Sorting} sorting @returns {Promise<Float64Array | null> | Float64Array} null: the field could not be fetched */
  #keys({ id }) {
    const [book, positions] = [this.#book, this.#positions];
    if (id === ROW_ID) return Float64Array.from(positions, (i) => book.rowOf(i));
    const { k } = this.#headings.find((heading) => heading.id === id);
    return book.field(k).then((field) => keysOf(field, positions), () => null);
  }

  #markHeadings() {
    this.#headings.forEach(({ id }, column) => {
      const element = this.head.children[column];
      const direction = this.#sorting?.id === id ? this.#sorting.direction : 0;
      if (direction) element.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else element.removeAttribute("aria-sort");
    });
  }

  #toStart() {
    this.lines.toStart();
    this.cursor.reset();
  }

  #arrange() {
    const book = this.#book;
    if (!book || this.scroller.clientWidth === 0) return;
    const { font } = getComputedStyle(this.scroller);
    const widths = this.#headings.map(({ k, name }) => columnWidth(book, k, name, font));
    // Columns share what is left of the width, the row number takes no part of it.
    const tracks = widths.map((width, column) => (column === 0 ? `${width}px` : `minmax(${width}px, ${width}fr)`));
    this.scroller.style.setProperty("--ee-table-columns", tracks.join(" "));
    this.scroller.style.setProperty("--ee-table-width", `${widths.reduce((sum, width) => sum + width, 0)}px`);
    const failed = this.#headings.filter(({ k }) => k >= 0 && book.failed(k)).map(({ name }) => `“${name}”`);
    this.note.hidden = failed.length === 0;
    this.words.textContent = `${failed.join(", ")} could not be fetched.`;
    this.lines.set({ count: this.#positions.length, height: LINE, top: this.lines.top });
  }

  #fillLine(line, at) {
    const book = this.#book;
    const i = this.#positionAt(at);
    line.setAttribute("aria-rowindex", String(at + 2));
    Object.assign(line.dataset, { eeAt: String(at), eeRow: String(book.rowOf(i)) });
    while (line.children.length < this.#headings.length) line.append(emptyCell());
    this.#headings.forEach(({ k }, column) => fillCell(line.children[column], cellOf(book, k, i)));
  }

  #positionAt(at) {
    return this.#positions[this.#order ? this.#order[at] : at];
  }
}

function emptyCell() {
  const parts = [make("i", "ee-swatch"), make("span", "ee-table-text")];
  return make("div", "ee-table-cell", { attributes: { role: "gridcell" } }, parts);
}

/** @param {HTMLElement} element @param {import("./tablecell.js").Cell} cell */
function fillCell(element, { text, colour, grey, number }) {
  const [swatch, words] = /** @type {HTMLElement[]} */ ([...element.children]);
  swatch.hidden = colour === null;
  swatch.style.background = colour ?? "";
  words.textContent = text;
  words.title = text;
  element.dataset.eeGrey = String(grey);
  element.dataset.eeNumber = String(number);
}
