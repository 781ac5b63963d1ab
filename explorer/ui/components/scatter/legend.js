/**
 * The legend beside the map: groups with their counts, or a colour bar. HTML of our own, so that hundreds of groups scroll
 * and a name is never taken for markup.
 *
 * @typedef {import("./colouring.js").Colouring} Colouring
 */

import { formatNumber } from "./colouring.js";
import { make } from "./dom.js";

/** Entries drawn: a list of thousands of identities would cost more than the map. */
const MOST = 400;

/**
 * @param {HTMLElement} element
 * @param {Colouring} colouring
 */
export function drawLegend(element, { title, entries, scale }) {
  element.hidden = !title;
  if (!title) return;
  const unit = scale ? "" : `${entries.filter(({ grey }) => !grey).length.toLocaleString("en-US")} groups`;
  const head = make("div", "ee-legend-head", {}, [
    make("span", "ee-legend-title", { text: title, attributes: { title } }),
    make("span", "ee-legend-unit", { text: unit }),
  ]);
  element.replaceChildren(head, scale ? bar(scale) : list(entries));
}

function list(entries) {
  // Grey is last and says how much was left unassigned: it is shown even when the list is cut.
  const cut = entries.length > MOST;
  const greys = entries.filter(({ grey }) => grey);
  const shown = cut ? [...entries.filter(({ grey }) => !grey).slice(0, MOST), ...greys] : entries;
  const items = shown.map(entryElement);
  if (cut) {
    const left = (entries.length - shown.length).toLocaleString("en-US");
    items.splice(items.length - greys.length, 0, make("li", "ee-legend-more", { text: `… and ${left} more groups` }));
  }
  return make("ul", "ee-legend-list", { attributes: { tabindex: "0", "aria-label": "Groups and their sizes" } }, items);
}

function entryElement({ name, colour, count, grey }) {
  const swatch = make("i", "ee-swatch");
  swatch.style.background = colour;
  return make("li", grey ? "ee-legend-item ee-legend-grey" : "ee-legend-item", {}, [
    swatch,
    make("span", "ee-legend-name", { text: name, attributes: { title: name } }),
    make("span", "ee-legend-count", { text: count.toLocaleString("en-US") }),
  ]);
}

function bar({ low, high, ramp, missing, grey }) {
  const ends = Number.isFinite(low) ? [low, (low + high) / 2, high] : [];
  const strip = make("div", "ee-bar-strip");
  strip.style.setProperty("--ee-ramp", ramp.join(", "));
  const parts = [
    make("div", "ee-bar", {}, [
      strip,
      make("div", "ee-bar-ends", {}, ends.map((value) => make("span", "", { text: formatNumber(value) }))),
    ]),
  ];
  if (missing > 0) {
    const missed = { code: -1, name: "missing", colour: grey, count: missing, grey: true };
    parts.push(make("ul", "ee-legend-list", {}, [entryElement(missed)]));
  }
  return make("div", "ee-bar-block", {}, parts);
}
