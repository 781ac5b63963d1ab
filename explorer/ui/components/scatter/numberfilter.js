/** The filter of one number field: its histogram with a brush, and a line for missing values. */

import { Brush } from "./brush.js";
import { formatNumber } from "./colouring.js";
import { make } from "./dom.js";
import { FilterLine } from "./filterline.js";
import { binNumbers, passNumbers, rangeOf, sayBin, sayNumber, sayTest, tally } from "./histogram.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 56; // of the drawing, in its own units, as in filters.css
const LEAST = 2; // of a bar that stands for one row
const GAP = 0.006; // of the drawing's width, between bars

/** @typedef {import("./histogram.js").NumberTest} NumberTest */

export class NumberFilter {
  /** @type {NumberTest | null} */
  #test = null;
  /** @type {Uint32Array | null} */
  #marks = null;

  /**
   * @param {import("./colouring.js").NumberField} field
   * @param {(test: NumberTest | null, settled: boolean) => void} change asked for by the person
   */
  constructor(field, change) {
    Object.assign(this, { field, change });
    this.bins = binNumbers(field.values);
    const { size, counts } = this.bins;
    // One value alone is a line as missing values are: there is nothing to drag over.
    this.only = size === 1 ? new FilterLine(sayNumber(this.bins.low), "", () => this.#toggleOnly()) : null;
    this.missing = counts[size] > 0 && size > 0 ? new FilterLine("", "", () => this.#toggleMissing()) : null;
    const lines = [this.only, this.missing].filter((line) => line !== null);
    this.element = make("div", "ee-filter-number", {}, [
      size > 1 ? this.#histogram() : null,
      ...lines.map(({ element }) => element),
    ]);
  }

  /** @param {any} given @returns {NumberTest | null} what of it can be a filter of this field */
  clean(given) {
    const { low, high } = given ?? {};
    const ranged = Number.isFinite(low) && Number.isFinite(high) && low <= high;
    const missing = given?.missing === true;
    if (!ranged) return missing ? { missing } : null;
    return missing ? { low, high, missing } : { low, high };
  }

  /** @param {NumberTest} test */
  say(test) {
    return sayTest(this.bins, test);
  }

  /** What the field holds, while nothing is filtered by it. */
  summary() {
    const { size, low, high } = this.bins;
    if (size === 0) return "all missing";
    return size === 1 ? "one value" : `${formatNumber(low)} to ${formatNumber(high)}`;
  }

  /** @param {NumberTest} test @param {Uint8Array} mask changed */
  narrow(test, mask) {
    passNumbers(this.field.values, test, mask);
  }

  /** At once, so that a second key in the same frame goes on from here. @param {NumberTest | null} test */
  take(test) {
    this.#test = test;
    this.brush?.draw(test);
  }

  /** @param {Uint8Array | null} marked */
  draw(marked) {
    const { size, codes } = this.bins;
    const test = this.#test;
    if (size === 0) return;
    this.#marks = marked && tally(codes, size + 1, marked);
    this.#drawLine(this.only, 0, test?.low !== undefined);
    this.#drawLine(this.missing, size, test?.missing === true);
    if (!this.brush) return;
    this.marked.setAttribute("d", this.#marks ? this.#bars(this.#marks) : "");
    this.total.dataset.eeBehind = String(marked !== null);
    this.#point(this.pointed ?? null);
  }

  #drawLine(line, bin, chosen) {
    const { size, counts } = this.bins;
    const most = this.only ? Math.max(counts[0], counts[size]) : counts[bin];
    line?.draw({ count: counts[bin], marked: this.#marks && this.#marks[bin], most });
    line?.setChosen(chosen, this.#test !== null);
  }

  #histogram() {
    const { size } = this.bins;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${size} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("class", "ee-histogram");
    [this.total, this.marked] = ["ee-histogram-total", "ee-histogram-marked"].map((name) => {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", name);
      svg.append(path);
      return path;
    });
    this.total.setAttribute("d", this.#bars(this.bins.counts));
    this.axis = make("div", "ee-histogram-axis");
    this.brush = new Brush(this.field.name, this.bins, svg, {
      changed: (from, to, settled) => this.#brushed(from, to, settled),
      cleared: () => this.change(null, true),
      pointed: (bin) => bin !== this.pointed && this.#point(bin),
    });
    return make("div", "", {}, [this.brush.element, this.axis]);
  }

  #brushed(from, to, settled) {
    const { edges, size, counts } = this.bins;
    const range = rangeOf(this.bins, from, to);
    const joined = this.#test?.missing === true && this.#test.low !== undefined;
    // The whole axis leaves out what is missing, and is no filter when nothing is.
    const whole = from <= edges[0] && to >= edges[size] && (joined || counts[size] === 0);
    this.change(whole ? null : joined ? { ...range, missing: true } : range, settled);
  }

  #toggleOnly() {
    const test = this.#test;
    const { low, high } = this.bins;
    const missing = test?.missing === true;
    if (test?.low === undefined) this.change(missing ? { low, high, missing } : { low, high }, true);
    else this.change(missing ? { missing } : null, true);
  }

  /** Missing rows join the range that is brushed; without one they alone pass. */
  #toggleMissing() {
    const test = this.#test;
    if (!test) return this.change({ missing: true }, true);
    const { missing, ...range } = test;
    if (missing) return this.change(range.low === undefined ? null : range, true);
    return this.change({ ...range, missing: true }, true);
  }

  #bars(counts) {
    const { size } = this.bins;
    const most = this.bins.counts.subarray(0, size).reduce((a, b) => Math.max(a, b), 1);
    const gap = GAP * size;
    let path = "";
    for (let bin = 0; bin < size; bin++) {
      if (counts[bin] === 0) continue;
      const height = Math.max(LEAST, (counts[bin] / most) * HEIGHT).toFixed(2);
      path += `M${(bin + gap / 2).toFixed(3)} ${HEIGHT}v-${height}h${(1 - gap).toFixed(3)}v${height}z`;
    }
    return path;
  }

  /** The line under the histogram: its ends, or what the pointer is on. @param {number | null} bin */
  #point(bin) {
    this.pointed = bin;
    const { bins } = this;
    if (bin === null) {
      const ends = rangeOf(bins, bins.edges[0], bins.edges[bins.size]);
      return this.axis.replaceChildren(...[ends.low, ends.high].map((end) => make("span", "", { text: sayNumber(end) })));
    }
    const count = bins.counts[bin].toLocaleString("en-US");
    const rows = this.#marks ? `${this.#marks[bin].toLocaleString("en-US")} / ${count}` : count;
    const text = `${sayBin(bins, bin)}: ${rows} ${rows === "1" ? "row" : "rows"}`;
    return this.axis.replaceChildren(make("span", "ee-histogram-said", { text }));
  }
}
