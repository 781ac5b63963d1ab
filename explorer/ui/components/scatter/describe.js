/** What the card says of a row: who it is, and a line for every other field. */

import { valueOf } from "./colouring.js";
import { grey } from "./palette.js";

const MOST_LINES = 12; // fields on a card

/**
 * @param {import("./book.js").Book} book
 * @param {number} i
 * @param {number | null} coloured index of the field that the map is coloured by
 * @param {boolean} dark
 * @returns {{title: string, titleName: string, lines: import("./card.js").Line[]}}
 */
export function describe(book, i, coloured, dark) {
  const all = book.specs.map(({ name, role }, k) => {
    const field = book.known(k);
    if (!field) return { name, text: book.failed(k) ? "could not be fetched" : "…", colour: null };
    const { text, code, grey: isGrey } = valueOf(field, i);
    const plain = code === null || (role === "column" && k !== coloured);
    return { name, text, colour: plain ? null : isGrey ? grey(dark) : book.colourOf(k, code) };
  });
  const lines = all.filter((_, k) => k !== book.identity);
  if (lines.length > MOST_LINES) {
    lines.splice(MOST_LINES - 1, Infinity, { name: "", text: `… and ${lines.length - MOST_LINES + 1} more`, colour: null });
  }
  return { title: all[book.identity]?.text ?? "", titleName: all[book.identity]?.name ?? "", lines };
}
