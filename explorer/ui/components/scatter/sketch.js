/** The map as it is on screen, described for a picture of its own (picture.js): points in px, bottom one first. */

import { grey } from "./palette.js";
import { place } from "./screen.js";

const MOST_GROUPS = 40; // listed beside the picture

/**
 * @param {object} map
 * @param {import("./plot.js").Plot} map.plot
 * @param {import("./colouring.js").Colouring} map.colouring
 * @param {(code: number) => string | null} map.lifted colour of a group that is highlighted; null when it isn't: while
 *     others are, its points are grey
 * @param {Set<number>} map.hiddenCodes
 * @param {string} map.title
 * @param {string} map.caption
 * @param {{text: string, x: number, y: number, upright?: boolean}[]} map.labels
 * @param {ReturnType<import("./guests.js").Guests["describe"]>} map.guests
 * @param {import("./theme.js").Theme} map.theme
 * @returns {import("./picture.js").Picture}
 */
export function sketch({ plot, colouring, lifted, hiddenCodes, title, caption, labels, guests, theme }) {
  const matrix = plot.matrix();
  const { size, dims } = plot;
  const { opacity, outline } = plot.look;
  const edges = dims === 3 ? boxEdges(plot.corners().map((corner) => place(matrix, ...corner))) : [];
  const shown = colouring.entries.filter(({ code }) => !hiddenCodes.has(code));
  const high = shown.filter(({ code }) => lifted(code) !== null);
  const entries = (high.length ? [...high, ...shown.filter(({ code }) => lifted(code) === null)] : shown)
    .slice(0, MOST_GROUPS)
    .map((entry) => ({ ...entry, colour: lifted(entry.code) ?? (high.length ? grey(theme.dark) : entry.colour) }));
  return {
    size, points: pointsOf(plot, matrix), ...guests, opacity, outline: { width: outline.width, colour: outline.color }, edges, labels, title, theme,
    caption: [caption, guests.diamonds.spots.length ? `◆ ${guests.diamonds.name}` : "", guests.cross ? `+ ${guests.cross.name}` : ""].filter((words) => words).join(" · "),
    legend: colouring.title ? { title: colouring.title, entries, more: shown.length - entries.length, scale: colouring.scale } : null,
  };
}

function pointsOf(plot, matrix) {
  const { cloud, dot, size, paint } = plot;
  const points = [];
  const count = paint.order ? paint.order.length : cloud.x.length;
  for (let k = 0; k < count; k++) {
    const i = paint.order ? paint.order[k] : k;
    const { x, y, depth } = place(matrix, cloud.x[i], cloud.y[i], cloud.z ? cloud.z[i] : 0);
    if (!(x > -dot && y > -dot && x < size.width + dot && y < size.height + dot)) continue;
    points.push({ x, y, depth, radius: dot / 2, colour: paint.colours[i] });
  }
  return cloud.z ? points.sort((a, b) => b.depth - a.depth) : points;
}

/** Corner k and the corner that differs from it in one bit are the ends of an edge. */
function boxEdges(spots) {
  const edges = [];
  for (let k = 0; k < 8; k++) {
    for (const bit of [1, 2, 4]) if (!(k & bit)) edges.push([spots[k].x, spots[k].y, spots[k | bit].x, spots[k | bit].y]);
  }
  return edges;
}
