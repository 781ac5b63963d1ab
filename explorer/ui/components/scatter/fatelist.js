/**
 * What becomes of each cluster of A in B, a sentence each. Sorted by a click on a heading, cut down to one fate by a click on
 * its name; a click on a line selects the cluster's rows.
 *
 * @typedef {object} Data
 * @property {number} n lines
 * @property {Record<string, string>} columns addresses: groups, sizes, offsets, partners (u4), kinds (u1), shares, noise, jaccard (f4)
 * @property {number} partners how many there are
 * @property {string[]} kinds names of the fates
 * @property {[string, string]} names of A and B
 * @property {[string, string]} groups addresses of the names of their groups
 * @property {[(number | string)[] | null, (number | string)[] | null]} palettes
 *
 * Tells `{what: "group", side: 0, group}`.
 */

import { fetchColumn, fetchNames } from "./columns.js";
import { keepFocus, make } from "./dom.js";
import { categoryColour } from "./palette.js";

const FIRST = 60; // lines shown at first
const SHORT = 16; // letters of B's name that don't make a sentence long
const NOTED = 0.05; // share of noise from which it is told of
const NAMED = 4; // partners named in a sentence
const SIGNS = { same: "=", "split into": "⇉", "merged with": "⇇", dissolved: "∴", "to noise": "∅" };
const SORTS = { cluster: "Cluster", size: "Rows", fate: "What becomes of it", share: "Share", jaccard: "Jaccard" };

export class FateList {
  #lines = [];
  #sort = { by: "size", down: true };
  #kind = null;
  #all = false;
  /** @type {Data | null} */
  #data = null;

  constructor(_hint, tell) {
    this.tell = tell;
    this.summary = make("div", "ee-fates-summary", { attributes: { role: "group", "aria-label": "Show one fate only" } });
    this.head = make("div", "ee-fates-head");
    this.body = make("div", "");
    this.more = make("button", "ee-compare-button", { attributes: { type: "button" } });
    this.more.addEventListener("click", () => {
      this.#all = true;
      this.#draw();
      /** @type {HTMLElement | undefined} */ (this.body.children[FIRST])?.focus({ preventScroll: true }); // the button is gone
    });
    this.element = make("div", "ee-fates", {}, [this.summary, make("div", "ee-fates-table", {}, [this.head, this.body]), this.more]);
  }

