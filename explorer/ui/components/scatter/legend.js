/**
 * The legend beside the map: groups with their counts, or a colour bar. HTML of our own, so that hundreds of groups scroll
 * and a name is never taken for markup. A click on a group highlights it; beside it are buttons that hide the group and
 * that select its rows. None of them redraws the list.
 *
 * @typedef {import("./colouring.js").Colouring} Colouring
 * @typedef {import("./colouring.js").Entry} Entry
 */

import { formatNumber } from "./colouring.js";
import { iconButton, make } from "./dom.js";
import { highlightColour } from "./highlight.js";
import { Roving } from "./roving.js";

/** Entries in the list: one of thousands of identities would cost more than the map. The search reaches the others. */
const MOST = 400;
const FEW = 8; // groups that need neither a search nor another order
const FIRST = 5; // highlighted by one click
const EYE = "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6";
const SHUT = `${EYE}M2.5 13.5l11-11`;
const PICK = "M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M5.5 8.2l1.8 1.8 3.4-3.8";

export class Legend {
  /** @type {Colouring | null} */
  #colouring = null;
  /** @type {Map<number, {item: HTMLElement, swatch: HTMLElement, count: HTMLElement, main: HTMLElement, eye: HTMLElement}>} */
  #lines = new Map();
  #marks = { highlight: {}, hiddenCodes: new Set(), selected: null };
  /** @type {"size" | "name" | null} null: names that are numbers go by name, others by size */
  #order = null;
  #query = "";
  /** Whether the list is in the order of names that are numbers, which nobody chose. */
  #natural = false;

