/**
 * A field turned into what the plot draws and the legend lists: one colour a point, the order to draw in, counts.
 *
 * @typedef {{name: string, role: string, kind: "category", codes: import("./columns.js").Column, names: string[],
 *            grey: number | null}} CategoryField
 * @typedef {{name: string, role: string, kind: "number", values: Float32Array}} NumberField
 * @typedef {CategoryField | NumberField} Field
 * @typedef {{code: number, name: string, colour: string, count: number, grey: boolean}} Entry
 * @typedef {{colours: string[], order: Uint32Array | null, isGrey: (i: number) => boolean, title: string, entries: Entry[],
 *            scale: null | {low: number, high: number, ramp: string[], missing: number, grey: string}}} Colouring
 */

import { categoryColour, grey, rampColours } from "./palette.js";

/**
 * @param {Field | null} field null: every point in one colour
 * @param {number} n
 * @param {{dark: boolean, primary: string}} theme
 * @param {string[] | null | undefined} palette
 * @returns {Colouring} `colours[i]` is the colour of position i; `order` lists positions from the bottom up, null when
 *     that is simply 0, 1, 2, …
 */
export function colouring(field, n, theme, palette) {
  if (!field) {
    const colours = new Array(n).fill(categoryColour(0, palette));
    return { colours, order: null, isGrey: () => false, title: "", entries: [], scale: null };
  }
  return field.kind === "number" ? numberColouring(field, theme) : categoryColouring(field, theme, palette);
}

/**
 * What a field says of one position, as text.
 * @param {Field} field
 * @param {number} i
 * @returns {{text: string, code: number | null, grey: boolean}}
 */
export function valueOf(field, i) {
  if (field.kind === "number") {
    const value = field.values[i];
    return Number.isNaN(value) ? { text: "missing", code: null, grey: true } : { text: formatNumber(value), code: null, grey: false };
  }
  const code = field.codes[i];
  return { text: field.names[code] ?? `group ${code}`, code, grey: code === field.grey };
}

/** @param {number} value @returns {string} at most four significant digits, thousands kept whole */
export function formatNumber(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

function categoryColouring(field, theme, palette) {
  const { codes, names } = field;
  const n = codes.length;
  const table = names.map((_, code) => (code === field.grey ? grey(theme.dark) : categoryColour(code, palette)));
  const counts = new Uint32Array(Math.max(names.length, 1));
  const colours = new Array(n);
  for (let i = 0; i < n; i++) {
    counts[codes[i]]++;
    colours[i] = table[codes[i]] ?? grey(theme.dark);
  }
  const entries = names
    .map((name, code) => ({ code, name, colour: table[code], count: counts[code], grey: code === field.grey }))
    .filter((entry) => entry.count > 0);
  entries.sort(comparison(entries));
  const isGrey = (i) => codes[i] === field.grey;
  return { colours, order: greyFirst(n, isGrey), isGrey, title: field.name, entries, scale: null };
}

/** Names that are all numbers keep their natural order, others go by count; grey is always last. */
function comparison(entries) {
  const natural = entries.every((entry) => entry.grey || (entry.name.trim() !== "" && Number.isFinite(Number(entry.name))));
  return (a, b) =>
    Number(a.grey) - Number(b.grey) || (natural ? Number(a.name) - Number(b.name) : b.count - a.count) || a.code - b.code;
}

function numberColouring(field, theme) {
  const { values } = field;
  const n = values.length;
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const ramp = rampColours();
  const missingColour = grey(theme.dark);
  const span = high > low ? high - low : 1;
  let missing = 0;
  const colours = new Array(n);
  for (let i = 0; i < n; i++) {
    const place = (values[i] - low) / span;
    if (Number.isFinite(place)) colours[i] = ramp[Math.round(place * (ramp.length - 1))];
    else {
      colours[i] = missingColour;
      missing++;
    }
  }
  const isGrey = (i) => !Number.isFinite(values[i]);
  const scale = { low, high, ramp, missing, grey: missingColour };
  return { colours, order: greyFirst(n, isGrey), isGrey, title: field.name, entries: [], scale };
}

/** Positions with the grey ones first, so that they are drawn beneath; null when none is grey. */
function greyFirst(n, isGrey) {
  const order = new Uint32Array(n);
  let at = 0;
  for (let i = 0; i < n; i++) if (isGrey(i)) order[at++] = i;
  if (at === 0) return null;
  for (let i = 0; i < n; i++) if (!isGrey(i)) order[at++] = i;
  return order;
}
