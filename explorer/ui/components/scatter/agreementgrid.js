/**
 * How far every two groupings agree: a square a pair, darker the more they do. A click chooses the pair.
 *
 * @typedef {object} Data
 * @property {{id: string, name: string, note: string, truth: boolean}[]} groupings in the order in which they are shown
 * @property {(number | null)[][]} values by line and column, in that order; null: no row is left to compare
 * @property {(number | null)[][]} chance what chance gives
 * @property {number[][]} kept rows compared
 * @property {number} n rows there are
 * @property {{short: string, best: number, unit: string, directed: boolean, adjusted: boolean}} score
 * @property {boolean} detailed whether there is room for a number in each square and a note below each name
 * @property {[string, string] | null} pair ids of the chosen pair
 *
 * Tells `{what: "pair", a, b}`, ids.
 */

import { keepFocus, make } from "./dom.js";
import { ARROWS } from "./keyboard.js";

const CONTRAST = 1.4; // above 1: those that agree stand out from those that agree a little

export class AgreementGrid {
  /** @type {Data | null} */
  #data = null;
  #at = [0, 1];

  /** @param {import("./hint.js").Hint} hint @param {(told: object) => void} tell */
  constructor(hint, tell) {
    Object.assign(this, { hint, tell });
    this.element = make("div", "ee-agreements", { attributes: { role: "grid", "aria-label": "Agreement of every two groupings" } });
    this.element.addEventListener("pointermove", (event) => this.#point(event));
    this.element.addEventListener("pointerleave", () => this.#leave());
    this.element.addEventListener("click", (event) => this.#choose(cellOf(event.target)));
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {Data} data */
  update(data) {
    this.#data = data;
    const n = data.groupings.length;
    this.element.style.setProperty("--ee-count", String(n));
    this.element.dataset.eeNumbers = String(data.detailed);
    const corner = make("div", "ee-agreements-corner", { attributes: { role: "columnheader" }, text: data.score.directed ? "truth ↓  held against it →" : "" });
    const heads = data.groupings.map((grouping, j) => {
      const head = make("div", "ee-agreements-head", { attributes: { role: "columnheader", "data-ee-column": String(j) } }, [
        make("span", "", { text: grouping.name }),
      ]);
      head.dataset.eeTruth = String(grouping.truth);
      return head;
    });
    keepFocus(this.element, ["data-ee-i", "data-ee-j"], () => {
      this.element.replaceChildren(row([corner, ...heads]), ...data.groupings.map((_, i) => row(this.#line(i))));
    });
    this.#markPair();
  }

  destroy() {
    this.hint.hide();
  }

  #line(i) {
    const { groupings } = this.#data;
    const { name, note, truth } = groupings[i];
    const label = make("div", "ee-agreements-label", { attributes: { role: "rowheader", "data-ee-line": String(i), title: `${name}\n${note}` } }, [
      make("span", "", { text: name }),
      make("span", "ee-agreements-note", { text: note }),
    ]);
    label.dataset.eeTruth = String(truth);
    return [label, ...groupings.map((_, j) => this.#cell(i, j))];
  }

  #cell(i, j) {
    const { groupings, values } = this.#data;
    const value = values[i][j];
    const attributes = { role: "gridcell", type: "button", tabindex: "-1", "data-ee-i": String(i), "data-ee-j": String(j) };
    const said = i === j ? groupings[i].name : `${groupings[i].name} and ${groupings[j].name}: ${this.#say(value)}`;
    const cell = make("button", "ee-agreements-cell", { attributes: { ...attributes, "aria-label": said } });
    if (i === j) {
      cell.disabled = true;
      return cell;
    }
    const share = this.#share(value) ** CONTRAST;
    cell.style.setProperty("--ee-share", `${Math.round(100 * share)}%`);
    cell.dataset.eeDark = String(share > 0.5);
    if (this.#data.detailed) cell.textContent = value === null ? "–" : short(value, this.#data.score.best);
    return cell;
  }

  /** How dark: 0 what is worst (or less than chance), 1 the same grouping. */
  #share(value) {
    if (value === null) return 0;
    const { score, values } = this.#data;
    if (score.best === 1) return Math.max(0, value);
    const most = Math.max(...values.flat().map((other) => other ?? 0), 1e-9);
    return 1 - value / (score.unit ? most : Math.max(most, 1));
  }

  #say(value) {
    const { score } = this.#data;
    return value === null ? "no row is left to compare" : `${score.short} ${value.toFixed(4)}${score.unit ? ` ${score.unit}` : ""}`;
  }

  #point(event) {
    const cell = cellOf(event.target);
    if (!cell) return this.#leave();
    const [i, j] = cell;
    this.#cross(i, j);
    const { groupings, values, chance, kept, n, score } = this.#data;
    const lines = [this.#say(values[i][j])];
    if (!score.adjusted && chance[i][j] !== null) lines.push(`by chance at these sizes: ${chance[i][j].toFixed(4)}`);
    lines.push(kept[i][j] === n ? `all ${n.toLocaleString("en-US")} rows` : `${kept[i][j].toLocaleString("en-US")} of ${n.toLocaleString("en-US")} rows (${Math.floor((100 * kept[i][j]) / n)} %)`);
    this.hint.show([`${groupings[i].name} × ${groupings[j].name}`, ...lines], event.clientX, event.clientY);
  }

  #leave() {
    this.hint.hide();
    this.#cross(-1, -1);
  }

  /** Marks the names of what is pointed at. */
  #cross(i, j) {
    for (const label of this.element.querySelectorAll("[data-ee-line]")) label.toggleAttribute("data-ee-lit", Number(label.dataset.eeLine) === i);
    for (const head of this.element.querySelectorAll("[data-ee-column]")) head.toggleAttribute("data-ee-lit", Number(head.dataset.eeColumn) === j);
  }

  #choose(cell) {
    if (!cell) return;
    const [i, j] = cell;
    const { groupings } = this.#data;
    this.#data.pair = [groupings[i].id, groupings[j].id];
    this.#markPair();
    this.tell({ what: "pair", a: groupings[i].id, b: groupings[j].id });
  }

  #markPair() {
    const { groupings, pair } = this.#data;
    const [i, j] = (pair ?? []).map((id) => groupings.findIndex((grouping) => grouping.id === id));
    for (const cell of this.element.querySelectorAll(".ee-agreements-cell")) {
      const here = [Number(cell.dataset.eeI), Number(cell.dataset.eeJ)];
      const chosen = here[0] === i && here[1] === j;
      cell.setAttribute("aria-selected", String(chosen));
      cell.dataset.eeMirror = String(here[0] === j && here[1] === i);
      if (chosen) this.#at = here;
    }
    this.#stop();
  }

  /** One square is what the Tab key reaches; arrows go on from there. */
  #stop() {
    const [i, j] = this.#at;
    for (const cell of this.element.querySelectorAll(".ee-agreements-cell")) {
      cell.tabIndex = Number(cell.dataset.eeI) === i && Number(cell.dataset.eeJ) === j ? 0 : -1;
    }
  }

  #key(event) {
    if (!ARROWS[event.key]) return;
    const [right, down] = ARROWS[event.key];
    const n = this.#data.groupings.length;
    let [i, j] = this.#at;
    do [i, j] = [i + down, j + right];
    while (i === j);
    if (i < 0 || j < 0 || i >= n || j >= n) return;
    this.#at = [i, j];
    this.#stop();
    /** @type {HTMLElement} */ (this.element.querySelector(`[data-ee-i="${i}"][data-ee-j="${j}"]`)).focus();
    event.preventDefault();
  }
}

/** @param {HTMLElement[]} cells */
function row(cells) {
  return make("div", "ee-agreements-row", { attributes: { role: "row" } }, cells);
}

/** @returns {[number, number] | null} line and column */
function cellOf(target) {
  const cell = target.closest?.(".ee-agreements-cell:not(:disabled)");
  return cell ? [Number(cell.dataset.eeI), Number(cell.dataset.eeJ)] : null;
}

/** Two digits; the best value, 1 or 0, is said of the same grouping alone. */
function short(value, best) {
  const text = value.toFixed(2);
  if (best === 1 && text === "1.00" && value < 1) return ">.99";
  if (best === 0 && text === "0.00" && value > 0) return "<.01";
  return text === "-0.00" ? "0.00" : text;
}
