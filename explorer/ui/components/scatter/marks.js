/**
 * What the person did to the points: selected, highlighted, hidden, filtered, made larger. Kept here while the page lives,
 * told to the page under a stamp of ours, and taken over from the page when the stamp is somebody else's (another tab, an
 * earlier visit).
 *
 * @typedef {object} Look
 * @property {Record<string, import("./highlight.js").Slots>} highlight by field id
 * @property {Record<string, number[]>} hidden codes by field id
 * @property {object} filters as filters.js keeps them
 * @property {number} size factor on the size of points
 * @property {number | null} opacity null: as the number of points asks for
 * @property {boolean} density
 */

import { fetchColumn } from "./columns.js";
import { toggle } from "./highlight.js";
import { Selection, toText } from "./selection.js";
import { toBeTold } from "./turn.js";

const UNTOLD = "The page could not be told what is selected: that is seen on this map alone, and can be neither exported nor tagged.";
const QUIET = 300; // ms without a change until the look is told to the page: each telling is a rerun

/** @type {Look} */
const PLAIN = { highlight: {}, hidden: {}, filters: {}, size: 1, opacity: null, density: false };

export class Marks {
  /** @type {Look} */
  look = structuredClone(PLAIN);
  selection = new Selection(0);
  /** @type {Uint8Array | null} 1: passes the filters; null: nothing is filtered */
  passing = null;
  #stamps = new Set();
  #timer = 0;
  #toldLook = () => {};
  #telling = Promise.resolve();
  /** How many selections are on their way to the page. */
  #untold = 0;
  /** Stamp of the selection that the page knows of. */
  #known = "";
  /** Whether the page could not be told of the last one. */
  #lost = false;

  /** @param {{changed: (what: "selection" | "look") => Promise<void>, tell: (name: "selection" | "look", value: object) => void,
   *          tag: (asked: {name: string, stamp: string}) => void, problem: (words: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
  }

  /**
   * Takes over what the page says, unless it only echoes what we told it, or we are about to tell it something newer.
   * @param {{n: number, look?: object | null, selection?: {stamp: string, url: string} | null}} data
   * @returns {Promise<{filters: boolean, problem: string | null}>} whether filters came that must be restored; what
   *     could not be taken over, as a sentence
   */
  async take({ n, look, selection }) {
    if (this.selection.mask.length !== n) {
      this.selection = new Selection(n);
      this.passing = null;
    }
    let filters = false;
    if (look && !this.#timer && !this.#stamps.has(look.stamp)) {
      const { stamp, ...rest } = look;
      this.#stamps.add(stamp);
      this.look = { ...structuredClone(PLAIN), ...rest };
      filters = true;
    }
    if (!selection || this.#untold || this.#stamps.has(selection.stamp)) return { filters, problem: null };
    try {
      const mask = selection.url ? await fetchColumn(selection.url, "u1", n) : new Uint8Array(n);
      this.#stamps.add(selection.stamp);
      this.#known = selection.stamp;
      if (this.selection.mask.length === n && !this.#untold) this.selection.adopt(/** @type {Uint8Array} */ (mask));
    } catch (error) {
      return { filters, problem: `The rows that were selected could not be fetched. ${error.message}` };
    }
    return { filters, problem: null };
  }

  /** The marks on the groups of a field, as appearance.js wants them. @param {string | null} field */
  of(field) {
    return {
      highlight: this.look.highlight[field] ?? {},
      hiddenCodes: new Set(this.look.hidden[field] ?? []),
      passing: this.passing,
      selected: this.selection.count ? this.selection.mask : null,
    };
  }

  /** @param {string} field @param {number} code @returns {boolean} false: as many are highlighted as can be */
  highlight(field, code) {
    const slots = toggle(this.look.highlight[field] ?? {}, code);
    if (!slots) return false;
    this.setLook({ highlight: { ...this.look.highlight, [field]: slots } });
    return true;
  }

  /** @param {string} field @param {number[]} codes at most as many as there are colours */
  highlightOnly(field, codes) {
    const kept = this.look.highlight[field] ?? {};
    // What was chosen before and still is keeps its colour.
    const start = Object.fromEntries(Object.entries(kept).filter(([code]) => codes.includes(Number(code))));
    const slots = codes.reduce((all, code) => (all[code] === undefined ? toggle(all, code) ?? all : all), start);
    this.setLook({ highlight: { ...this.look.highlight, [field]: slots } });
  }

  /** Hides a group or shows it again. @param {string} field @param {number} code */
  hide(field, code) {
    const old = this.look.hidden[field] ?? [];
    const codes = old.includes(code) ? old.filter((other) => other !== code) : [...old, code];
    this.setLook({ hidden: { ...this.look.hidden, [field]: codes } });
  }

  /** @param {string} field */
  showAll(field) {
    this.setLook({ hidden: { ...this.look.hidden, [field]: [] } });
  }

  /** @param {Partial<Look>} change */
  setLook(change) {
    this.look = { ...this.look, ...change };
    this.actions.changed("look");
    clearTimeout(this.#timer);
    if (!this.#timer) toBeTold(new Promise((resolve) => (this.#toldLook = resolve)));
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#toldLook(); // heard of after this
      this.actions.tell("look", { stamp: this.#stamp(), ...this.look });
    }, QUIET);
  }

  /**
   * Does something to the selection, and tells of it if that changed it: once it is on screen, since the page's answer
   * to it would keep the person waiting for that.
   * @param {(selection: Selection) => boolean} act
   * @returns {Promise<void>} when it is on screen
   */
  async select(act) {
    const { selection } = this;
    if (!act(selection)) return;
    this.#untold++;
    const drawn = this.actions.changed("selection");
    // One after the other: a later selection must not be told before an earlier one.
    this.#telling = this.#telling.then(() => drawn).then(() => this.#tell(selection)).catch((error) => this.#lose(error)).finally(() => this.#untold--);
    toBeTold(this.#telling);
    await drawn;
  }

  /** Has the selection kept under a name. @param {string} name */
  async tag(name) {
    await this.#telling;
    if (this.#lost) this.actions.problem(UNTOLD); // the page would take the selection before this one
    else this.actions.tag({ name, stamp: this.#known });
  }

  async #tell(selection) {
    const { mask, count } = selection;
    const bits = await toText(mask);
    if (selection !== this.selection || mask !== selection.mask) return; // a newer one is about to be told
    this.#known = this.#stamp();
    this.#lost = false;
    this.actions.tell("selection", { stamp: this.#known, n: mask.length, count, bits });
  }

  /** A browser that can't pack it, for one. The next selection is told all the same. */
  #lose(error) {
    console.error(error);
    this.#lost = true;
    this.actions.problem(UNTOLD);
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#toldLook();
  }

  #stamp() {
    const stamp = crypto.randomUUID?.() ?? String(Math.random());
    this.#stamps.add(stamp);
    return stamp;
  }
}
