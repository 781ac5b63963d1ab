/** One group of a filter: a button with its name, how many rows it has, and a bar of that length. */

import { make } from "./dom.js";

export class FilterLine {
  /**
   * @param {string} name empty: missing values
   * @param {string} colour empty: grey
   * @param {() => void} pressed
   */
  constructor(name, colour, pressed) {
    this.count = make("span", "ee-filter-count");
    this.total = make("i", "");
    this.marked = make("i", "ee-filter-bar-marked");
    const bar = make("span", "ee-filter-bar", { attributes: { "aria-hidden": "true" } }, [this.total, this.marked]);
    const said = name || "missing";
    this.name = make("span", "ee-filter-name", { text: said, attributes: { title: said } });
    const attributes = { type: "button", "aria-pressed": "false" };
    this.element = make("button", "ee-filter-line", { attributes }, [make("i", "ee-filter-box"), this.name, this.count, bar]);
    this.element.addEventListener("click", pressed);
    if (!name) this.element.dataset.eeMissing = "";
    this.setColour(colour);
  }

  /** @param {string} colour empty: grey */
  setColour(colour) {
    if (colour) this.element.style.setProperty("--ee-group", colour);
  }

  /** @param {{count: number, marked: number | null, most: number}} sizes `most`: the count that fills the bar */
  draw({ count, marked, most }) {
    const all = count.toLocaleString("en-US");
    this.count.textContent = marked === null ? all : `${marked.toLocaleString("en-US")} / ${all}`;
    this.total.style.width = `${(100 * count) / most}%`;
    this.marked.style.width = `${(100 * (marked ?? count)) / most}%`;
  }

  /** @param {boolean} chosen @param {boolean} filtered whether anything in its field is chosen */
  setChosen(chosen, filtered) {
    this.element.setAttribute("aria-pressed", String(chosen));
    this.element.dataset.eeOut = String(filtered && !chosen);
  }
}
