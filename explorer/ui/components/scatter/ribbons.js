/**
 * Where rows go from one grouping to the next (an alluvial diagram): a column a grouping, a bar a cluster, a ribbon the rows
 * that two clusters have in common. A click on a bar selects its rows, one on a ribbon those in both.
 *
 * @typedef {object} Data
 * @property {{name: string, codes: number[], names: string[], sizes: number[], order: number[], folded: number,
 *            noise: number | null, palette: (number | string)[] | null, medoids: (number | null)[]}[]} columns  code -2: the
 *     smaller clusters together; medoids: position of each bar's most typical row, where it is known
 * @property {[number, number, number][][]} links from each column to the next: place of the bar here, there, rows
 * @property {[number, number][]} undrawn from each column to the next: flows too small to be drawn, and their rows
 * @property {number} n rows
 * @property {import("./pictures.js").Thumbs | null} thumbs
 *
 * Tells `{what: "flow", ends: [[column, code], …]}`: one end for a bar, two for a ribbon.
 */

import { keepFocus, make } from "./dom.js";
import { categoryColour, grey } from "./palette.js";
import { Pictures } from "./pictures.js";
import { Roving } from "./roving.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 560;
const TOP = 30;
const GAP = 7; // px between bars
const BAR = 14;
const PICTURE = 26; // px of a bar's most typical row, where the bar is as high
const OTHERS = -2;

export class Ribbons {
  /** @type {Data | null} */
  #data = null;
  #pictures = new Pictures();

