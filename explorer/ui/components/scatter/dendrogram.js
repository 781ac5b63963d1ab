/**
 * The last joins of a tree and a line that cuts it, a Streamlit component (v2). The line is dragged, or moved by keys; what
 * is above it is undone.
 *
 * @typedef {object} Data
 * @property {[number, number][]} sides where the two that are joined stand, the last join first; leaves stand at 0, 1, 2, …
 * @property {[number, number][]} bottoms the heights they were joined at themselves
 * @property {number[]} heights of the joins, falling
 * @property {number[]} leaf_sizes rows below each leaf
 * @property {number[]} cuts where the line stands that leaves 1, 2, 3, … clusters, one a leaf; falling
 * @property {number} n_clusters that the grouping on screen has; may be more than there are leaves
 * @property {number} least clusters that can be chosen
 *
 * Trigger given back: `cut`, how many clusters the line leaves: when it is let go, and when it rests while it is dragged.
 *
 * For pages and tests, on the root element `.ee-tree`: `data-ee-ready`. The line is the slider in it; its value is its
 * height, so that the up key moves it up.
 */

import { make } from "./dom.js";
import { niceStep, sayNumber } from "./histogram.js";
import { living, loadStyle } from "./living.js";

const RESTS_MS = 150;
const ROOM = 1.06; // above the last join
const PAGE = 5; // clusters that Page Up and Page Down go past
const STEPS = { ArrowUp: -1, ArrowRight: -1, ArrowDown: 1, ArrowLeft: 1, PageUp: -PAGE, PageDown: PAGE, Home: Infinity, End: -Infinity };
const SVG = "http://www.w3.org/2000/svg";

export default living(async (parentElement) => {
  await loadStyle(parentElement, "dendrogram.css");
  return new Tree(parentElement);
});

class Tree {
  /** @type {Data | null} */
  #data = null;
  #n = 0; // clusters that the line leaves
  #told = 0;
  #dragged = false;
  #resting = 0;
  #tell = (/** @type {number} */ _clusters) => {};

  constructor(parentElement) {
    this.axis = make("div", "ee-tree-axis", { attributes: { "aria-hidden": "true" } });
    this.label = make("span", "ee-tree-label");
    const attributes = { role: "slider", tabindex: "0", "aria-orientation": "vertical", title: "Drag, or move with the arrow keys" };
    this.line = make("div", "ee-tree-line", { attributes: { ...attributes, "aria-label": "Cut through the dendrogram" } }, [this.label]);
    this.joins = document.createElementNS(SVG, "svg");
    this.joins.setAttribute("preserveAspectRatio", "none");
    this.joins.setAttribute("aria-hidden", "true");
    this.plot = make("div", "ee-tree-plot", {}, [this.joins, this.line]);
    this.leaves = make("div", "ee-tree-leaves", { attributes: { "aria-hidden": "true" } });
    this.root = make("div", "ee-tree", { attributes: { "data-ee-ready": "false" } }, [
      make("div", "ee-tree-title", { text: "height of the join" }),
      this.axis,
      this.plot,
      this.leaves,
      make("div", "ee-tree-foot", { text: "rows in each branch" }),
    ]);
    this.#listen();
    parentElement.append(this.root);
  }

  update({ data, setTriggerValue }) {
    this.#data = data;
    this.#tell = (clusters) => setTriggerValue("cut", clusters);
    if (!this.#dragged && !this.#resting) this.#n = this.#told = data.n_clusters;
    const width = data.leaf_sizes.length;
    this.joins.setAttribute("viewBox", `-0.5 0 ${width} ${this.#top}`);
    this.joins.replaceChildren(...data.heights.map((_, join) => this.#bracket(join)));
    this.leaves.replaceChildren(...data.leaf_sizes.map((size) => make("span", "", { text: size.toLocaleString("en-US") })));
    this.#ticks();
    this.#draw();
    this.root.dataset.eeReady = "true";
  }

  destroy() {
    clearTimeout(this.#resting);
    this.root.remove();
  }

  get #top() {
    return (this.#data.heights[0] || 1) * ROOM;
  }

  get #most() {
    return this.#data.leaf_sizes.length;
  }

  #bracket(join) {
    const { sides, bottoms, heights } = this.#data;
    const [left, right] = sides[join];
    const [from, to, above] = [bottoms[join][0], bottoms[join][1], heights[join]].map((height) => this.#top - height);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${left} ${from}V${above}H${right}V${to}`);
    return path;
  }

  #ticks() {
    const step = niceStep(this.#top / 5, [1, 2, 5, 10]);
    const ticks = Array.from({ length: Math.floor(this.#top / step) + 1 }, (_, k) => k * step);
    this.axis.replaceChildren(
      ...ticks.map((tick) => {
        const text = make("span", "", { text: sayNumber(Number(tick.toPrecision(6))) });
        text.style.bottom = `${(100 * tick) / this.#top}%`;
        return text;
      }),
    );
  }

  /** @param {number | null} [height] of the line while it is dragged; else it stands between two joins */
  #draw(height = null) {
    const { cuts } = this.#data;
    const shown = this.#n <= this.#most;
    const at = height ?? (shown ? cuts[this.#n - 1] : 0);
    const clusters = `${this.#n.toLocaleString("en-US")} cluster${this.#n === 1 ? "" : "s"}`;
    this.label.textContent = shown ? clusters : `${clusters}: below what is shown`;
    this.line.style.bottom = `${(100 * at) / this.#top}%`;
    this.line.dataset.eeHigh = String(at > 0.85 * this.#top);
    const said = { valuemin: 0, valuemax: this.#top, valuenow: at, valuetext: this.label.textContent };
    for (const [name, value] of Object.entries(said)) this.line.setAttribute(`aria-${name}`, String(value));
    Array.from(this.joins.children, (path, join) => path.toggleAttribute("data-ee-undone", join < this.#n - 1));
  }

  #listen() {
    this.plot.addEventListener("pointerdown", (event) => this.#press(event));
    this.plot.addEventListener("pointermove", (event) => this.#dragged && this.#move(event));
    this.plot.addEventListener("pointerup", () => this.#release());
    this.plot.addEventListener("pointercancel", () => this.#release());
    this.line.addEventListener("keydown", (event) => this.#key(event));
  }

  /** A finger scrolls the page, unless it is on the line. */
  #press(event) {
    const onLine = this.line.contains(event.target);
    if (event.button !== 0 || (event.pointerType === "touch" && !onLine)) return;
    this.#dragged = true;
    this.plot.setPointerCapture(event.pointerId);
    this.line.focus({ preventScroll: true });
    event.preventDefault();
    if (!onLine) this.#move(event);
  }

  #move(event) {
    const box = this.plot.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (box.bottom - event.clientY) / box.height));
    const height = share * this.#top;
    this.#n = this.#within(this.#data.heights.filter((join) => join > height).length + 1);
    this.#draw(height);
    this.#rest();
  }

  #release() {
    if (!this.#dragged) return;
    this.#dragged = false;
    this.#draw();
    this.#say();
  }

  #key(event) {
    const by = STEPS[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#n = this.#within(this.#n + by);
    this.#draw();
    this.#rest();
  }

  #within(clusters) {
    return Math.min(this.#most, Math.max(Math.min(this.#data.least, this.#most), clusters));
  }

  /** Tells when nothing has moved for a moment. */
  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#say(), RESTS_MS);
  }

  #say() {
    clearTimeout(this.#resting);
    this.#resting = 0;
    if (this.#n === this.#told) return;
    this.#told = this.#n;
    this.#tell(this.#n);
  }
}
