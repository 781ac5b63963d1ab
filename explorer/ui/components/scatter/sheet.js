/**
 * Where everything lies on a saved picture: title above, the map, its legend beside it (below a narrow map), the caption
 * beneath. Pure: text is measured by what is handed in; drawing it is picture.js'.
 *
 * @typedef {{x: number, y: number, radius: number, colour: string}} Point  px from the map's upper left corner
 * @typedef {{name: string, colour: string, count: number, grey?: boolean}} Entry
 * @typedef {{title: string, entries: Entry[], more: number, scale: import("./colouring.js").Colouring["scale"]}} Legend
 *     `more`: groups that are not among the entries
 * @typedef {object} Picture
 * @property {{width: number, height: number}} size of the map in px
 * @property {Iterable<Point>} points in drawing order
 * @property {number} [opacity] of the points
 * @property {{width: number, colour: string} | null} [outline] of the points
 * @property {[number, number, number, number][]} [edges] lines beneath the points: x1, y1, x2, y2 (the box of a 3-D map)
 * @property {{text: string, x: number, y: number, upright?: boolean}[]} [labels] middles of the axes' titles; upright ones
 *     read from the bottom up, and those outside the map are left out
 * @property {{spots: {x: number, y: number}[], half: number, colour: string, outline: string, name: string}} [diamonds]
 *     new rows, over the points; `half` is from the middle to a corner
 * @property {{x: number, y: number, arm: number, colour: string, outline: string, name: string} | null} [cross] a place
 *     that was asked about, over the points; `arm` is from the middle to an end
 * @property {string} title
 * @property {string} caption
 * @property {Legend | null} legend
 * @property {import("./theme.js").Theme} theme
 *
 * @typedef {{kind: "rect", x: number, y: number, width: number, height: number, radius: number, fill: string | null, stroke: string | null}
 *   | {kind: "dot", x: number, y: number, radius: number, fill: string}
 *   | {kind: "ramp", x: number, y: number, width: number, height: number, colours: string[]}
 *   | {kind: "text", x: number, y: number, text: string, size: number, bold: boolean, fill: string, anchor: "start" | "middle" | "end", upright?: boolean, halo?: string}} Item
 * @typedef {{width: number, height: number, background: string, map: {x: number, y: number, width: number, height: number},
 *            edge: string, items: Item[]}} Sheet
 */

import { formatNumber } from "./colouring.js";
import { channels } from "./theme.js";
import { measureText, wrap } from "./wrap.js";

const MARGIN = 24;
const GAP = 20;
const NARROW = 520; // px of map under which the legend goes below it
const COLUMN = 190; // px of a column of the legend beside the map
const MOST_COLUMNS = 4;
const COLUMN_BELOW = 140; // px that such a column has at least below the map
const RAMP = { width: 14, height: 180 };
const TITLE = 19;
const TEXT = 13;
const SMALL = 12;
const LEADING = 1.4;

/**
 * @param {Picture} picture
 * @param {import("./wrap.js").Measure} [measure]
 * @returns {Sheet}
 */
export function arrange({ size, title, caption, legend, theme, labels = [] }, measure = measureText) {
  const ink = inks(theme);
  const below = size.width < NARROW;
  const most = below ? Math.max(1, Math.floor((size.width + GAP) / (COLUMN_BELOW + GAP))) : MOST_COLUMNS;
  const column = below ? (size.width + GAP) / most - GAP : COLUMN;
  const columns = legend ? columnsOf(blocksOf(legend, column, ink, measure), most, below ? 0 : size.height) : [];
  const side = below ? 0 : columns.length * (GAP + column);
  const width = Math.ceil(2 * MARGIN + size.width + side);

  const items = [];
  const write = (text, top, font) => paragraph(text, MARGIN, top, width - 2 * MARGIN, font, measure, items);
  let y = MARGIN;
  if (title.trim()) y = write(title, y, { size: TITLE, bold: true, fill: ink.text }) + 12;
  const map = { x: MARGIN, y, width: size.width, height: size.height };
  const shown = labels.filter(({ x, y }) => x >= 0 && y >= 0 && x <= size.width && y <= size.height);
  items.push(...shown.map((label) => labelled(label, map, ink)));
  items.push({ kind: "rect", ...map, radius: 10, fill: null, stroke: ink.edge });
  const legendTop = below ? map.y + map.height + GAP : map.y;
  const legendLeft = below ? MARGIN : map.x + map.width + GAP;
  const legendEnd = place(columns, column, legendLeft, legendTop, items);
  y = Math.max(map.y + map.height, legendEnd);
  if (caption.trim()) y = write(caption, y + 12, { size: SMALL, bold: false, fill: ink.muted });
  return { width, height: Math.ceil(y + MARGIN), background: ink.background, map, edge: ink.box, items };
}