  /** @param {Data} data @param {() => boolean} wanted whether nothing newer came meanwhile */
  async update(data, wanted) {
    const { n, columns, partners } = data;
    const [groups, sizes, kinds, shares, noise, jaccard, offsets, of, namesA, namesB] = await Promise.all([
      fetchColumn(columns.groups, "u4", n),
      fetchColumn(columns.sizes, "u4", n),
      fetchColumn(columns.kinds, "u1", n),
      fetchColumn(columns.shares, "f4", n),
      fetchColumn(columns.noise, "f4", n),
      fetchColumn(columns.jaccard, "f4", n),
      fetchColumn(columns.offsets, "u4", n + 1),
      fetchColumn(columns.partners, "u4", partners),
      ...data.groups.map(fetchNames),
    ]);
    if (!wanted()) return;
    this.#data = data;
    this.names = [namesA, namesB];
    this.#lines = Array.from(groups, (group, k) => ({
      group, size: sizes[k], kind: data.kinds[kinds[k]], share: shares[k], noise: noise[k], jaccard: jaccard[k], partners: Array.from(of.slice(offsets[k], offsets[k + 1])),
    }));
    this.#draw();
  }

  #draw() {
    keepFocus(this.element, ["data-ee-sort", "data-ee-fate", "data-ee-group"], () => this.#fill());
  }

  #fill() {
    this.#summarise();
    this.head.replaceChildren(...Object.entries(SORTS).map(([by, text]) => this.#heading(by, text)));
    const shown = this.#lines.filter(({ kind }) => !this.#kind || kind === this.#kind).sort((x, y) => this.#compare(x, y));
    const drawn = this.#all ? shown : shown.slice(0, FIRST);
    this.body.replaceChildren(...drawn.map((line) => this.#line(line)));
    this.more.hidden = drawn.length === shown.length;
    this.more.textContent = `Show all ${shown.length.toLocaleString("en-US")}`;
  }

  #summarise() {
    const pills = this.#data.kinds.map((kind) => {
      const count = this.#lines.filter((line) => line.kind === kind).length;
      const pill = make("button", "ee-fates-pill", { attributes: { type: "button", "aria-pressed": String(this.#kind === kind) } }, [
        make("i", "", { text: SIGNS[kind] }), make("b", "", { text: String(count) }), make("span", "", { text: kind }),
      ]);
      pill.dataset.eeFate = kind;
      pill.disabled = count === 0;
      pill.addEventListener("click", () => {
        this.#kind = this.#kind === kind ? null : kind;
        this.#draw();
      });
      return pill;
    });
    this.summary.replaceChildren(...pills);
  }

  #heading(by, text) {
    const mine = this.#sort.by === by;
    const head = make("button", "ee-fates-sort", { text: mine ? `${text} ${this.#sort.down ? "↓" : "↑"}` : text, attributes: { type: "button", title: "Sort by this" } });
    head.dataset.eeSort = by;
    head.addEventListener("click", () => {
      this.#sort = { by, down: mine ? !this.#sort.down : by !== "cluster" && by !== "fate" };
      this.#draw();
    });
    return head;
  }

  #compare(x, y) {
    const value = { cluster: (line) => line.group, size: (line) => line.size, fate: (line) => this.#data.kinds.indexOf(line.kind), share: (line) => line.share, jaccard: (line) => line.jaccard }[this.#sort.by];
    return (this.#sort.down ? value(y) - value(x) : value(x) - value(y)) || y.size - x.size || x.group - y.group;
  }

  #line(line) {
    const element = make("button", "ee-fates-line", { attributes: { type: "button", title: "Select these rows: on the maps, in the gallery, for export" } }, [
      this.#chip(0, line.group),
      make("span", "ee-fates-number", { text: line.size.toLocaleString("en-US") }),
      make("span", "ee-fates-sentence", {}, [...this.#sentence(line), this.#aside(line)]),
      bar(line.share),
      make("span", "ee-fates-number", { text: line.jaccard.toFixed(2) }),
    ]);
    element.dataset.eeFate = line.kind;
    element.dataset.eeGroup = String(line.group);
    element.addEventListener("click", () => {
      for (const other of this.body.children) other.toggleAttribute("data-ee-lit", other === element);
      this.tell({ what: "group", side: 0, group: line.group });
    });
    return element;
  }

  /** The sentence in pieces: text and the chips of clusters. */
  #sentence({ kind, partners, share }) {
    const nameB = this.#data.names[1];
    const of = nameB.length <= SHORT ? ` of ${nameB}` : ""; // it stands above
    const percent = `${Math.floor(100 * share + 1e-4)} % of its rows`;
    const sign = make("i", "ee-fates-sign", { text: SIGNS[kind], attributes: { "aria-hidden": "true" } });
    if (kind === "to noise") return [sign, `is noise (${percent})`];
    if (kind === "same") return [sign, "is ", this.#chip(1, partners[0]), `${of} (${percent})`];
    if (kind === "split into") return [sign, "splits into ", ...this.#chips(1, partners), `${of} (${percent})`];
    if (kind === "dissolved") return [sign, "falls apart: most of it is in ", ...this.#chips(1, partners), of];
    const [target, ...others] = partners;
    const along = others.length ? [" with ", ...this.#chips(0, others)] : [", which is mostly others’ rows"];
    return [sign, "goes into ", this.#chip(1, target), `${of} (${percent})`, ...along];
  }

  /** What else a sentence should not keep back. */
  #aside({ kind, noise }) {
    return kind !== "to noise" && noise >= NOTED ? make("span", "ee-fates-aside", { text: `; ${Math.floor(100 * noise)} % are noise` }) : null;
  }

  #chips(side, groups) {
    const named = groups.slice(0, NAMED).flatMap((group, k) => (k ? [" + ", this.#chip(side, group)] : [this.#chip(side, group)]));
    return groups.length > NAMED ? [...named, ` and ${groups.length - NAMED} more`] : named;
  }

  #chip(side, group) {
    const dot = make("i", "ee-compare-dot");
    dot.style.background = categoryColour(group, this.#data.palettes[side]);
    return make("span", "ee-compare-chip", {}, [dot, make("span", "", { text: this.names[side][group] ?? String(group) })]);
  }
}

function bar(share) {
  const element = make("span", "ee-fates-share", {}, [make("i", ""), make("span", "", { text: `${Math.floor(100 * share + 1e-4)} %` })]);
  element.style.setProperty("--ee-share", `${100 * share}%`);
  return element;
}
