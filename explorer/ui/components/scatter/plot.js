/**
 * The drawing: plotly traces and layout for one cloud of points, and the view onto it.
 *
 * Plotly draws and moves the view; it knows nothing of hovering, legends, titles or names, which are ours.
 *
 * @typedef {import("./pick.js").Cloud} Cloud
 * @typedef {{colours: string[], order: Uint32Array | null, hidden?: Uint8Array | null}} Paint as appearance.js makes it
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {{middle: [number, number], scale: number} | {camera: object}} Sight  where a view looks: in 2-D its middle, and
 *     data units a px; in 3-D the camera
 */

import { refill, sendOnce } from "./buffers.js";
import { canGlide, inSteps } from "./glide.js";
import { inNumbers } from "./palette.js";
import { extent } from "./pick.js";
import { liveCamera, screenMatrix } from "./screen.js";

/** From 100,000 points in a trace plotly drops its index and scans every point on every move. */
const TRACE_POINTS = 99_999;

const CONFIG = {
  displayModeBar: false,
  scrollZoom: "cartesian", // 3-D: wheel.js
  doubleClick: false, // ours: it fits the view
  showAxisDragHandles: false, // they would stretch one axis alone
  showTips: false,
  responsive: false, // ours: a resize keeps centre and scale
};

/** How near a flight goes: parts of the fitted view in 2-D, length of the camera's arm in 3-D. */
const NEAR = 4;
const NEAR_3D = 0.9;

/** `marker.size` of scatter3d is that of a glyph, whose disc is larger than its name says. */
const SIZE_3D = 0.62;

const CAMERA = { eye: { x: 1.45, y: 1.45, z: 0.82 }, center: { x: 0, y: 0, z: -0.07 }, up: { x: 0, y: 0, z: 1 } };

export class Plot {
  /** @type {Cloud | null} what is on screen, in the middle of a glide too */
  cloud = null;
  /** How points are drawn: a factor on their size; their opacity, null: as their number asks for. */
  style = { size: 1, opacity: null };
  /** Milliseconds the last redrawing of all points took: what a glide can afford. */
  cost = 0;
  /** @type {Paint | null} as drawn last */
  paint = null;
  /** @type {Cloud | null} further places that a fitted view has room for */
  beside = null;
  #theme = null;
  #fitted = null;

  /**
   * @param {any} Plotly
   * @param {HTMLElement} element
   */
  constructor(Plotly, element) {
    this.Plotly = Plotly;
    this.element = element;
  }

  get dims() {
    return this.cloud?.z ? 3 : 2;
  }

  /** What all points have in common. */
  get look() {
    return { opacity: this.#marker().opacity, outline: this.#outline() };
  }

  /** How many points are drawn. */
  get shown() {
    return this.paint?.order?.length ?? this.cloud?.x.length ?? 0;
  }

  /** Diameter of a point in CSS px: smaller where there are many, or where the map is small. */
  get dot() {
    const n = this.cloud?.x.length ?? 1;
    const { width, height } = this.size;
    const room = Math.max(0.65, Math.min(1, Math.sqrt(Math.min(width, height) / 700)));
    return Math.max(1.5, Math.max(2, Math.min(10, 29 * n ** -0.19) * room) * this.style.size);
  }

  /** What holds where no opacity is chosen. */
  get usualOpacity() {
    // In 3-D a see-through point hides what is behind it all the same, depending on the order of drawing.
    if (this.dims === 3) return 1;
    const n = this.cloud?.x.length ?? 1;
    return Math.max(0.5, Math.min(0.92, 0.92 - 0.14 * Math.log10(n / 4000)));
  }

  /** @returns {{width: number, height: number}} */
  get size() {
    return { width: Math.max(this.element.clientWidth, 20), height: Math.max(this.element.clientHeight, 20) };
  }

  /** @returns {import("./screen.js").Matrix | null} */
  matrix() {
    const { width, height } = this.size;
    return this.cloud && screenMatrix(this.element, this.dims, width, height);
  }

  /**
   * Draws from nothing, fitted to the points.
   * @param {Cloud} cloud
   * @param {Paint} paint
   * @param {Theme} theme
   */
  async draw(cloud, paint, theme) {
    if (this.cloud) this.Plotly.purge(this.element);
    [this.paint, this.#theme] = [paint, theme];
    this.#take(cloud);
    this.#fitted = this.#fit(cloud);
    const traces = this.#points().map((points) => ({
      type: cloud.z ? "scatter3d" : "scattergl",
      mode: "markers",
      hoverinfo: "none",
      ...points,
      marker: { ...this.#marker(), color: points.color, line: this.#outline() },
    }));
    for (const trace of traces) delete trace.color;
    // Plotly's own 2 draws four times the pixels that an ordinary screen has.
    const config = { ...CONFIG, plotGlPixelRatio: window.devicePixelRatio };
    await this.#timed(() => this.Plotly.newPlot(this.element, traces, this.#layout(), config));
    sendOnce(this.element);
  }

