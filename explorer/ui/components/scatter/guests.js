/**
 * Rows that aren't among the points: new ones on an old map, as diamonds over it, and a place that was asked about, as a
 * cross. They are drawn on a canvas of their own, so the points beneath stay what they are.
 *
 * @typedef {import("./pictures.js").Thumbs} Thumbs
 * @typedef {{axes: string[], n: number, name: string, labels: string | null, thumbs?: Thumbs | null}} Spec  addresses of
 *     float32 columns and of a list of texts, one a row; and their own small pictures
 * @typedef {{cloud: import("./pick.js").Cloud, name: string, labels: string[] | null, thumbs: Thumbs | null}} Loaded
 * @typedef {import("./screen.js").Matrix} Matrix
 */

import { fetchColumn, fetchNames } from "./columns.js";
import { make } from "./dom.js";
import { nearest } from "./pick.js";
import { Pictures } from "./pictures.js";
import { place } from "./screen.js";

const HALF = 6; // px from a diamond's middle to its corners
const HALF_OF_MANY = 2.5; // from MANY rows on
const MANY = 5_000;
const REACH = 11; // px from the pointer
const ARM = 9; // px of the cross
const PLACE = "the place";
const EDGE = 4; // px that the words keep from the map's edge

/** @param {Spec | null | undefined} spec @returns {Promise<Loaded | null>} */
export async function loadGuests(spec) {
  if (!spec) return null;
  const [axes, labels] = await Promise.all([
    Promise.all(spec.axes.map((url) => fetchColumn(url, "f4", spec.n))),
    spec.labels ? fetchNames(spec.labels) : null,
  ]);
  return { cloud: { x: axes[0], y: axes[1], z: axes[2] ?? null }, name: spec.name, labels, thumbs: spec.thumbs ?? null };
}

export class Guests {
  /** @type {Loaded | null} */
  #loaded = null;
  /** @type {number[] | null} */
  #spot = null;
  /** @type {Matrix | null} */
  #matrix = null;
  #size = { width: 0, height: 0 };
  /** @type {number | null} the new row under the pointer */
  #pointed = null;
  #pictures = new Pictures();