  /**
   * @param {HTMLElement} element
   * @param {object} actions what a person does; absent: the legend only tells
   * @param {(code: number) => void} actions.highlight
   * @param {(codes: number[]) => void} actions.highlightOnly
   * @param {(code: number) => void} actions.hide
   * @param {() => void} actions.showAll
   * @param {(code: number, event: MouseEvent) => void} actions.select
   */
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
  }

  /** @param {Colouring} colouring the one that is shown already changes nothing */
  show(colouring) {
    if (colouring === this.#colouring) return;
    const same = this.#colouring?.title === colouring.title && this.#colouring?.entries.length === colouring.entries.length;
    if (!same) this.#query = "";
    this.#colouring = colouring;
    const { title, scale } = colouring;
    this.element.hidden = !title;
    const scrolled = same ? this.list?.scrollTop : 0;
    this.#lines.clear();
    this.element.replaceChildren();
    if (!title) return;
    const names = make("span", "ee-legend-title", { text: title, attributes: { title } });
    this.unit = make("span", "ee-legend-unit");
    this.element.replaceChildren(make("div", "ee-legend-head", {}, [names, this.unit]));
    if (scale) {
      this.element.append(bar(scale));
      return;
    }
    this.#natural = this.#order === null && isNatural(colouring.entries);
    const many = colouring.entries.length > FEW;
    if (this.actions && many) this.element.append(this.#search());
    if (this.actions) this.element.append(this.#bulk());
    this.list = make("ul", "ee-legend-list", { attributes: { "aria-label": "Groups and their sizes" } });
    // Hundreds of groups with three buttons each are one tab stop; without buttons the list itself is, to be scrolled.
    if (this.actions) this.stops = new Roving(this.list, () => buttonsOf(this.list), "x");
    else this.list.tabIndex = 0;
    this.element.append(this.list);
    this.#fillList();
    this.list.scrollTop = scrolled ?? 0;
  }

  /**
   * What changed on the map, told without building the list again.
   * @param {{highlight: import("./highlight.js").Slots, hiddenCodes: Set<number>, selected: Map<number, number> | null}} marks
   *     selected: rows selected of each group
   */
  mark(marks) {
    this.#marks = marks;
    if (!this.#colouring?.title || this.#colouring.scale) return;
    const entries = new Map(this.#colouring.entries.map((entry) => [entry.code, entry]));
    for (const code of this.#lines.keys()) this.#markLine(entries.get(code));
    const chosen = Object.keys(marks.highlight).length;
    const groups = this.#colouring.entries.filter(({ grey }) => !grey).length;
    const all = groups.toLocaleString("en-US");
    this.unit.textContent = chosen ? `${chosen} of ${all} highlighted` : `${all} ${groups === 1 ? "group" : "groups"}`;
    if (!this.bulk) return;
    this.bulk.none.hidden = chosen === 0;
    this.bulk.first.hidden = groups <= FIRST;
    this.bulk.all.hidden = marks.hiddenCodes.size === 0;
    this.bulk.all.textContent = `Show ${marks.hiddenCodes.size} hidden`;
  }

  #markLine({ code, name, colour, count, grey }) {
    const line = this.#lines.get(code);
    const { highlight, hiddenCodes, selected } = this.#marks;
    const lifted = highlightColour(highlight, code);
    const someLifted = Object.keys(highlight).length > 0;
    line.swatch.style.background = lifted ?? colour;
    line.item.classList.toggle("ee-legend-dull", someLifted && !lifted);
    line.item.classList.toggle("ee-legend-hidden", hiddenCodes.has(code));
    const total = count.toLocaleString("en-US");
    line.count.textContent = selected ? `${(selected.get(code) ?? 0).toLocaleString("en-US")} / ${total}` : total;
    if (!this.actions) return;
    line.main.setAttribute("aria-pressed", String(lifted !== null));
    line.main.title = grey ? name : lifted ? `${name}: let go` : `${name}: highlight`;
    line.eye.setAttribute("aria-pressed", String(hiddenCodes.has(code)));
    line.eye.querySelector("path").setAttribute("d", hiddenCodes.has(code) ? SHUT : EYE);
    const label = `${hiddenCodes.has(code) ? "Show" : "Hide"} ${name}`;
    line.eye.setAttribute("aria-label", label);
    line.eye.title = label;
  }

  #search() {
    const input = /** @type {HTMLInputElement} */ (
      make("input", "ee-legend-search", { attributes: { type: "search", placeholder: "Search groups", "aria-label": "Search groups" } })
    );
    input.value = this.#query;
    input.addEventListener("input", () => {
      this.#query = input.value;
      this.#fillList();
    });
    const order = make("select", "ee-legend-order", { attributes: { "aria-label": "Order of the groups", title: "Order of the groups" } }, [
      new Option("by size", "size"), new Option("by name", "name"),
    ]);
    order.value = this.#natural ? "name" : this.#order ?? "size";
    order.addEventListener("change", () => {
      this.#order = order.value;
      this.#natural = false;
      this.#fillList();
    });
    return make("div", "ee-legend-tools", {}, [input, order]);
  }

  #bulk() {
    const button = (text, title, pressed) => {
      const element = make("button", "ee-legend-link", { text, attributes: { type: "button", title } });
      element.addEventListener("click", pressed);
      return element;
    };
    this.bulk = {
      first: button(`Highlight first ${FIRST}`, `The first ${FIRST} of the list as it is ordered now; the others turn grey`, () => {
        this.actions.highlightOnly(this.#listed().filter(({ grey }) => !grey).slice(0, FIRST).map(({ code }) => code));
      }),
      none: button("Clear highlight", "All groups in their colours again", () => this.actions.highlightOnly([])),
      all: button("Show hidden", "Show the groups that were hidden", () => this.actions.showAll()),
    };
    return make("div", "ee-legend-bulk", {}, Object.values(this.bulk));
  }

  /** Entries as they are searched and ordered now; grey is last. */
  #listed() {
    const wanted = fold(this.#query.trim());
    const found = wanted ? this.#colouring.entries.filter(({ name }) => fold(name).includes(wanted)) : this.#colouring.entries;
    if (this.#natural) return found;
    const by = this.#order === "name"
      ? (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })
      : (a, b) => b.count - a.count;
    return [...found].sort((a, b) => Number(a.grey) - Number(b.grey) || by(a, b) || a.code - b.code);
  }

  #fillList() {
    const listed = this.#listed();
    const greys = listed.filter(({ grey }) => grey);
    // Grey says how much was left unassigned: it is shown even when the list is cut.
    const shown = listed.length > MOST ? [...listed.filter(({ grey }) => !grey).slice(0, MOST), ...greys] : listed;
    this.#lines.clear();
    const items = shown.map((entry) => this.#line(entry));
    if (shown.length < listed.length) {
      const left = (listed.length - shown.length).toLocaleString("en-US");
      items.splice(items.length - greys.length, 0, make("li", "ee-legend-more", { text: `… and ${left} more groups: search for them` }));
    }
    if (listed.length === 0) items.push(make("li", "ee-legend-more", { text: `No group is called “${this.#query.trim()}”.` }));
    this.list.replaceChildren(...items);
    this.stops?.settle();
    this.mark(this.#marks);
  }

  /** @param {Entry} entry */
  #line({ code, name, count, grey }) {
    const swatch = make("i", "ee-swatch");
    const text = make("span", "ee-legend-name", { text: name });
    const number = make("span", "ee-legend-count", { text: count.toLocaleString("en-US") });
    const className = grey ? "ee-legend-item ee-legend-grey" : "ee-legend-item";
    if (!this.actions) {
      const item = make("li", className, { attributes: { title: name } }, [swatch, text, number]);
      this.#lines.set(code, { item, swatch, count: number });
      return item;
    }
    const main = make("button", "ee-legend-main", { attributes: { type: "button" } }, [swatch, text, number]);
    // Grey stands for what has no group: there is nothing to lift out.
    if (!grey) main.addEventListener("click", () => this.actions.highlight(code));
    const eye = iconButton("ee-legend-act", "", EYE, () => this.actions.hide(code));
    const words = `Select the rows of ${name} (Shift adds, Alt takes away)`;
    const pick = iconButton("ee-legend-act", words, PICK, (event) => this.actions.select(code, event));
    for (const button of [main, eye, pick]) button.tabIndex = -1;
    const item = make("li", className, {}, [main, eye, pick]);
    this.#lines.set(code, { item, swatch, count: number, main, eye });
    return item;
  }
}

/** The buttons of each group. */
function buttonsOf(list) {
  return [...list.children].map((item) => [...item.querySelectorAll("button")]).filter((buttons) => buttons.length);
}

function isNatural(entries) {
  return entries.every(({ grey, name }) => grey || (name.trim() !== "" && Number.isFinite(Number(name))));
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}

function bar({ low, high, ramp, missing, grey }) {
  const ends = Number.isFinite(low) ? [low, (low + high) / 2, high] : [];
  const strip = make("div", "ee-bar-strip");
  strip.style.setProperty("--ee-ramp", ramp.join(", "));
  const parts = [
    make("div", "ee-bar", {}, [
      strip,
      make("div", "ee-bar-ends", {}, ends.map((value) => make("span", "", { text: formatNumber(value) }))),
    ]),
  ];
  if (missing > 0) {
    const swatch = make("i", "ee-swatch");
    swatch.style.background = grey;
    parts.push(
      make("ul", "ee-legend-list", {}, [
        make("li", "ee-legend-item ee-legend-grey", {}, [
          swatch,
          make("span", "ee-legend-name", { text: "missing" }),
          make("span", "ee-legend-count", { text: missing.toLocaleString("en-US") }),
        ]),
      ]),
    );
  }
  return make("div", "ee-bar-block", {}, parts);
}
