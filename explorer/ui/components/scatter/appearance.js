/**
 * What is drawn of each point, from its colour and from what the person did: groups highlighted or hidden, rows filtered
 * away, rows selected. Hidden points are not drawn at all; the others lie in layers, what matters most on top.
 *
 * @typedef {import("./colouring.js").Colouring} Colouring
 * @typedef {import("./colouring.js").Field} Field
 * @typedef {object} Marks
 * @property {import("./highlight.js").Slots} highlight groups of the coloured field; empty: none
 * @property {Set<number>} hiddenCodes groups of the coloured field
 * @property {Uint8Array | null} passing 1: passes the filters; null: no filter
 * @property {Uint8Array | null} selected 1: selected; null: nothing is
 */

import { highlightColour } from "./highlight.js";
import { grey, mixColours } from "./palette.js";

const FADE = 0.68; // how far towards the page what is not selected goes; mixed, since see-through points hide others in 3-D
const LAYERS = 4; // faded, grey, coloured, highlighted

/**
 * @param {Colouring} base
 * @param {Field | null} field the coloured one
 * @param {Marks} marks
 * @param {import("./theme.js").Theme} theme
 * @returns {{colours: string[], order: Uint32Array | null, hidden: Uint8Array | null}} `order` lists what is drawn from
 *     the bottom up, null when that is 0, 1, 2, …; `hidden` is 1 where a point is not there, null when all are
 */
export function appearance(base, field, marks, theme) {
  const n = base.colours.length;
  const { highlight, hiddenCodes, passing, selected } = marks;
  const codes = field?.kind === "category" ? field.codes : null;
  const lifted = codes !== null && Object.keys(highlight).length > 0;
  const someHidden = passing !== null || (codes !== null && hiddenCodes.size > 0);
  if (!lifted && !someHidden && !selected) return { colours: base.colours, order: base.order, hidden: null };
  const dull = grey(theme.dark);
  const fade = fader(theme.background);
  const table = lifted ? field.names.map((_, code) => highlightColour(highlight, code)) : null;
  const colours = new Array(n);
  const layers = new Uint8Array(n);
  const hidden = someHidden ? new Uint8Array(n) : null;
  const inBase = base.isGrey;
  for (let i = 0; i < n; i++) {
    if (hidden && ((passing && !passing[i]) || (codes && hiddenCodes.has(codes[i])))) {
      hidden[i] = 1;
      colours[i] = dull;
      continue;
    }
    const lift = table ? table[codes[i]] : null;
    const colour = table ? lift ?? dull : base.colours[i];
    const out = selected !== null && !selected[i];
    colours[i] = out ? fade(colour) : colour;
    layers[i] = out ? 0 : lift ? 3 : table || inBase(i) ? 1 : 2;
  }
  return { colours, order: layered(layers, hidden), hidden };
}

/** Positions by layer, within a layer in their own order. */
function layered(layers, hidden) {
  const starts = new Uint32Array(LAYERS + 1);
  for (let i = 0; i < layers.length; i++) if (!hidden?.[i]) starts[layers[i] + 1]++;
  for (let layer = 0; layer < LAYERS; layer++) starts[layer + 1] += starts[layer];
  const order = new Uint32Array(starts[LAYERS]);
  for (let i = 0; i < layers.length; i++) if (!hidden?.[i]) order[starts[layers[i]]++] = i;
  return order;
}

/** Few colours are met often: each is mixed once. */
function fader(background) {
  const known = new Map();
  return (colour) => {
    let faded = known.get(colour);
    if (!faded) known.set(colour, (faded = mixColours(colour, background, FADE)));
    return faded;
  };
}
