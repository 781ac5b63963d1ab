/** The filter of one category field: its groups as bars, largest first; the small ones in a list that can be searched. */

import { make } from "./dom.js";
import { FilterLine } from "./filterline.js";
import { passCodes, tally } from "./histogram.js";

const TOP = 8; // groups shown at once
const MOST_FOUND = 60; // lines in the list; more would cost time and tell nothing

/** @typedef {{codes: number[]}} CategoryTest rows pass whose code is any of these */

export class CategoryFilter {
  /** @type {Map<number, FilterLine>} lines that are or were shown, by code */
  #lines = new Map();
  /** @type {CategoryTest | null} */
  #test = null;
  /** @type {Uint8Array | null} */
  #marked = null;
  #open = false;
  /** @type {number[]} codes that the search finds */
  #found = [];
  /** Codes shown, to lay them out again only when they change. */
  #laid = "";

  /**
   * @param {import("./colouring.js").CategoryField} field
   * @param {(test: CategoryTest | null, settled: boolean) => void} change asked for by the person
   * @param {(code: number) => string} colourOf
   */
  constructor(field, change, colourOf) {
    Object.assign(this, { field, change, colourOf });
    const { codes, names } = field;
    this.size = codes.reduce((most, code) => Math.max(most, code + 1), names.length);
    this.counts = tally(codes, this.size, null);
    this.most = this.counts.reduce((a, b) => Math.max(a, b), 1);
    const held = Array.from(this.counts.keys()).filter((code) => this.counts[code] > 0);
    const groups = held.filter((code) => code !== field.grey);
    groups.sort((a, b) => this.counts[b] - this.counts[a] || a - b);
    this.groups = Uint32Array.from(groups);
    /** Noise or missing values: always shown, and last. */
    this.grey = field.grey !== null && this.counts[field.grey] > 0 ? field.grey : null;
    this.list = make("div", "ee-filter-lines");
    this.element = make("div", "ee-filter-category", {}, [this.list]);
    // One small group more fits where the button would stand.
    this.long = this.groups.length > TOP + 1;
    if (this.long) this.#addMore();
  }

  /** @param {any} given @returns {CategoryTest | null} */
  clean(given) {
    if (!Array.isArray(given?.codes)) return null;
    const codes = [...new Set(given.codes)].filter((code) => Number.isInteger(code) && code >= 0 && code < this.size);
    return codes.length ? { codes: codes.sort((a, b) => a - b) } : null;
  }

  /** @param {CategoryTest} test */
  say({ codes }) {
    return codes.length === 1 ? this.#nameOf(codes[0]) : `any of ${codes.length.toLocaleString("en-US")}`;
  }

  summary() {
    const groups = this.groups.length;
    return groups === 1 ? "1 group" : `${groups.toLocaleString("en-US")} groups`;
  }

  /** @param {CategoryTest} test @param {Uint8Array} mask changed */
  narrow({ codes }, mask) {
    passCodes(this.field.codes, this.size, codes, mask);
  }

  /** @param {CategoryTest | null} test */
  take(test) {
    this.#test = test;
  }

  /** @param {Uint8Array | null} marked */
  draw(marked) {
    const test = this.#test;
    this.#marked = marked;
    const marks = marked && tally(this.field.codes, this.size, marked);
    const shown = this.#shown(test);
    this.#lay(shown);
    const chosen = new Set(test?.codes);
    for (const code of shown) {
      const line = this.#line(code);
      line.draw({ count: this.counts[code], marked: marks && marks[code], most: this.most });
      line.setChosen(chosen.has(code), test !== null);
    }
    if (this.long) this.#drawMore(shown);
  }

  /** Colours may have changed with the theme. */
  recolour() {
    for (const [code, line] of this.#lines) line.setColour(this.#colour(code));
  }

  /** The largest groups, those chosen among the others, grey; or what the search finds. */
  #shown(test) {
    if (this.#open) return this.#found.slice(0, MOST_FOUND);
    const top = Array.from(this.groups.subarray(0, this.long ? TOP : undefined));
    const known = new Set([...top, this.grey]);
    const others = (test?.codes ?? []).filter((code) => !known.has(code)).slice(0, MOST_FOUND);
    return [...top, ...others, ...(this.grey === null ? [] : [this.grey])];
  }

  #seek() {
    const all = [...this.groups, ...(this.grey === null ? [] : [this.grey])];
    const asked = plain(this.search.value);
    this.#found = asked ? all.filter((code) => plain(this.#nameOf(code)).includes(asked)) : all;
    this.draw(this.#marked);
  }

  #lay(shown) {
    const laid = shown.join();
    if (laid === this.#laid) return;
    this.#laid = laid;
    // Taking a focused button out and in again would take the focus from it.
    const focused = /** @type {HTMLElement | null} */ (this.list.querySelector(":focus"));
    this.list.replaceChildren(...shown.map((code) => this.#line(code).element));
    if (focused?.isConnected) focused.focus({ preventScroll: true });
  }

  #line(code) {
    let line = this.#lines.get(code);
    if (!line) {
      line = new FilterLine(this.field.names[code] ?? this.#nameOf(code), this.#colour(code), () => this.#toggle(code));
      this.#lines.set(code, line);
    }
    return line;
  }

  #toggle(code) {
    const chosen = new Set(this.#test?.codes);
    if (!chosen.delete(code)) chosen.add(code);
    this.change(this.clean({ codes: [...chosen] }), true);
  }

  #addMore() {
    const attributes = { type: "search", placeholder: "Search groups", "aria-label": `Search the groups of ${this.field.name}` };
    this.search = /** @type {HTMLInputElement} */ (make("input", "ee-filter-search", { attributes: { ...attributes, hidden: "" } }));
    this.search.addEventListener("input", () => this.#seek());
    this.search.addEventListener("keydown", ({ key }) => key === "Escape" && this.#setOpen(false));
    this.note = make("p", "ee-filter-note", { attributes: { role: "status" } });
    this.more = make("button", "ee-filter-more", { attributes: { type: "button", "aria-expanded": "false" } });
    this.more.addEventListener("click", () => this.#setOpen(!this.#open));
    this.element.prepend(this.search);
    this.element.append(this.note, this.more);
  }

  #setOpen(open) {
    this.#open = open;
    this.search.value = "";
    this.search.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    this.list.dataset.eeOpen = String(open);
    this.list.scrollTop = 0;
    this.#seek();
    (open ? this.search : this.more).focus({ preventScroll: true });
  }

  #drawMore(shown) {
    const found = this.#found.length;
    const left = (found - shown.length).toLocaleString("en-US");
    this.note.textContent = !this.#open || found === shown.length ? "" : `… ${left} more: search to narrow them down`;
    if (this.#open && found === 0) this.note.textContent = `No group’s name contains “${this.search.value.trim()}”.`;
    const hidden = this.groups.length - shown.filter((code) => code !== this.grey).length;
    this.more.textContent = this.#open ? "Show fewer" : `… ${hidden.toLocaleString("en-US")} more`;
  }

  #nameOf(code) {
    const name = this.field.names[code] ?? `group ${code}`;
    return name === "" ? "missing" : name;
  }

  #colour(code) {
    return code === this.field.grey ? "" : this.colourOf(code);
  }
}

/** As people search: whatever the case and the accents. */
function plain(text) {
  return text.trim().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
