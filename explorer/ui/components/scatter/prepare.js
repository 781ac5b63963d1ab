/**
 * While the first map is still being computed: has the browser fetch and load all that will draw it, and draw two points
 * unseen, so that plotly's programs for the graphics card are compiled when they are wanted. A Streamlit component (v2)
 * that shows nothing.
 */

import "./index.js";
import { make } from "./dom.js";
import { Plot } from "./plot.js";
import { hasWebGL, loadPlotly } from "./plotly.js";

const UNSEEN = "position: fixed; left: -300px; top: 0; width: 60px; height: 60px";
const TWO = { x: Float32Array.of(0, 1), y: Float32Array.of(0, 1), z: null };
const PAINT = { colours: ["#888888", "#999999"], order: null };
const THEME = { text: "rgb(0, 0, 0)", background: "rgb(255, 255, 255)", dark: false };

/** @param {{data: {plotly: string}}} component */
export default function ({ data }) {
  void draw(data.plotly);
}

async function draw(address) {
  if (!hasWebGL()) return; // the map says so
  const place = make("div", "", { attributes: { style: UNSEEN, "aria-hidden": "true" } });
  document.body.append(place);
  try {
    const plot = new Plot(await loadPlotly(address), place);
    await plot.draw(TWO, PAINT, THEME);
    plot.destroy();
  } catch {
    // What can't be fetched or drawn is said by the map, which tries again.
  } finally {
    place.remove();
  }
}