  constructor() {
    this.canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "ee-guests", { attributes: { "aria-hidden": "true", hidden: "" } }));
    this.key = make("div", "ee-guests-key", { attributes: { hidden: "" } });
    this.picture = make("span", "ee-guests-picture");
    this.words = make("span", "");
    this.tip = make("div", "ee-guests-tip", { attributes: { hidden: "", role: "status" } }, [this.picture, this.words]);
  }

  get some() {
    return this.#loaded !== null;
  }

  get elements() {
    return [this.canvas, this.key, this.tip];
  }

  /** @param {Loaded | null} loaded @param {number[] | null} spot in data units */
  show(loaded, spot) {
    const same = loaded !== null && loaded.name === this.#loaded?.name;
    [this.#loaded, this.#spot] = [loaded, spot];
    this.#pictures.thumbs = loaded?.thumbs ?? null;
    if (!same) this.leave();
    else if (this.#pointed !== null) void this.#show(this.#pointed); // its picture may have been made by now
    const words = [
      ...(loaded ? [make("i", "ee-guests-diamond"), make("span", "", { text: loaded.name })] : []),
      ...(spot ? [make("i", "ee-guests-cross"), make("span", "", { text: PLACE })] : []),
    ];
    this.key.replaceChildren(...words);
    this.key.hidden = words.length === 0;
  }

  /** Draws them where the view has them now. @param {Matrix | null} matrix @param {{width: number, height: number}} size */
  follow(matrix, { width, height }) {
    this.#matrix = matrix;
    this.#size = { width, height };
    this.canvas.hidden = !matrix || (!this.#loaded && !this.#spot);
    if (this.canvas.hidden) return; // most maps have none: a layer as large as the map would be made at each frame
    const ratio = window.devicePixelRatio || 1;
    const context = this.canvas.getContext("2d");
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.canvas);
    context.fillStyle = style.color;
    context.strokeStyle = style.outlineColor;
    context.lineWidth = 1.5;
    const count = this.#loaded?.cloud.x.length ?? 0;
    const half = count < MANY ? HALF : HALF_OF_MANY;
    for (let i = 0; i < count; i++) diamond(context, this.#at(i), half);
    if (this.#spot) cross(context, this.#place());
  }

  /** Where the place that was asked about is, in px of the plot. */
  #place() {
    const [x, y, z = 0] = this.#spot;
    return place(this.#matrix, x, y, z);
  }

  /** Where a new row is, in px of the plot. @param {number} i */
  #at(i) {
    const { x, y, z } = this.#loaded.cloud;
    return place(this.#matrix, x[i], y[i], z ? z[i] : 0);
  }

  /** Says what is under the pointer. @param {number} px @param {number} py px of the plot @returns {number | null} */
  point(px, py) {
    const found = this.#loaded && this.#matrix ? nearest(this.#loaded.cloud, null, this.#matrix, px, py, REACH)[0] ?? null : null;
    this.tip.hidden = found === null || !this.#loaded.labels;
    if (this.tip.hidden) {
      this.#pointed = null;
      return found;
    }
    this.words.textContent = this.#loaded.labels[found];
    if (found !== this.#pointed) void this.#show(found);
    const { x, y } = this.#at(found);
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = Math.max(EDGE, Math.min(x - width / 2, this.#size.width - width - EDGE));
    const above = y - 2 * HALF - height;
    const top = above >= EDGE ? above : Math.min(y + 2 * HALF, this.#size.height - height - EDGE);
    this.tip.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
    return found;
  }

  leave() {
    this.#pointed = null;
    this.tip.hidden = true;
  }

  /** The own picture of the new row under the pointer. @param {number} i */
  async #show(i) {
    this.#pointed = i;
    this.picture.hidden = !this.#pictures.thumbs;
    this.picture.replaceChildren();
    if (!this.#pictures.thumbs) return;
    let shown;
    if (this.#pictures.address(i)) shown = await this.#pictures.load(i).catch(() => "could not be fetched");
    else shown = this.#pictures.failed(i) ? "could not be made" : "being prepared";
    if (this.#pointed === i) this.picture.replaceChildren(shown);
  }

  /** As a picture of the map draws them: the middles of the diamonds and how large they are, and the cross; in px of the plot. */
  describe() {
    const count = this.#matrix ? this.#loaded?.cloud.x.length ?? 0 : 0;
    const { color: colour, outlineColor: outline } = getComputedStyle(this.canvas);
    const spots = Array.from({ length: count }, (_, i) => this.#at(i)).filter(({ x, y }) => Number.isFinite(x + y));
    const crossed = this.#matrix && this.#spot ? this.#place() : null;
    return {
      diamonds: { name: this.#loaded?.name ?? "", half: count < MANY ? HALF : HALF_OF_MANY, colour, outline, spots },
      cross: crossed && Number.isFinite(crossed.x + crossed.y) ? { ...crossed, name: PLACE, arm: ARM, colour, outline } : null,
    };
  }

  /** Where a new row is, in px of the plot; null: there is no such one. @param {number} i */
  locate(i) {
    return this.#matrix && i < (this.#loaded?.cloud.x.length ?? 0) ? this.#at(i) : null;
  }
}

function diamond(context, { x, y }, half) {
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x + half, y);
  context.lineTo(x, y + half);
  context.lineTo(x - half, y);
  context.closePath();
  context.fill();
  context.stroke();
}

function cross(context, { x, y }) {
  for (const [width, colour] of [[5, context.strokeStyle], [2.5, context.fillStyle]]) {
    context.save();
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - ARM, y);
    context.lineTo(x + ARM, y);
    context.moveTo(x, y - ARM);
    context.lineTo(x, y + ARM);
    context.stroke();
    context.restore();
  }
}
