/**
 * Other places or colours for the points of a flat map, handed to the drawing that plotly made of them.
 *
 * Through plotly each point's values are copied for an event, checked, turned into plotly's own form and sent to the
 * graphics card twice: at 70,000 points that takes longer than to draw them. What plotly is told of its data here is
 * what it would have been told, so whatever it does next starts from the points that are on screen.
 */

import { channels } from "./theme.js";

/**
 * Keeps plotly from sending the points to the graphics card again where they are the same: after each drawing a second
 * time, and with every step of a view that moves.
 * @param {any} element that plotly just drew in from nothing
 */
export function sendOnce(element) {
  const scene = sceneOf(element);
  if (!scene?.scatter2d?.update) return;
  const { update } = scene.scatter2d;
  let sent = scene.markerOptions; // plotly makes other ones for other points
  scene.scatter2d.update = (options) => {
    if (options === sent) return;
    if (options === scene.markerOptions) sent = options;
    update(options);
  };
}

/**
 * @param {any} element that plotly drew in
 * @param {{x: Float32Array, y: Float32Array, color: number[][]}[]} parts for each trace; colours as red, green and blue in 0..1
 * @param {{opacity: number, outline: {color: string}}} look of all points; `color` as the theme has it
 * @returns {boolean} false: the drawing isn't there, or not as it is known here, and nothing was changed
 */
export function refill(element, parts, { opacity, outline }) {
  const scene = sceneOf(element);
  const regl = element._fullLayout?._glcanvas?.data()[0].regl;
  const drawn = scene?.markerOptions?.length === parts.length && scene.markerOptions.every(Boolean) && scene.scatter2d?.update;
  if (!drawn || !regl || regl._gl.isContextLost()) return false;
  const edge = [...channels(outline.color).map((channel) => channel / 255), opacity];
  const shade = shader(opacity);
  const options = parts.map(({ x, y, color }, k) => ({
    positions: interleaved(x, y),
    colors: color.map(shade),
    // the same for all points: as many as before are there already
    ...(scene.markerOptions[k].borderColors?.length === x.length ? {} : { borderColors: new Array(x.length).fill(edge) }),
    markers: null, // the disc for all
    snap: x.length, // no index: plotly makes one of other points than of these
  }));
  options.forEach((option, k) => Object.assign(scene.markerOptions[k], option));
  parts.forEach((part, k) => take(element.data[k], part));
  scene.scatter2d.update(options);
  regl.clear({ color: [0, 0, 0, 0], depth: 1 });
  scene.draw();
  return true;
}

/** What plotly draws a flat map's points with. */
function sceneOf(element) {
  return element._fullLayout?._plots?.xy?._scene;
}

function take(trace, { x, y, color }) {
  Object.assign(trace, { x, y });
  trace.marker.color = color;
}

function interleaved(x, y) {
  const out = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    out[2 * i] = x[i];
    out[2 * i + 1] = y[i];
  }
  return out;
}

/** Few colours are met often: each gets its opacity once. */
function shader(opacity) {
  const known = new Map();
  return (colour) => {
    let numbers = known.get(colour);
    if (!numbers) known.set(colour, (numbers = [...colour, opacity]));
    return numbers;
  };
}