  /** @param {import("./hint.js").Hint} hint @param {(told: object) => void} tell @param {() => import("./theme.js").Theme} theme */
  constructor(hint, tell, theme) {
    Object.assign(this, { hint, tell, theme });
    this.svg = svg("svg", { class: "ee-ribbons-picture", role: "group" });
    this.note = make("p", "ee-compare-note");
    this.element = make("div", "ee-ribbons", {}, [/** @type {any} */ (this.svg), this.note]);
    const sizes = new ResizeObserver(() => this.#data && this.#draw());
    sizes.observe(this.element);
    this.ends = () => sizes.disconnect();
    this.svg.addEventListener("pointerleave", () => this.hint.hide());
    this.stops = new Roving(this.svg, () => this.#lists(), "y");
  }

  /** @param {Data} data */
  update(data) {
    this.#data = data;
    this.#pictures.thumbs = data.thumbs;
    const names = data.columns.map(({ name }) => name).join(", ");
    this.svg.setAttribute("aria-label", `Where rows go from grouping to grouping: ${names}`);
    this.note.textContent = this.#said();
    this.#draw();
  }

  retheme() {
    if (this.#data) this.#draw();
  }

  destroy() {
    this.hint.hide();
    this.ends();
  }

  #said() {
    const { columns, undrawn, n } = this.#data;
    const folded = columns.filter(({ folded }) => folded).map(({ name, folded }) => `${folded} smaller clusters of ${name} are one bar`);
    const flows = undrawn.reduce((sum, [count]) => sum + count, 0);
    const rows = undrawn.reduce((sum, [, many]) => sum + many, 0);
    const small = flows ? [`${flows} flows too small to draw have ${rows.toLocaleString("en-US")} rows in all`] : [];
    return [`${n.toLocaleString("en-US")} rows are followed`, ...folded, ...small].join(". ") + ".";
  }

  #draw() {
    const { columns, links } = this.#data;
    const width = Math.max(320, this.element.clientWidth);
    const theme = this.theme();
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.svg.setAttribute("height", String(HEIGHT));
    const room = Math.min(150, width / (columns.length + 1));
    const step = (width - room - BAR) / (columns.length - 1);
    const most = Math.max(...columns.map(({ codes }) => codes.length));
    const scale = (HEIGHT - TOP - GAP * (most - 1) - 4) / this.#data.n;
    const bars = columns.map((column, k) => this.#bars(column, k * step, scale, k));
    const ribbons = links.flatMap((link, k) => this.#ribbons(link, bars[k], bars[k + 1], scale, k, theme));
    const heads = columns.map(({ name }, k) => {
      const last = k === columns.length - 1;
      const head = svg("text", { x: k * step, y: 14, class: "ee-ribbons-head" });
      head.textContent = cut(name, Math.floor((last ? room + BAR : step - 8) / 7));
      return head;
    });
    const drawn = bars.flatMap((column) => column.sort((x, y) => x.place - y.place)).flatMap((bar) => this.#bar(bar, columns[bar.column], theme, room));
    keepFocus(this.svg, ["data-ee-ends"], () => this.svg.replaceChildren(...ribbons, ...drawn, ...heads));
    this.stops.settle();
  }

  /** What can be pressed, from left to right: the bars of a column, the ribbons that leave it. */
  #lists() {
    const lists = [];
    for (const element of this.svg.querySelectorAll("[data-ee-ends]")) {
      const ends = JSON.parse(element.dataset.eeEnds);
      (lists[2 * ends[0][0] + ends.length - 1] ??= []).push(element);
    }
    return lists.filter(Boolean);
  }

  #bars({ codes, names, sizes, order }, x, scale, column) {
    const bars = new Array(codes.length);
    let y = TOP;
    for (const node of order) {
      const height = sizes[node] * scale;
      bars[node] = { column, node, code: codes[node], name: names[node], size: sizes[node], x, y, height, place: order.indexOf(node), out: y, into: y };
      y += height + GAP;
    }
    return bars;
  }

  /** Ribbons leave and arrive in the order of the bars at their other end, so that they don't cross at a bar. */
  #ribbons(link, here, there, scale, k, theme) {
    const lines = link.map(([from, to, rows]) => ({ from: here[from], to: there[to], rows }));
    lines.sort((x, y) => x.from.place - y.from.place || x.to.place - y.to.place);
    for (const line of lines) {
      line.top = line.from.out;
      line.from.out += line.rows * scale;
    }
    lines.sort((x, y) => x.to.place - y.to.place || x.from.place - y.from.place);
    return lines.map(({ from, to, rows, top }) => {
      const [height, landing] = [Math.max(rows * scale, 0.6), to.into];
      to.into += rows * scale;
      const [x0, x1] = [from.x + BAR, to.x];
      const middle = (x0 + x1) / 2;
      const path = svg("path", {
        class: "ee-ribbons-flow",
        d: `M${x0} ${top}C${middle} ${top} ${middle} ${landing} ${x1} ${landing}V${landing + height}C${middle} ${landing + height} ${middle} ${top + height} ${x0} ${top + height}Z`,
        fill: this.#colour(from, this.#data.columns[k], theme),
      });
      const title = `${from.name} → ${to.name}`;
      const lines_ = [`${rows.toLocaleString("en-US")} rows`, `${percent(rows / from.size)} of ${from.name}, ${percent(rows / to.size)} of ${to.name}`];
      this.#answer(path, [title, ...lines_], [[k, from.code], [k + 1, to.code]]);
      return path;
    });
  }

  #bar(bar, column, theme, room) {
    const rect = svg("rect", { class: "ee-ribbons-bar", x: bar.x, y: bar.y, width: BAR, height: Math.max(bar.height, 1), rx: 2, fill: this.#colour(bar, column, theme) });
    this.#answer(rect, [`${column.name}: ${bar.name}`, `${bar.size.toLocaleString("en-US")} rows (${percent(bar.size / this.#data.n)})`], [[bar.column, bar.code]]);
    if (bar.height < 9) return [rect];
    const picture = this.#picture(bar, column);
    const text = svg("text", { class: "ee-ribbons-name", x: bar.x + BAR + (picture ? PICTURE + 9 : 5), y: bar.y + bar.height / 2 });
    text.textContent = cut(bar.name, Math.floor((room - 8 - (picture ? PICTURE : 0)) / 7));
    return [rect, ...(picture ? [picture] : []), text];
  }

  /** The most typical row of a cluster. */
  #picture(bar, column) {
    const medoid = column.medoids[bar.node];
    const href = medoid === null || bar.height < PICTURE ? null : this.#pictures.address(medoid);
    if (!href) return null;
    return svg("image", { class: "ee-ribbons-medoid", href, x: bar.x + BAR + 4, y: bar.y + (bar.height - PICTURE) / 2, width: PICTURE, height: PICTURE });
  }

  #answer(element, hint, ends) {
    element.addEventListener("pointermove", (event) => this.hint.show(/** @type {any} */ (hint), event.clientX, event.clientY));
    element.addEventListener("pointerleave", () => this.hint.hide());
    if (ends.some(([, code]) => code === OTHERS)) return;
    element.dataset.eeEnds = JSON.stringify(ends);
    for (const [name, value] of Object.entries({ role: "button", tabindex: "-1", "aria-label": hint.join(", ") })) element.setAttribute(name, value);
    const press = () => this.tell({ what: "flow", ends });
    element.addEventListener("click", press);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    });
    element.addEventListener("focus", () => {
      const { left, top, width, height } = element.getBoundingClientRect();
      if (element.matches(":focus-visible")) this.hint.show(/** @type {any} */ (hint), left + width / 2, top + height / 2);
    });
    element.addEventListener("blur", () => this.hint.hide());
  }

  #colour(bar, column, theme) {
    return bar.code === OTHERS || bar.code === column.noise ? grey(theme.dark) : categoryColour(bar.code, column.palette);
  }
}

function svg(name, attributes) {
  const element = /** @type {any} */ (document.createElementNS(SVG, name));
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

function cut(text, letters) {
  return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text;
}

function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