function inks({ text, background }) {
  return {
    text: mixed(text, background, 1),
    muted: mixed(text, background, 0.72),
    box: mixed(text, background, 0.2),
    edge: mixed(text, background, 0.14),
    background: mixed(text, background, 0),
  };
}

/** As #rrggbb, which every program reads: `share` of one colour of the theme over the other. */
function mixed(over, under, share) {
  const [a, b] = [channels(over), channels(under)];
  return `#${a.map((value, k) => Math.round(value * share + b[k] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

function labelled({ text, x, y, upright = false }, map, ink) {
  // A text stands on its baseline: a third of its size below the middle.
  const drop = SMALL / 3;
  const at = upright ? { x: map.x + x + drop, y: map.y + y } : { x: map.x + x, y: map.y + y + drop };
  return { kind: "text", ...at, text, size: SMALL, bold: false, fill: ink.muted, anchor: "middle", upright, halo: ink.background };
}

/** Writes wrapped text; returns where it ends. */
function paragraph(text, x, top, width, font, measure, items) {
  const lines = wrap(text, width, (line) => measure(line, font.size, font.bold));
  const step = font.size * LEADING;
  lines.forEach((line, k) => items.push({ kind: "text", x, y: top + k * step + font.size, text: line, anchor: "start", ...font }));
  return top + lines.length * step;
}

/** The legend as blocks of items from (0, 0), each with its height; a column never breaks one apart. */
function blocksOf({ title, entries, more, scale }, width, ink, measure) {
  const block = (text, font, after) => {
    const items = [];
    return { height: paragraph(text, 0, 0, width, font, measure, items) + after, items };
  };
  const blocks = [block(title, { size: TEXT, bold: true, fill: ink.text }, 6)];
  if (scale) blocks.push(scaleBlock(scale, ink));
  const missing = scale && scale.missing > 0 ? [{ name: "missing", colour: scale.grey, count: scale.missing, grey: true }] : [];
  for (const entry of [...entries, ...missing]) blocks.push(entryBlock(entry, width, ink, measure));
  if (more > 0) blocks.push(block(`… and ${more.toLocaleString("en-US")} more groups`, { size: TEXT, bold: false, fill: ink.muted }, 2));
  return blocks;
}

function entryBlock({ name, colour, count, grey }, width, ink, measure) {
  const number = count.toLocaleString("en-US");
  const taken = measure(number, TEXT, false) + 10;
  const items = [{ kind: "dot", x: 5, y: TEXT * 0.62, radius: 5, fill: colour }];
  const font = { size: TEXT, bold: false, fill: grey ? ink.muted : ink.text };
  const height = paragraph(name, 18, 0, width - 18 - taken, font, measure, items) + 3;
  items.push({ kind: "text", x: width, y: TEXT, text: number, size: TEXT, bold: false, fill: ink.muted, anchor: "end" });
  return { height, items };
}

function scaleBlock({ low, high, ramp }, ink) {
  const items = [{ kind: "ramp", x: 0, y: 4, ...RAMP, colours: ramp }];
  const ends = Number.isFinite(low) ? [low, (low + high) / 2, high] : [];
  ends.forEach((value, k) => {
    const y = 4 + RAMP.height * (1 - k / 2) + [0, SMALL / 3, SMALL * 0.75][k];
    const text = formatNumber(value);
    items.push({ kind: "text", x: RAMP.width + 10, y, text, size: SMALL, bold: false, fill: ink.muted, anchor: "start" });
  });
  return { height: RAMP.height + 16, items };
}

/**
 * Blocks in at most so many columns: filled to `height` one after the other; higher, and all about equally, where that is
 * not enough.
 */
function columnsOf(blocks, most, height) {
  const total = blocks.reduce((sum, block) => sum + block.height, 0);
  const tallest = blocks.reduce((top, block) => Math.max(top, block.height), 0);
  // Whole blocks fill a column unevenly: with room for one more in each they surely fit.
  const needed = total / most + (most > 1 ? tallest : 0);
  const limit = Math.max(height, needed);
  const columns = [{ height: 0, blocks: [] }];
  for (const block of blocks) {
    const last = columns.at(-1);
    const full = columns.length < most && last.blocks.length > 0 && last.height + block.height > limit;
    if (full) columns.push({ height: 0, blocks: [] });
    columns.at(-1).blocks.push(block);
    columns.at(-1).height += block.height;
  }
  return columns;
}

/** Puts the columns on the sheet; returns where the highest ends. */
function place(columns, width, left, top, items) {
  columns.forEach(({ blocks }, k) => {
    let y = top;
    for (const block of blocks) {
      for (const item of block.items) items.push({ ...item, x: item.x + left + k * (width + GAP), y: item.y + y });
      y += block.height;
    }
  });
  return top + columns.reduce((highest, { height }) => Math.max(highest, height), 0);
}
