/**
 * The filters beside the map: a small histogram per field, whose bars choose the rows that stay. Fields are fetched when
 * their histogram is first on screen, so a panel that is never opened costs nothing.
 */

import { make } from "./dom.js";
import { FilterSection } from "./filtersection.js";
import { sameMask } from "./selection.js";

const HINT = "Drag over bars, or click a group, to filter.";

export class Filters {
  /** One entry a row, 1 where it passes; null: nothing is filtered. @type {Uint8Array | null} */
  mask = null;
  /** @type {import("./book.js").Book | null} */
  #book = null;
  #shape = "";
  /** How many `restore` are on their way: what they bring is no news. */
  #restoring = 0;
  /** @type {FilterSection[]} */
  #sections = [];
  /** @type {Uint8Array | null} */
  #selected = null;
  /** What the next frame has to do. */
  #frame = { id: 0, changed: false, settled: true };

  /**
   * @param {HTMLElement} element
   * @param {{changed: (settled: boolean) => void}} actions `changed`: the mask is another, at most once a frame;
   *     `settled` is false while a range is still being dragged
   */
  constructor(element, actions) {
    Object.assign(this, { element, actions });
    this.sum = make("p", "ee-filters-sum", { attributes: { role: "status" } });
    this.clearAll = make("button", "ee-filters-clear", { text: "Clear filters", attributes: { type: "button", hidden: "" } });
    this.clearAll.addEventListener("click", () => this.#clearAsked());
    this.key = make("p", "ee-filters-key");
    const head = make("div", "ee-filters-head", {}, [this.sum, make("div", "ee-filters-under", {}, [this.key, this.clearAll])]);
    this.list = make("div", "");
    element.classList.add("ee-filters");
    element.append(head, this.list);
    // Arrows, Home, + and - are the map's keys elsewhere; Escape stays everybody's.
    element.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.watcher = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "120px 0px" });
  }

  /** @param {import("./book.js").Book} book filters on fields that it still has are kept */
  show(book) {
    this.#book = book;
    const shape = JSON.stringify(book.specs.map(shapeOf));
    if (shape !== this.#shape) this.#lay(book.specs);
    this.#shape = shape;
    if (this.#selected?.length !== book.n) this.#selected = null;
    this.refill();
    for (const section of this.#sections) if (section.visible || section.test) this.#load(section);
  }

  /** @param {Uint8Array | null} selected (n) 1 for the rows whose share of each bar is drawn; null: none */
  setMarked(selected) {
    this.#selected = selected;
    this.#later(false, true);
  }

  /** @returns {Record<string, import("./filtersection.js").Test>} by the id of the field */
  get state() {
    return Object.fromEntries(this.#sections.filter(({ test }) => test).map(({ spec, test }) => [idOf(spec), test]));
  }

  /**
   * Filters as an earlier `state` had them; what is not a filter of one of these fields is left out.
   * @param {Record<string, unknown>} state
   */
  async restore(state) {
    for (const section of this.#sections) {
      const id = idOf(section.spec);
      section.set(Object.hasOwn(state, id) ? state[id] : null);
    }
    this.#restoring++;
    await Promise.all(this.#sections.filter(({ test }) => test).map((section) => section.load()));
    this.#restoring--;
    this.#update();
  }

  /** Nothing is filtered any more. Says nothing: the caller knows. */
  clear() {
    for (const section of this.#sections) section.set(null);
    this.#update();
  }

  /** Fields or other colours have come. */
  refill() {
    for (const section of this.#sections) if (section.refill()) this.#arrived(section);
    this.#update();
  }

  destroy() {
    cancelAnimationFrame(this.#frame.id);
    this.watcher.disconnect();
    this.element.replaceChildren();
  }

  #clearAsked() {
    this.clear();
    this.actions.changed(true);
    // The button that had the focus is gone.
    this.list.querySelector("[tabindex], button:not([hidden])")?.focus({ preventScroll: true });
  }

  /** Sections of fields that stay are kept, with the list that is open in them. */
  #lay(specs) {
    const old = new Map(this.#sections.map((section) => [shapeOf(section.spec), section]));
    this.watcher.disconnect();
    this.#sections = specs.map((spec, k) => {
      const section = old.get(shapeOf(spec)) ?? this.#section(spec);
      section.k = k;
      return section;
    });
    const none = make("p", "ee-filter-note", { text: "The rows have no columns to filter by." });
    this.list.replaceChildren(...(specs.length ? this.#sections.map(({ element }) => element) : [none]));
    for (const { element } of this.#sections) this.watcher.observe(element);
  }

  #section(spec) {
    const changed = (settled) => this.#later(true, settled);
    return new FilterSection(spec, () => this.#book, { changed, loaded: () => this.#later(true, true) });
  }

  #load(section) {
    void section.load().then((other) => other && this.#arrived(section));
  }

  #arrived(section) {
    this.#later(section.test !== null && this.#restoring === 0, true);
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const section = this.#sections.find(({ element }) => element === target);
      if (!section) continue;
      section.visible = isIntersecting;
      if (isIntersecting) this.#load(section);
    }
    this.#draw();
  }

  /** Many changes in a frame are one. */
  #later(changed, settled) {
    this.#frame.changed ||= changed;
    this.#frame.settled = settled;
    if (this.#frame.id) return;
    this.#frame.id = requestAnimationFrame(() => {
      const { changed: said, settled: rests } = this.#frame;
      Object.assign(this.#frame, { id: 0, changed: false });
      this.#update();
      if (said) this.actions.changed(rests);
    });
  }

  #update() {
    if (!this.#book) return;
    const active = this.#sections.filter((section) => section.active);
    const mask = active.length ? new Uint8Array(this.#book.n).fill(1) : null;
    for (const section of active) section.narrow(mask);
    // The map is drawn anew for another mask: where the same rows pass, the old one stays.
    if (!sameMask(mask, this.mask)) this.mask = mask;
    this.#draw();
  }

  #draw() {
    const marked = this.#selected ?? this.mask;
    for (const section of this.#sections) if (section.visible) section.draw(marked);
    this.#say();
  }

  #say() {
    const { n } = this.#book;
    const all = n.toLocaleString("en-US");
    const passing = this.mask?.reduce((sum, pass) => sum + pass, 0);
    const rows = n === 1 ? "row" : "rows";
    this.sum.textContent = this.mask ? `${passing.toLocaleString("en-US")} of ${all} ${rows} pass` : `All ${all} ${rows} pass`;
    this.clearAll.hidden = this.#sections.every(({ test }) => test === null);
    if (this.#selected || this.mask) {
      const front = this.#selected ? "selected" : "passing";
      this.key.replaceChildren(keyPart("marked", front), keyPart("total", "all rows"));
    } else this.key.textContent = this.#sections.length ? HINT : "";
  }
}

function idOf({ id, name }) {
  return id ?? name;
}

function shapeOf(spec) {
  return JSON.stringify([idOf(spec), spec.name, spec.kind]);
}

function keyPart(kind, text) {
  return make("span", "", {}, [make("i", `ee-filters-sign ee-filters-sign-${kind}`), text]);
}
