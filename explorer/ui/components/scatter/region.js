/** Which points lie in an outline drawn on the screen. */

import { place } from "./screen.js";

/** @typedef {{x: number, y: number}} Corner px of the plot */

/**
 * @param {import("./pick.js").Cloud} cloud
 * @param {import("./screen.js").Matrix} m
 * @param {Corner[]} outline closed by itself; where it crosses itself, what it winds around an odd number of times is in
 * @returns {Uint32Array} positions in order; hidden ones are not among them
 */
export function within(cloud, m, outline) {
  const { x, y, z, hidden } = cloud;
  const n = x.length;
  const [left, right] = bounds(outline.map((corner) => corner.x));
  const [top, bottom] = bounds(outline.map((corner) => corner.y));
  const found = [];
  for (let i = 0; i < n; i++) {
    if (hidden?.[i]) continue;
    const spot = place(m, x[i], y[i], z ? z[i] : 0);
    if (spot.x < left || spot.x > right || spot.y < top || spot.y > bottom) continue;
    if (isInside(spot.x, spot.y, outline)) found.push(i);
  }
  return Uint32Array.from(found);
}

/**
 * Even-odd rule: a ray to the right crosses the outline an odd number of times.
 * @param {number} px @param {number} py @param {Corner[]} outline
 */
export function isInside(px, py, outline) {
  let inside = false;
  for (let k = 0, before = outline.length - 1; k < outline.length; before = k++) {
    const a = outline[k];
    const b = outline[before];
    if (a.y > py !== b.y > py && px < ((b.x - a.x) * (py - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

function bounds(values) {
  return [Math.min(...values), Math.max(...values)];
}
