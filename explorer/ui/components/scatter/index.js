/**
 * The scatter map, a Streamlit component (v2). Streamlit's inline bootstrap imports this module from the address in
 * `data.module` and calls its default export at every rerun; with a constant key it is the same `parentElement` each
 * time, and the map on it lives on: camera, zoom, pinned row and fetched columns stay.
 *
 * @typedef {object} View
 * @property {string} id digest of the projection
 * @property {2 | 3} dims
 * @property {string[]} axes addresses of float32 columns, n values each
 * @property {string[]} titles of the axes
 * @property {string} caption
 *
 * @typedef {object} Data
 * @property {string} plotly address of plotly.min.js
 * @property {number} n rows shown; everything below speaks of positions 0 … n - 1
 * @property {View} view
 * @property {object[]} fields `{name, role, kind: "category", codes, dtype, names, grey}` or `{name, role, kind: "number",
 *     values}`; role is "identity", "clustering" or "column"; codes, names and values are addresses
 * @property {number | null} colour index into fields
 * @property {(string | number)[]} [palette] of the coloured field, by code a #rrggbb colour, or the code whose colour it has
 * @property {string | null} rows address of a u4 column: the row number of each position; null when they are equal
 * @property {import("./pictures.js").Thumbs | null} thumbs null: the rows have no pictures
 * @property {string | null} link maps of the same link share what is hovered and selected, and of the same view where
 *     they look (link.js)
 * @property {number | null} pinned position
 * @property {{from: number, to: number[]} | null} [rays] positions that lines lead to while `from` is pinned
 * @property {import("./guests.js").Spec | null} [guests] new rows that aren't among the points, drawn as diamonds
 * @property {boolean} [saves] a map without tools has a button that saves it as a picture or a page all the same
 * @property {boolean} [spots] a click on an empty place of a flat map is told
 * @property {number[] | null} [spot] a place to mark, in the map's units
 * @property {number} height px of the map itself
 * @property {string} [status] a line over the map's corner
 * @property {import("./growing.js").Spec | null} [growing] a map on its way, drawn in place of the view as it comes
 * @property {"legend" | "full"} [panel] full: a map to work with, with tools above and filters and selected rows beside
 * @property {string} [exporter] of a full panel: finds the page's button that exports the selected rows
 * @property {boolean} [compact] the panel below the map and low, for maps beside each other
 * @property {string} [title] of what is saved as a picture or page
 * @property {{base?: string, urls?: Record<string, string>} | null} [originals] the images in full size: at
 *     `${base}/${position}`, or at an address of their own
 * @property {{stamp: string, url: string} | null} [selection] url of a u1 column, 1 where selected; "": nothing is
 * @property {boolean} [follows] a map without tools shows the selection: the page around it can change that
 * @property {({stamp: string} & import("./marks.js").Look) | null} [look]
 *
 * State given back: `pinned`, a position or null; of a full panel also `selection`, `{stamp, n, count, bits}` (bits: one a
 * position, deflated, base 85) and `look`, as the page may give it back. A stamp names one state of affairs: what comes
 * back under a stamp of ours is an echo. Triggers: `tag`, the name under which the selection is to be kept; `spot`,
 * the coordinates of an empty place that was clicked.
 *
 * For pages and tests, on the root element `.ee-scatter`: `data-ee-ready` ("false", "true", "failed"), `data-ee-view`,
 * `data-ee-colour` (name of the coloured field), `data-ee-n`, `data-ee-row` and `data-ee-pinned` (the row on the card),
 * `data-ee-selected` and `data-ee-shown` (how many rows are selected, drawn), `data-ee-echo` (the row ringed without a
 * card: hovered on a linked map, or beside a pinned one), `data-ee-guests` (how many new rows), `data-ee-rays` (how many lines lead from the pinned row), `data-ee-growing` (rounds done and in all of a map that is on its
 * way and on screen). It fires `explorer:ready` and `explorer:card`, both bubbling.
 * `root.eeLocate(row)` gives `{x, y, inside}`: where that row is in the window now, in CSS px, in 2-D and 3-D; null when
 * there is no such row or nothing is drawn. `root.eeGuest(i)` is that of new row i.
 */

import { living, loadStyle } from "./living.js";
import { Scatter } from "./scatter.js";

export default living(async (parentElement) => {
  await loadStyle(parentElement, "scatter.css");
  return new Scatter(parentElement);
});
