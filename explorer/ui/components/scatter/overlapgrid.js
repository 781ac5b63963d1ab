/**
 * What two groupings have in common, as squares: a line a group of A, a column a group of B, in an order that brings what
 * matches to the diagonal. A click selects the rows in both.
 *
 * @typedef {object} Data
 * @property {string} cells address of the cells: group of A, group of B, rows, one after the other (u4)
 * @property {number} n_cells
 * @property {[string, string]} orders addresses of the groups in order (u4)
 * @property {[number, number]} n_groups
 * @property {[string, string]} groups addresses of their names
 * @property {[number | null, number | null]} noise
 * @property {[string, string]} names of A and B
 * @property {[(number | string)[] | null, (number | string)[] | null]} palettes
 *
 * Tells `{what: "cell", a, b}`: the groups; null for all that are folded together or, from a name, for all of a side.
 */

import { fetchColumn, fetchNames } from "./columns.js";
import { Crosstab, MEASURES, OTHERS } from "./crosstab.js";
import { make } from "./dom.js";
import { ARROWS } from "./keyboard.js";
import { categoryColour, grey } from "./palette.js";

const FOLDS = [20, 50, 100, 200];
const [LEAST, MOST] = [3, 44]; // px of a square
const LABEL = 128; // px for the names of lines; those of columns get the height
const HEAD = 92;
const READABLE = 11; // px of a square from which names fit

export class OverlapGrid {
  #measure = "share";
  #fold = 50;
  #size = 0; // px of a square, 0: as fits
  #found = "";
  /** @type {Crosstab | null} */
  #table = null;
  /** @type {Data | null} */
  #data = null;
  #lit = null;
  #chosen = null;

