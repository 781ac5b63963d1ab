/**
 * Rows that groupings argue about, a line each: its picture, how far they disagree, its cluster in every one of them. A click
 * pins the row on the map.
 *
 * @typedef {object} Data
 * @property {number} n rows of the data set
 * @property {string[]} columns names of the groupings
 * @property {{position: number, value: number, groups: {text: string, code: number, noise: boolean}[]}[]} lines
 * @property {((number | string)[] | null)[]} palettes of the groupings
 * @property {object[]} fields the identity, as the map's `fields` have it; or none
 * @property {string | null} rows address of the row numbers
 * @property {import("./pictures.js").Thumbs | null} thumbs
 * @property {string | null} link maps of that link ring the row under the pointer
 * @property {number | null} pinned position
 *
 * Tells `{what: "row", position}`, or `{what: "rows"}` where all of them are to be selected.
 */

import { Book } from "./book.js";
import { fetchColumn } from "./columns.js";
import { keepFocus, make } from "./dom.js";
import { sayHover } from "./link.js";
import { categoryColour, grey } from "./palette.js";
import { Pictures } from "./pictures.js";
import { Thumbnail } from "./thumbnail.js";

export class Disputes {
  /** @type {Data | null} */
  #data = null;
  /** @type {Thumbnail[]} */
  #cells = [];

  /** @param {import("./hint.js").Hint} hint @param {(told: object) => void} tell @param {() => import("./theme.js").Theme} theme */
  constructor(hint, tell, theme) {
    Object.assign(this, { hint, tell, theme });
    this.book = new Book(new Pictures(), () => this.#refill());
    this.select = make("button", "ee-compare-button", { text: "Select them all", attributes: { type: "button" } });
    this.select.addEventListener("click", () => this.tell({ what: "rows" }));
    this.table = make("div", "ee-disputes-table");
    this.element = make("div", "ee-disputes", {}, [this.table, this.select]);
    this.table.addEventListener("pointerleave", () => this.#hover(null));
  }

  /** @param {Data} data @param {() => boolean} wanted */
  async update(data, wanted) {
    const rows = data.rows ? await fetchColumn(data.rows, "u4", data.n) : null;
    if (!wanted()) return;
    this.#data = data;
    this.book.adopt({ ...data, colour: null }, { rows: /** @type {Uint32Array | null} */ (rows), coloured: null });
    this.book.fetch(["identity"]);
    this.table.style.setProperty("--ee-count", String(data.columns.length));
    this.#draw();
  }

  retheme() {
    if (this.#data) this.#draw();
  }

  destroy() {
    this.#hover(null);
    for (const cell of this.#cells) cell.forget();
  }

  #draw() {
    const { columns, lines } = this.#data;
    for (const cell of this.#cells) cell.forget();
    this.#cells = lines.map(() => new Thumbnail());
    const heads = ["", "Disagree", ...columns].map((text, k) => make("span", k < 2 ? "" : "ee-disputes-name", { text, attributes: { title: text } }));
    const head = make("div", "ee-disputes-head", {}, heads);
    keepFocus(this.table, ["data-ee-row"], () => {
      this.table.replaceChildren(head, ...lines.map((line, k) => this.#line(line, this.#cells[k])));
      this.#refill();
    });
  }

  #line({ position, value, groups }, cell) {
    const share = make("span", "ee-fates-share", {}, [make("i", ""), make("span", "", { text: value.toFixed(2) })]);
    share.style.setProperty("--ee-share", `${100 * value}%`);
    const chips = groups.map((group, k) => this.#chip(group, k));
    const element = make("div", "ee-disputes-line", {}, [cell.element, share, ...chips]);
    element.dataset.eePosition = String(position);
    element.toggleAttribute("data-ee-lit", position === this.#data.pinned);
    element.addEventListener("pointerenter", () => this.#hover(position));
    cell.button.tabIndex = 0;
    cell.button.addEventListener("focus", () => this.#hover(position));
    element.addEventListener("click", () => {
      for (const other of this.table.children) other.toggleAttribute("data-ee-lit", other === element);
      this.tell({ what: "row", position });
    });
    return element;
  }

  #chip({ text, code, noise }, k) {
    const dot = make("i", "ee-compare-dot");
    dot.style.background = noise ? grey(this.theme().dark) : categoryColour(code, this.#data.palettes[k]);
    return make("span", "ee-compare-chip", { attributes: { title: `${this.#data.columns[k]}: ${text}` } }, [dot, make("span", "", { text })]);
  }

  #refill() {
    if (!this.#data) return;
    this.#data.lines.forEach(({ position }, k) => this.#cells[k]?.fill(this.book, k, position));
  }

  #hover(position) {
    if (this.#data?.link) sayHover(this.#data.link, this.element, position === null ? null : this.book.rowOf(position));
  }
}