  /**
   * Other colours or another theme at the same places.
   * @param {Paint} paint
   * @param {Theme} theme
   */
  async recolour(paint, theme) {
    const sameOrder = this.paint.order === paint.order;
    if (this.cloud) this.cloud.hidden = paint.hidden ?? null;
    const sameTheme = this.#theme.background === theme.background && this.#theme.text === theme.text;
    [this.paint, this.#theme] = [paint, theme];
    const points = this.#points();
    const change = { "marker.color": points.map(({ color }) => color) };
    if (!sameOrder) this.#addPlaces(change, points);
    if (!sameTheme) change["marker.line.color"] = points.map(() => this.#outline().color);
    await this.#change(change, {}, sameTheme ? points : null);
  }

  /** The same points, larger or fainter. @param {{size: number, opacity: number | null}} style */
  async restyle(style) {
    if (style.size === this.style.size && style.opacity === this.style.opacity) return;
    this.style = style;
    const { size, opacity } = this.#marker();
    await this.#change({ "marker.size": size, "marker.opacity": opacity }, {});
  }

  /** The same points at other places, drawn onto the view as it is. @param {Cloud} cloud */
  async move(cloud) {
    this.#take(cloud);
    const points = this.#points();
    const change = {};
    this.#addPlaces(change, points);
    await this.#change(change, {}, points);
  }

  /** The next places of a map that grows: the view widens with it, unless a person has moved the view. @param {Cloud} cloud */
  async follow(cloud) {
    const untouched = !cloud.z && this.#isFitted();
    this.#fitted = this.#fit(cloud);
    this.#take(cloud);
    const points = this.#points();
    const change = {};
    this.#addPlaces(change, points);
    const layout = untouched ? this.#fitted2d() : {};
    // In 3-D it is the camera that a person moves; the ranges are what it looks at.
    if (cloud.z) for (const [axis, range] of Object.entries(this.#fitted)) layout[this.#axis(axis)] = range;
    await this.#change(change, layout, points);
  }

  /**
   * Turns the view to where `cloud` fits.
   * @param {Cloud} cloud
   * @param {boolean} jump true: the points are at their new places at once. False: they stay where they are on the
   *     screen, in the units of the new view, ready to glide straight to their new places.
   */
  async turnTo(cloud, jump) {
    const old = this.#ranges();
    this.#fitted = this.#fit(cloud);
    this.#take(jump ? cloud : this.#converted(old, this.#fitted));
    const change = {};
    this.#addPlaces(change, this.#points());
    const layout = {};
    for (const [axis, range] of Object.entries(this.#fitted)) layout[this.#axis(axis)] = range;
    await this.#change(change, layout);
  }

  /** All points in view. */
  async fit() {
    this.#fitted = this.#fit(this.cloud);
    await this.#aim(this.cloud.z ? { "scene.camera": structuredClone(CAMERA) } : this.#fitted2d());
  }

  /** Brings a point to the middle, near enough to be told from its neighbours. @param {number} i @param {() => boolean} givenUp */
  async flyTo(i, givenUp) {
    const { x, y, z } = this.cloud;
    const way = z ? this.#flight3d([x[i], y[i], z[i]]) : this.#flight2d([x[i], y[i]]);
    if (!way) return;
    if (canGlide(this.cost)) await inSteps((share) => this.#aim(way(share)), givenUp);
    else await this.#aim(way(1));
  }

  /** @param {number} factor above 1 goes nearer */
  async zoom(factor) {
    if (this.cloud.z) {
      const camera = liveCamera(this.element);
      const { eye, center } = camera;
      const nearer = (axis) => center[axis] + (eye[axis] - center[axis]) / factor;
      await this.#aim({ "scene.camera": { ...camera, eye: { x: nearer("x"), y: nearer("y"), z: nearer("z") } } });
      return;
    }
    const { x, y } = this.#ranges();
    await this.#aim({ "xaxis.range": around(x, factor), "yaxis.range": around(y, factor) });
  }

  /** @returns {Sight} */
  sight() {
    if (this.cloud.z) return { camera: structuredClone(liveCamera(this.element)) };
    const { x, y } = this.#ranges();
    return { middle: [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2], scale: span(x) / this.size.width };
  }

  /** Looks where another view of these points does. @param {Sight} sight */
  async lookAt(sight) {
    if ("camera" in sight !== Boolean(this.cloud.z)) return;
    if ("camera" in sight) return this.#aim({ "scene.camera": structuredClone(sight.camera) });
    const { width, height } = this.size;
    const [x, y] = sight.middle;
    await this.#aim({ "xaxis.range": spread([x, x], width * sight.scale), "yaxis.range": spread([y, y], height * sight.scale) });
  }

  /** Follows the element's size: what the person has not moved is fitted again, else centre and scale stay. */
  async resize() {
    const { width, height } = this.size;
    const before = this.element._fullLayout;
    if (!before || (before.width === width && before.height === height)) return;
    const change = this.cloud.z ? { width, height, "scene.camera": liveCamera(this.element) } : { width, height };
    if (!this.cloud.z) {
      const ranges = this.#ranges();
      const untouched = this.#isFitted();
      this.#fitted = this.#fit(this.cloud);
      Object.assign(change, untouched ? this.#fitted2d() : {
        "xaxis.range": around(ranges.x, before.width / width),
        "yaxis.range": around(ranges.y, before.height / height),
      });
    }
    await this.#aim(change);
  }

  destroy() {
    if (this.cloud) this.Plotly.purge(this.element);
    this.cloud = null;
  }

  /**
   * The box around a 3-D cloud: corner k is at the upper end of x, y, z where bit 0, 1, 2 of k is set.
   * @returns {[number, number, number][]}
   */
  corners() {
    const { x, y, z } = this.#fitted;
    return Array.from({ length: 8 }, (_, k) => [x[k & 1], y[(k >> 1) & 1], z[k >> 2]]);
  }

  /** Whether a flat map still is in view as it was fitted. */
  #isFitted() {
    const { x, y } = this.#ranges();
    return String([x, y]) === String([this.#fitted.x, this.#fitted.y]);
  }

  async #timed(work) {
    const start = performance.now();
    await work();
    this.cost = performance.now() - start;
  }

  /**
   * Other points and ranges under the same camera.
   * @param {object} change of the traces, and
   * @param {object} layout in plotly's words
   * @param {object[] | null} points what is drawn then, where the change is of nothing but their places and colours: in a
   *     flat view that stays, plotly isn't needed for it
   */
  async #change(change, layout, points = null) {
    const view = this.cloud.z ? { "scene.camera": liveCamera(this.element), ...layout } : layout;
    const stays = points !== null && Object.keys(view).length === 0;
    await this.#timed(() => (stays && refill(this.element, points, this.look)) || this.Plotly.update(this.element, change, view));
  }

  #aim(change) {
    return this.Plotly.relayout(this.element, change);
  }

  #flight2d(spot) {
    if (!spot.every(Number.isFinite)) return null;
    const from = this.#ranges();
    const near = (axis) => Math.min(span(from[axis]), span(this.#fitted[axis]) / NEAR);
    const to = { x: spread([spot[0], spot[0]], near("x")), y: spread([spot[1], spot[1]], near("y")) };
    const mix = (axis, share) => from[axis].map((end, k) => end + (to[axis][k] - end) * share);
    return (share) => ({ "xaxis.range": mix("x", share), "yaxis.range": mix("y", share) });
  }

  /** The camera turns about the point, from where it looks now, and comes nearer. */
  #flight3d(spot) {
    const from = liveCamera(this.element);
    // A cube of side 1 around the origin is what the ranges are drawn in.
    const [x, y, z] = ["x", "y", "z"].map((axis, k) => (spot[k] - this.#fitted[axis][0]) / span(this.#fitted[axis]) - 0.5);
    if (![x, y, z].every(Number.isFinite)) return null;
    const away = ["x", "y", "z"].map((axis) => from.eye[axis] - from.center[axis]);
    const shrink = Math.min(1, NEAR_3D / Math.hypot(...away));
    const to = { x, y, z };
    return (share) => {
      const k = 1 + (shrink - 1) * share;
      const center = Object.fromEntries(Object.keys(to).map((axis) => [axis, from.center[axis] + (to[axis] - from.center[axis]) * share]));
      const eye = { x: center.x + away[0] * k, y: center.y + away[1] * k, z: center.z + away[2] * k };
      return { "scene.camera": { ...from, center, eye } };
    };
  }

  #take(cloud) {
    this.cloud = { ...cloud, hidden: this.paint.hidden ?? null };
  }

  #addPlaces(change, points) {
    for (const axis of this.cloud.z ? ["x", "y", "z"] : ["x", "y"]) change[axis] = points.map((part) => part[axis]);
  }

  /** The points drawn, so that they look in the new ranges as they do in the old. */
  #converted(old, fitted) {
    const out = { x: null, y: null, z: null };
    for (const [axis, [b0, b1]] of Object.entries(fitted)) {
      const [a0, a1] = old[axis];
      const scale = (b1 - b0) / (a1 - a0);
      out[axis] = this.cloud[axis].map((value) => b0 + (value - a0) * scale);
    }
    return out;
  }

  /** Coordinates and colours in drawing order, cut into traces: always as many, though some may be empty. */
  #points() {
    const { x, y, z } = this.cloud;
    const { order } = this.paint;
    const colours = allInNumbers(this.paint.colours);
    const count = order ? order.length : x.length;
    const parts = [];
    for (let from = 0; from === 0 || from < x.length; from += TRACE_POINTS) {
      const [first, to] = [Math.min(from, count), Math.min(from + TRACE_POINTS, count)];
      const floats = (column) => (order ? gather(column, order, first, to, new Float32Array(to - first)) : column.subarray(first, to));
      const color = order ? gather(colours, order, first, to, new Array(to - first)) : colours.slice(first, to);
      parts.push(z ? { x: floats(x), y: floats(y), z: floats(z), color } : { x: floats(x), y: floats(y), color });
    }
    return parts;
  }

  #marker() {
    const solid = this.dims === 3;
    return { size: this.dot * (solid ? SIZE_3D : 1), opacity: solid ? 1 : this.style.opacity ?? this.usualOpacity };
  }

  #outline() {
    return { width: this.cloud.x.length <= 6000 ? 0.6 : 0, color: this.#theme.background };
  }

  #layout() {
    const { width, height } = this.size;
    const layout = {
      width, height, autosize: false,
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false, hovermode: false, uirevision: "kept",
    };
    const axis = (range) => ({ visible: false, autorange: false, range });
    const { x, y, z } = this.#fitted;
    if (!z) return { ...layout, dragmode: "pan", xaxis: axis(x), yaxis: axis(y) };
    const scene = {
      xaxis: axis(x), yaxis: axis(y), zaxis: axis(z),
      aspectmode: "cube", dragmode: "turntable", hovermode: false, uirevision: "kept", camera: structuredClone(CAMERA),
    };
    return { ...layout, scene };
  }

