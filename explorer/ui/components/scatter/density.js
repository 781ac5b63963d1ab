/**
 * How close together points lie: a smoothed count over the map, in the colours of a number, beneath the points. It is
 * computed once for a cloud and then only moved with the view.
 */

import { make } from "./dom.js";
import { extent } from "./pick.js";
import { rampColours } from "./palette.js";
import { place } from "./screen.js";
import { sameMask } from "./selection.js";

const CELLS = 220; // along the longer side
const BLUR = 3; // cells: radius of a box that is run three times, close to a Gaussian

export class Density {
  #box = null;
  #of = { cloud: null, hidden: null };

  constructor() {
    this.element = /** @type {HTMLCanvasElement} */ (make("canvas", "ee-density", { attributes: { hidden: "", "aria-hidden": "true" } }));
  }

  /** @param {import("./pick.js").Cloud | null} cloud null: not shown */
  show(cloud) {
    this.element.hidden = !cloud || cloud.z !== null;
    if (this.element.hidden) return;
    if (this.#of.cloud === cloud.x && sameMask(this.#of.hidden, cloud.hidden)) return;
    this.#of = { cloud: cloud.x, hidden: cloud.hidden };
    const [xs, ys] = [extent(cloud.x), extent(cloud.y)];
    // Where all points are at one place a cell still is as large as numbers of their size can tell apart.
    const least = 1e-9 * Math.max(...xs.map(Math.abs), ...ys.map(Math.abs), 1e-3);
    const cell = Math.max(xs[1] - xs[0], ys[1] - ys[0], least) / CELLS;
    const edge = 3 * BLUR * cell; // the blur reaches beyond the outermost points
    this.#box = { left: xs[0] - edge, right: xs[1] + edge, bottom: ys[0] - edge, top: ys[1] + edge };
    const width = Math.ceil((this.#box.right - this.#box.left) / cell);
    const height = Math.ceil((this.#box.top - this.#box.bottom) / cell);
    this.#paint(smooth(count(cloud, this.#box, cell, width, height), width, height), width, height);
  }

  /** Lays it where the view has its points. @param {import("./screen.js").Matrix} matrix */
  follow(matrix) {
    if (this.element.hidden || !this.#box) return;
    const { left, right, bottom, top } = this.#box;
    const a = place(matrix, left, top, 0);
    const b = place(matrix, right, bottom, 0);
    this.element.style.transform = `translate(${a.x}px, ${a.y}px)`;
    this.element.style.width = `${b.x - a.x}px`;
    this.element.style.height = `${b.y - a.y}px`;
  }

  #paint(values, width, height) {
    const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
    const colours = rampColours().map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
    Object.assign(this.element, { width, height });
    const context = this.element.getContext("2d");
    const image = context.createImageData(width, height);
    for (let k = 0; k < values.length; k++) {
      // Logarithms: a cluster a hundred times as dense as the rest must not be all that is seen.
      const share = Math.log1p(values[k] * 50) / Math.log1p(most * 50);
      const [r, g, b] = colours[Math.min(colours.length - 1, Math.floor(share * colours.length))];
      image.data.set([r, g, b, Math.min(1, share * 2.2) * 225], 4 * k);
    }
    context.putImageData(image, 0, 0);
  }
}

function count({ x, y, hidden }, { left, top }, cell, width, height) {
  const counts = new Float32Array(width * height);
  for (let i = 0; i < x.length; i++) {
    if (hidden?.[i]) continue;
    const column = Math.floor((x[i] - left) / cell);
    const line = Math.floor((top - y[i]) / cell);
    if (column >= 0 && column < width && line >= 0 && line < height) counts[line * width + column]++;
  }
  return counts;
}

/** @param {Float32Array} values @returns {Float32Array} with the same sum, but for what is blurred over the edge */
export function smooth(values, width, height) {
  let now = values;
  for (let round = 0; round < 3; round++) {
    now = boxBlur(now, width, height, 1, width);
    now = boxBlur(now, height, width, width, 1);
  }
  return now;
}

/** A running mean of 2 BLUR + 1 cells along lines of `length` cells, `step` apart; lines begin `stride` apart. */
function boxBlur(values, length, lines, step, stride) {
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    const at = (k) => (k < 0 || k >= length ? 0 : values[line * stride + k * step]);
    let sum = 0;
    for (let k = -BLUR; k < BLUR; k++) sum += at(k);
    for (let k = 0; k < length; k++) {
      sum += at(k + BLUR);
      out[line * stride + k * step] = sum / (2 * BLUR + 1);
      sum -= at(k - BLUR);
    }
  }
  return out;
}