  /** @param {import("./hint.js").Hint} hint @param {(told: object) => void} tell @param {() => import("./theme.js").Theme} theme */
  constructor(hint, tell, theme) {
    Object.assign(this, { hint, tell, theme });
    this.measures = choice("What a square shows", Object.entries(MEASURES).map(([id, { label }]) => [id, label]), (id) => {
      this.#measure = id;
      this.#draw();
    });
    this.folds = choice("Largest groups shown", [], (id) => {
      this.#fold = Number(id);
      this.#size = 0;
      this.#arrange();
    });
    this.search = /** @type {HTMLInputElement} */ (make("input", "ee-compare-search", { attributes: { type: "search", placeholder: "Find a group", "aria-label": "Find a group" } }));
    this.search.addEventListener("input", () => this.#find(this.search.value.trim().toLowerCase()));
    this.search.addEventListener("keydown", (event) => event.stopPropagation());
    const zoom = ([text, label, factor]) => {
      const button = make("button", "ee-compare-button", { text, label, attributes: { type: "button" } });
      button.addEventListener("click", () => this.#zoom(factor));
      return button;
    };
    const zooms = make("span", "ee-compare-zoom", {}, [["–", "Smaller squares", 1 / 1.4], ["+", "Larger squares", 1.4]].map(zoom));
    this.tools = make("div", "ee-compare-tools", {}, [this.measures.element, this.folds.element, this.search, zooms]);
    this.canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "ee-overlap-canvas", { attributes: { tabindex: "0", role: "application" } }));
    this.room = make("div", "ee-overlap-room");
    this.window = make("div", "ee-overlap-window", {}, [this.canvas, this.room]);
    this.note = make("p", "ee-compare-note");
    this.element = make("div", "ee-overlap", {}, [this.tools, this.window, this.note]);
    this.window.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.window.addEventListener("wheel", (event) => (event.ctrlKey || event.metaKey) && (event.preventDefault(), this.#zoom(Math.exp(-event.deltaY / 300))), { passive: false });
    this.canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.canvas.addEventListener("pointerleave", () => this.#leave());
    this.canvas.addEventListener("click", (event) => this.#press(this.#at(event)));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    this.canvas.addEventListener("blur", () => this.#leave());
    const sizes = new ResizeObserver(() => this.#table && this.#place());
    sizes.observe(this.window);
    this.ends = () => sizes.disconnect();
    // for tests: where the square of two groups is in the window
    this.element.eeCell = (a, b) => this.#spot(a, b);
  }

  /** @param {Data} data @param {() => boolean} wanted */
  async update(data, wanted) {
    const [cells, first, second, namesA, namesB] = await Promise.all([
      fetchColumn(data.cells, "u4", 3 * data.n_cells),
      fetchColumn(data.orders[0], "u4", data.n_groups[0]),
      fetchColumn(data.orders[1], "u4", data.n_groups[1]),
      ...data.groups.map(fetchNames),
    ]);
    if (!wanted()) return;
    const fresh = data.cells !== this.#data?.cells;
    this.#data = data;
    this.loaded = { cells, orders: [first, second], names: [namesA, namesB] };
    const most = Math.max(...data.n_groups);
    const folds = [...FOLDS.filter((fold) => fold < most).map((fold) => [String(fold), String(fold)]), ["100000", "All"]];
    if (fresh) {
      this.#size = 0;
      this.#chosen = null;
      this.#fold = most <= 60 ? 100000 : 50;
    }
    this.folds.offer(folds, String(this.#fold));
    this.folds.element.hidden = folds.length < 2;
    this.measures.mark(this.#measure);
    this.#arrange();
  }

  retheme() {
    this.#draw();
  }

  destroy() {
    this.hint.hide();
    this.ends();
  }

  #arrange() {
    const { cells, orders, names } = this.loaded;
    this.#table = new Crosstab(cells, orders, names, this.#data.noise, this.#fold);
    const [lines, columns] = this.#table.sides;
    const folded = [...lines, ...columns].filter(({ code }) => code === OTHERS);
    const aside = folded.length ? " The smaller groups are one line or column; show more of them above." : "";
    this.note.textContent = `Lines: ${this.#data.names[0]}. Columns: ${this.#data.names[1]}. ${this.#table.n.toLocaleString("en-US")} rows.${aside}`;
    this.canvas.setAttribute("aria-label", `Overlap of ${this.#data.names.join(" and ")}: ${lines.length} by ${columns.length} groups. Arrow keys lead from square to square, Enter selects its rows`);
    this.#place();
  }

  /** Squares as large as fit, unless they were zoomed. */
  #place() {
    const [lines, columns] = this.#table.sides;
    const fits = (this.window.clientWidth - LABEL) / columns.length;
    this.square = this.#size || Math.max(LEAST, Math.min(MOST, fits));
    const height = Math.min(640, HEAD + this.square * lines.length + 2);
    this.window.style.height = `${height}px`;
    this.room.style.width = `${LABEL + this.square * columns.length}px`;
    this.room.style.height = `${HEAD + this.square * lines.length}px`;
    this.#draw();
  }

  #zoom(factor) {
    this.#size = Math.max(LEAST, Math.min(MOST, this.square * factor));
    this.#place();
  }

  #find(text) {
    this.#found = text;
    if (text) {
      const [lines, columns] = this.#table.sides.map((side) => side.findIndex(({ name }) => name.toLowerCase() === text || name.toLowerCase().includes(text)));
      if (Math.max(lines, columns) >= 0) this.#size = Math.max(this.square, 16);
      this.#place();
      if (lines >= 0) this.window.scrollTop = lines * this.square - 80;
      if (columns >= 0) this.window.scrollLeft = columns * this.square - 80;
    }
    this.#draw();
  }

  // --- drawing ---

  #draw() {
    if (!this.#table) return;
    const { clientWidth: width, clientHeight: height } = this.window;
    const ratio = devicePixelRatio;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const context = this.canvas.getContext("2d");
    const theme = this.theme();
    context.scale(ratio, ratio);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, width, height);
    this.#squares(context, theme, width, height);
    this.#names(context, theme, width, height);
  }

  #squares(context, theme, width, height) {
    const [lines, columns] = this.#table.sides;
    const { square } = this;
    const [left, top] = [this.window.scrollLeft, this.window.scrollTop];
    const gap = square > 8 ? 1 : 0;
    const most = this.#most();
    const numbers = square >= 30 && this.#measure !== "jaccard";
    context.save();
    context.beginPath();
    context.rect(LABEL, HEAD, width - LABEL, height - HEAD);
    context.clip();
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = Math.floor(top / square); i < lines.length && HEAD + i * square - top < height; i++) {
      for (let j = Math.floor(left / square); j < columns.length && LABEL + j * square - left < width; j++) {
        const [x, y] = [LABEL + j * square - left, HEAD + i * square - top];
        const value = this.#table.value(this.#measure, i, j);
        const share = this.#measure === "counts" ? Math.sqrt(value / most) : value / most;
        context.fillStyle = shade(share, theme.dark);
        context.fillRect(x, y, square - gap, square - gap);
        if (numbers && this.#table.rows(i, j)) {
          context.fillStyle = Math.abs(share) > 0.55 ? (theme.dark ? "#10151d" : "#ffffff") : theme.text;
          context.fillText(this.#number(value), x + square / 2, y + square / 2);
        }
      }
    }
    for (const [mark, line] of [[this.#lit, 1], [this.#chosen, 2]]) {
      if (!mark) continue;
      context.strokeStyle = theme.text;
      context.lineWidth = line;
      context.strokeRect(LABEL + mark[1] * square - left - 0.5, HEAD + mark[0] * square - top - 0.5, square, square);
    }
    context.restore();
  }

  #most() {
    if (this.#measure === "share" || this.#measure === "jaccard") return 1;
    if (this.#measure === "counts") return this.#table.counts.reduce((most, count) => Math.max(most, count), 1);
    return Math.max(3, Math.sqrt(this.#table.n) / 3);
  }

  #number(value) {
    if (this.#measure === "share") return value >= 0.005 ? `${Math.round(100 * value)}` : "";
    return this.#measure === "counts" ? value.toLocaleString("en-US") : value.toFixed(0);
  }

  #names(context, theme, width, height) {
    const { square } = this;
    if (square < READABLE && !this.#found) return;
    const [left, top] = [this.window.scrollLeft, this.window.scrollTop];
    const sides = this.#table.sides;
    context.textBaseline = "middle";
    sides.forEach((side, which) => side.forEach((entry, at) => {
      const middle = (which ? LABEL - left : HEAD - top) + (at + 0.5) * square;
      if (middle < (which ? LABEL : HEAD) || middle > (which ? width : height)) return;
      const hit = this.#found && entry.name.toLowerCase().includes(this.#found);
      if (square < READABLE && !hit) return;
      const lit = this.#lit?.[which] === at || hit;
      context.save();
      context.translate(which ? middle : LABEL - 6, which ? HEAD - 6 : middle);
      if (which) context.rotate(-Math.PI / 2);
      context.font = `${lit ? 600 : 400} 12px system-ui, sans-serif`;
      context.textAlign = which ? "left" : "right";
      context.fillStyle = this.#colour(which, entry.code, theme.dark);
      context.fillRect(which ? 0 : -7, -4, 7, 8);
      context.fillStyle = theme.text;
      context.globalAlpha = lit || (!this.#found && !this.#lit) ? 1 : 0.62;
      context.fillText(clip(context, entry.name, which ? HEAD - 24 : LABEL - 24), which ? 12 : -12, 0);
      context.restore();
    }));
  }

  #colour(side, code, dark) {
    if (code === OTHERS || code === this.#data.noise[side]) return grey(dark);
    return categoryColour(code, this.#data.palettes[side]);
  }

  // --- pointing ---

  /** @returns {[number, number] | null} line and column; -1 for a name */
  #at(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const j = x < LABEL ? -1 : Math.floor((x - LABEL + this.window.scrollLeft) / this.square);
    const i = y < HEAD ? -1 : Math.floor((y - HEAD + this.window.scrollTop) / this.square);
    const [lines, columns] = this.#table.sides;
    return i >= lines.length || j >= columns.length || (i < 0 && j < 0) ? null : [i, j];
  }

  #point(event) {
    const at = this.#at(event);
    this.canvas.style.cursor = at ? "pointer" : "default";
    if (!at) return this.#leave();
    this.#light(at);
    this.hint.show(this.#words(at), event.clientX, event.clientY);
  }

  #light(at) {
    if (String(at) === String(this.#lit)) return;
    this.#lit = at;
    this.#draw();
  }

  /** What the hint says of a square or a name. @returns {[string, ...string[]]} */
  #words([i, j]) {
    const [a, b] = [this.#table.sides[0][i], this.#table.sides[1][j]];
    if (!a || !b) {
      const one = a ?? b;
      return [`${this.#data.names[a ? 0 : 1]}: ${one.name}`, `${one.size.toLocaleString("en-US")} rows`];
    }
    const ofColumn = `${Math.round((100 * this.#table.rows(i, j)) / b.size)} % of the column`;
    const say = (measure) => this.#table.say(measure, i, j);
    return [`${a.name} × ${b.name}`, say("counts"), say("share"), ofColumn, say("jaccard"), say("residual")];
  }

  #key(event) {
    if (!this.#table || event.altKey || event.ctrlKey || event.metaKey) return;
    if (ARROWS[event.key]) this.#go(...ARROWS[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && this.#lit) this.#press(this.#lit);
    else if (event.key === "Escape" && this.#lit) this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** From square to square, and on to the names before the first of them. */
  #go(right, down) {
    const most = this.#table.sides.map((side) => side.length - 1);
    const from = this.#lit ?? this.#chosen;
    const step = this.#lit ? [down, right] : [0, 0]; // the first key shows where one is
    const [i, j] = [0, 1].map((side) => Math.max(-1, Math.min(most[side], (from?.[side] ?? 0) + step[side])));
    if (i < 0 && j < 0) return;
    const { window: frame, square } = this;
    const inSight = (scrolled, at, room) => (at < 0 ? 0 : Math.min(at * square, Math.max(scrolled, (at + 1) * square - room)));
    frame.scrollTo(inSight(frame.scrollLeft, j, frame.clientWidth - LABEL), inSight(frame.scrollTop, i, frame.clientHeight - HEAD));
    this.#light([i, j]);
    const { x, y } = this.#middle(i, j);
    this.hint.say(this.#words([i, j]), x, y);
  }

  #leave() {
    this.hint.hide();
    if (!this.#lit) return;
    this.#lit = null;
    this.#draw();
  }

  #press(at) {
    if (!at || (at[0] >= 0 && at[1] >= 0 && !this.#table.rows(...at))) return;
    this.#chosen = at[0] >= 0 && at[1] >= 0 ? at : null;
    const [a, b] = at.map((place, side) => this.#table.sides[side][place]?.code ?? null);
    if (a === OTHERS || b === OTHERS) return; // no group of its own
    this.#draw();
    this.tell({ what: "cell", a, b });
  }

  #spot(a, b) {
    const [i, j] = [a, b].map((code, side) => this.#table.sides[side].findIndex((entry) => entry.code === code));
    return this.#middle(i, j);
  }

  /** Where a square, or a name, is in the window. */
  #middle(i, j) {
    const box = this.canvas.getBoundingClientRect();
    const at = (place, before, scrolled) => (place < 0 ? before / 2 : before + (place + 0.5) * this.square - scrolled);
    return { x: box.left + at(j, LABEL, this.window.scrollLeft), y: box.top + at(i, HEAD, this.window.scrollTop) };
  }
}

/** A few buttons of which one is chosen. */
function choice(label, options, chosen) {
  const element = make("span", "ee-compare-choice", { attributes: { role: "group", "aria-label": label } });
  const mark = (id) => {
    for (const button of element.children) button.setAttribute("aria-pressed", String(button.dataset.eeChoice === id));
  };
  const offer = (list, now) => {
    element.replaceChildren(...list.map(([id, text]) => {
      const button = make("button", "", { text, attributes: { type: "button", "data-ee-choice": id, title: label } });
      button.addEventListener("click", () => (mark(id), chosen(id)));
      return button;
    }));
    mark(now);
  };
  offer(options, "");
  return { element, mark, offer };
}

/** From the page's ground to blue; below 0 to red. */
function shade(share, dark) {
  const strength = Math.min(1, Math.abs(share));
  if (strength < 0.002) return dark ? "#1a2029" : "#f4f5f6";
  const [from, to] = dark ? [[30, 38, 49], share < 0 ? [240, 144, 122] : [143, 200, 240]] : [[238, 242, 246], share < 0 ? [176, 58, 38] : [23, 69, 107]];
  return `rgb(${from.map((value, k) => Math.round(value + (to[k] - value) * strength)).join(",")})`;
}

function clip(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
