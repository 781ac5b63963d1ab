/**
 * What a cell of the table says, and how wide its column has to be.
 *
 * @typedef {import("./book.js").Book} Book
 * @typedef {{text: string, colour: string | null, grey: boolean, number: boolean}} Cell  grey: noise, missing, not here yet
 */

import { valueOf } from "./colouring.js";

const NARROWEST = 44; // px of text
const WIDEST = 168;
const WIDEST_NAME = 112; // a long name gives no width to short values
// gallery.css has these, too.
const EDGES = 21; // px around the text
const SWATCH = 17;
const ARROW = 12;
const HEADING_WEIGHT = 600;
const SAMPLES = 200; // texts that are measured

const FAINT = "var(--ee-faint)";

/** @type {WeakMap<import("./colouring.js").Field, number>} px of the widest text of a field */
const measured = new WeakMap();

/**
 * @param {Book} book
 * @param {number} k index of the field, -1: the row number
 * @param {number} i position
 * @returns {Cell}
 */
export function cellOf(book, k, i) {
  if (k < 0) return { text: book.rowOf(i).toLocaleString("en-US"), colour: null, grey: false, number: true };
  const { role, kind } = book.specs[k];
  const field = book.known(k);
  const number = kind === "number";
  if (!field) return { text: book.failed(k) ? "–" : "…", colour: null, grey: true, number };
  const { text, code, grey } = valueOf(field, i);
  const coloured = code !== null && role !== "column";
  const colour = coloured ? (grey ? FAINT : book.colourOf(k, code)) : null;
  return { text: text || (grey ? "missing" : ""), colour, grey, number };
}

/**
 * Px that a column needs, its name and the sign of its order included. Of a field with many values some hundred are
 * measured, spread over all.
 * @param {Book} book
 * @param {number} k index of the field, -1: the row number
 * @param {string} name of the column
 * @param {string} font of the table, as CSS gives it
 * @returns {number}
 */
export function columnWidth(book, k, name, font) {
  const width = ruler(font);
  const heading = Math.min(ruler(`${HEADING_WEIGHT} ${font.replace(/^\d+ /, "")}`)(name), WIDEST_NAME) + ARROW;
  if (k < 0) return Math.ceil(Math.max(heading, width(book.rowOf(Math.max(0, book.n - 1)).toLocaleString("en-US"))) + EDGES);
  const field = book.known(k);
  if (field && !measured.has(field)) measured.set(field, Math.max(0, ...samples(field, book.n).map(width)));
  const values = (measured.get(field) ?? 0) + (book.specs[k].role === "column" ? 0 : SWATCH);
  return Math.ceil(Math.max(NARROWEST, heading, Math.min(values, WIDEST)) + EDGES);
}

/** @param {string} font @returns {(text: string) => number} px that a text takes */
function ruler(font) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.font = font;
  return (text) => pen.measureText(text).width;
}

function samples(field, n) {
  const names = field.kind === "category" ? field.names : null;
  const count = names ? names.length : n;
  const step = Math.max(1, Math.ceil(count / SAMPLES));
  const texts = [];
  for (let at = 0; at < count; at += step) texts.push(names ? names[at] : valueOf(field, at).text);
  return texts;
}