  #axis(name) {
    return this.cloud.z ? `scene.${name}axis.range` : `${name}axis.range`;
  }

  #ranges() {
    const { xaxis, yaxis, scene } = this.element._fullLayout;
    const copy = (axis) => [...axis.range];
    if (scene && this.cloud.z) return { x: copy(scene.xaxis), y: copy(scene.yaxis), z: copy(scene.zaxis) };
    return { x: copy(xaxis), y: copy(yaxis) };
  }

  #fitted2d() {
    return { "xaxis.range": this.#fitted.x, "yaxis.range": this.#fitted.y };
  }

  /** Smallest and largest value along an axis, of what is beside the points too. */
  #extent(values, axis) {
    const more = this.beside?.[axis];
    if (!more?.length) return extent(values);
    const [own, theirs] = [extent(values), extent(more)];
    return [Math.min(own[0], theirs[0]), Math.max(own[1], theirs[1])];
  }

  /**
   * Ranges that show every point at one scale on all axes. Wheel and drag keep that scale equal, so plotly's own
   * constraint (`scaleanchor`), which computes every range twice, is not needed.
   */
  #fit({ x, y, z }) {
    const { width, height } = this.size;
    const [xs, ys] = [this.#extent(x, "x"), this.#extent(y, "y")];
    if (z) {
      const zs = this.#extent(z, "z");
      const side = 1.04 * Math.max(xs[1] - xs[0], ys[1] - ys[0], zs[1] - zs[0], 1e-9);
      return { x: spread(xs, side), y: spread(ys, side), z: spread(zs, side) };
    }
    const margin = Math.min(26, width / 10, height / 10);
    const scale = Math.max((xs[1] - xs[0]) / (width - 2 * margin), (ys[1] - ys[0]) / (height - 2 * margin), 1e-12);
    return { x: spread(xs, width * scale), y: spread(ys, height * scale) };
  }
}

/** Plotly reads text twice for each point, which takes longer than to draw it; numbers it takes as they are. */
function allInNumbers(colours) {
  const known = new Map();
  return colours.map((colour) => {
    let numbers = known.get(colour);
    if (!numbers) known.set(colour, (numbers = inNumbers(colour)));
    return numbers;
  });
}

function gather(values, order, from, to, out) {
  for (let at = from; at < to; at++) out[at - from] = values[order[at]];
  return out;
}

function span([low, high]) {
  return high - low;
}

function spread([low, high], span) {
  const middle = (low + high) / 2;
  return [middle - span / 2, middle + span / 2];
}

function around(range, factor) {
  return spread(range, (range[1] - range[0]) / factor);
}
