/**
 * One group of rows as pictures: a title, the first of its rows, and all of them on demand.
 *
 * @typedef {import("./book.js").Book} Book
 * @typedef {import("./strips.js").Group} Group
 */

import { fetchColumn } from "./columns.js";
import { Cursor } from "./cursor.js";
import { make } from "./dom.js";
import { Gallery } from "./gallery.js";
import { Thumbnail } from "./thumbnail.js";

export class Strip {
  /** @type {Group | null} */
  #group = null;
  #spec = "";
  #positions = new Uint32Array(0);
  #most = 0;
  #awake = false;
  /** @type {number | null} */
  #pinned = null;
  /** @type {Thumbnail[]} */
  #cells = [];
  /** @type {Gallery | null} all rows, while they are shown */
  #gallery = null;
  /** @type {number | null} number of the picture clicked last, from where shift selects */
  #last = null;

  /**
   * @param {Book} book
   * @param {{go: (i: number) => void, act: (action: string) => void, hover: (i: number | null) => void,
   *          pick: (positions: Iterable<number>, mode: "replace" | "add") => void}} actions
   */
  constructor(book, actions) {
    this.book = book;
    this.actions = actions;
    this.title = make("h4", "ee-strip-title");
    this.count = make("span", "ee-strip-count");
    this.buttons = make("span", "ee-strip-buttons");
    this.text = make("p", "ee-strip-text");
    this.cells = make("div", "ee-strip-cells", { attributes: { role: "group" } });
    this.all = make("div", "", { attributes: { hidden: "" } });
    this.more = button("ee-strip-more", "", () => this.#toggle());
    const head = make("header", "ee-strip-head", {}, [this.title, this.count, this.buttons]);
    this.element = make("section", "ee-strip", {}, [head, this.text, this.cells, this.all, this.more]);
    this.cursor = new Cursor(
      this.cells,
      {
        count: () => this.#cells.length,
        columns: () => this.#columns(),
        page: () => this.#cells.length,
        first: () => 0,
        element: (at) => this.#cells[at]?.button ?? null,
        reveal: (at) => this.#cells[at]?.element.scrollIntoView({ block: "nearest" }),
        position: (at) => this.#positions[at],
      },
      { go: (i, event) => this.#go(i, /** @type {MouseEvent} */ (event)), hover: actions.hover },
    );
  }

  /**
   * @param {Group} group
   * @param {import("./strips.js").Data} data
   */
  update(group, { most, selects, pinned }) {
    const spec = JSON.stringify([group, most, selects]);
    this.#pinned = pinned;
    if (spec === this.#spec) {
      this.refill();
      return;
    }
    this.#spec = spec;
    this.#group = group;
    this.#most = most;
    this.#last = null;
    this.element.dataset.eeGroup = group.id;
    this.title.textContent = group.title;
    this.text.textContent = group.text;
    this.text.hidden = !group.text;
    this.cells.setAttribute("aria-label", group.title);
    const buttons = group.actions.map(({ id, label }) => button("ee-strip-action", label, () => this.actions.act(id)));
    if (selects) buttons.push(button("ee-strip-action", "Select", () => this.actions.pick(this.#positions, "replace")));
    this.buttons.replaceChildren(...buttons);
    const n = Array.isArray(group.rows) ? group.rows.length : group.rows.stop - group.rows.start;
    const all = group.of ?? n;
    const shown = n < all ? `${n.toLocaleString("en-US")} of ` : "";
    this.count.textContent = `${shown}${all.toLocaleString("en-US")} ${all === 1 ? "row" : "rows"}`;
    if (this.#awake) this.#fetch();
  }

  /** It has come into sight, or nearly: shows its pictures. */
  wake() {
    if (this.#awake) return;
    this.#awake = true;
    this.#fetch();
  }

  /** Rings the row that is pinned on the map. @param {number | null} i */
  pin(i) {
    this.#pinned = i;
    this.refill();
  }

  /** What is known of the rows has grown or changed. */
  refill() {
    this.#cells.forEach((cell, at) => this.#fill(cell, at));
    this.#gallery?.refill();
  }

  destroy() {
    this.cursor.destroy();
    for (const cell of this.#cells) cell.forget();
    this.#gallery?.destroy();
    this.element.remove();
  }

  async #fetch() {
    const group = this.#group;
    let positions;
    try {
      positions = await positionsOf(group.rows);
    } catch (error) {
      if (group !== this.#group) return;
      this.#spec = ""; // the next update asks again
      this.text.textContent = error.message;
      this.text.hidden = false;
      return;
    }
    if (group !== this.#group) return;
    this.#positions = positions;
    this.#draw();
    this.#gallery?.show(this.book, positions);
  }

  #draw() {
    const { length } = this.#positions;
    for (const cell of this.#cells) cell.forget();
    // One more picture takes no more room than the button that would show it.
    const shown = length <= this.#most + 1 ? length : this.#most;
    this.#cells = Array.from({ length: shown }, () => new Thumbnail());
    this.cells.dataset.eePictures = String(this.book.pictures.thumbs !== null);
    this.cells.replaceChildren(...this.#cells.map(({ element }) => element));
    this.#cells.forEach((cell, at) => this.#fill(cell, at));
    this.more.hidden = shown === length;
    this.#sayMore();
    this.cursor.reset();
  }

  #fill(cell, at) {
    const i = this.#positions[at];
    const { captions, badges } = this.#group;
    cell.fill(this.book, at, i);
    if (captions) {
      cell.title.textContent = captions[at] ?? "";
      cell.title.title = captions[at] ?? "";
    }
    cell.button.dataset.eePinned = String(i === this.#pinned);
    // Where there is no picture, the word stands at the caption.
    for (const part of [cell.picture, cell.row]) {
      if (badges?.[at]) part.dataset.eeBadge = badges[at];
      else delete part.dataset.eeBadge;
    }
  }

  #go(i, event) {
    const at = Number(/** @type {HTMLElement} */ (event.target).closest("[data-ee-at]")?.getAttribute("data-ee-at"));
    if (event.shiftKey && this.#last !== null) {
      const [from, to] = [Math.min(at, this.#last), Math.max(at, this.#last)];
      this.actions.pick(this.#positions.slice(from, to + 1), "add");
    } else this.actions.go(i);
    this.#last = at;
  }

  #toggle() {
    const opening = this.#gallery === null;
    if (opening) {
      this.#last = null;
      this.all.hidden = false;
      const go = (/** @type {number} */ i, /** @type {Event} */ event) => this.#go(i, /** @type {MouseEvent} */ (event));
      this.#gallery = new Gallery(this.all, { go, hover: this.actions.hover });
      this.#gallery.show(this.book, this.#positions);
    } else {
      this.#gallery.destroy();
      this.#gallery = null;
      this.all.hidden = true;
    }
    this.cells.hidden = opening;
    this.#sayMore();
  }

  #sayMore() {
    const n = this.#positions.length.toLocaleString("en-US");
    this.more.textContent = this.#gallery ? `Show the first ${this.#most}` : `Show all ${n}`;
    this.more.setAttribute("aria-expanded", String(this.#gallery !== null));
  }

  /** Pictures beside each other. */
  #columns() {
    return getComputedStyle(this.cells).gridTemplateColumns.split(" ").length;
  }
}

/** @param {Group["rows"]} rows @returns {Promise<Uint32Array>} */
async function positionsOf(rows) {
  if (Array.isArray(rows)) return Uint32Array.from(rows);
  const column = /** @type {Uint32Array} */ (await fetchColumn(rows.url, "u4", rows.n));
  return column.subarray(rows.start, rows.stop);
}

function button(className, text, pressed) {
  const made = make("button", className, { text, attributes: { type: "button" } });
  made.addEventListener("click", pressed);
  return made;
}
