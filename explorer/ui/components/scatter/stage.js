/** The elements of one map, and what they say: everything on it that is not a point. */

import { iconButton, make } from "./dom.js";
import { place } from "./screen.js";

const SVG = "http://www.w3.org/2000/svg";
const FIT = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
const NEARER = "M8 3v10M3 8h10";
const FARTHER = "M3 8h10";

const HELP =
  "Arrow keys move from point to point, Enter pins, Escape lets go, Page Up and Page Down step through rows at the same " +
  "place, plus and minus zoom, Home shows everything, Control and Z take back the last selection.";

export class Stage {
  /** @type {HTMLElement | null} above the map, where there is something to work with */
  tools = null;

  /** @param {{fit: () => void, zoom: (factor: number) => void, retry: () => void}} actions */
  constructor(actions) {
    this.plot = make("div", "ee-plot", { attributes: { tabindex: "0", role: "application", "aria-label": `Map. ${HELP}` } });
    this.ring = make("div", "ee-ring", { attributes: { hidden: "" } });
    this.echo = make("div", "ee-ring ee-echo", { attributes: { hidden: "" } });
    this.titles = ["x", "y", "z"].map((axis) => make("div", `ee-axis ee-axis-${axis}`));
    this.status = make("div", "ee-status", { attributes: { role: "status", hidden: "" } }, [make("i", "ee-pulse"), make("span", "")]);
    this.sentence = make("p", "");
    this.again = make("button", "ee-again", { text: "Try again", attributes: { type: "button" } });
    this.again.addEventListener("click", actions.retry);
    this.message = make("div", "ee-message", { attributes: { role: "alert", hidden: "" } }, [this.sentence, this.again]);
    this.skeleton = make("div", "ee-skeleton", { attributes: { "aria-hidden": "true" } });
    this.buttons = make("div", "ee-buttons", {}, [
      iconButton("ee-button", "Zoom in", NEARER, () => actions.zoom(1.5)),
      iconButton("ee-button", "Zoom out", FARTHER, () => actions.zoom(1 / 1.5)),
      iconButton("ee-button ee-fit", "Show all points (double-click)", FIT, actions.fit),
    ]);
    const frame = document.createElementNS(SVG, "svg");
    frame.classList.add("ee-box");
    this.box = document.createElementNS(SVG, "path");
    frame.append(this.box);
    const lines = document.createElementNS(SVG, "svg");
    lines.classList.add("ee-rays");
    lines.setAttribute("aria-hidden", "true");
    this.rays = document.createElementNS(SVG, "path");
    lines.append(this.rays);
    this.words = make("p", "ee-note", { attributes: { role: "status", hidden: "" } });
    this.area = make("div", "ee-stage", {}, [
      frame, this.plot, lines, ...this.titles, this.echo, this.ring, this.skeleton, this.buttons, this.status, this.words, this.message,
    ]);
    this.legend = make("aside", "ee-legend", { attributes: { "aria-label": "Legend" } });
    this.caption = make("div", "ee-caption");
    this.live = make("div", "ee-live", { attributes: { "aria-live": "polite" } });
    this.probe = make("i", "ee-probe", { attributes: { "aria-hidden": "true" } });
    this.body = make("div", "ee-body", {}, [this.area, this.legend]);
    this.root = make("div", "ee-scatter", {}, [this.body, this.caption, this.live, this.probe]);
    this.root.dataset.eeReady = "false";
  }

  /**
   * Adds what a person works with: tools above, a panel in the legend's place (the legend in it), outlines over the plot.
   * @param {HTMLElement} tools @param {HTMLElement} panel @param {HTMLElement} outline
   */
  furnish(tools, panel, outline) {
    this.tools = tools;
    this.root.prepend(tools);
    this.body.append(panel);
    this.body.dataset.eePanel = "full";
    this.plot.after(outline);
  }

  /** @param {HTMLElement} element beneath the points */
  underlay(element) {
    this.plot.before(element);
  }

  /** @param {HTMLElement[]} elements above the points, not for the pointer */
  overlay(elements) {
    this.plot.after(...elements);
  }

  /** What can be said before anything is fetched. @param {any} data */
  announce({ height, view, status }) {
    this.root.style.setProperty("--ee-height", `${height}px`);
    this.caption.textContent = view.caption ?? "";
    this.tell(status ?? "");
  }

  /** @param {string} status a line over the map's corner; empty: none */
  tell(status) {
    this.status.hidden = !status;
    this.status.lastChild.textContent = status;
  }

  /** @param {string[]} titles of the axes, as they are drawn now @param {number} dims */
  setTitles(titles, dims) {
    this.area.dataset.eeDims = String(dims);
    this.titles.forEach((element, axis) => {
      element.textContent = titles[axis] ?? "";
      element.hidden = !titles[axis];
      element.removeAttribute("style");
      this.box.removeAttribute("d");
    });
  }

  /**
   * The box around a 3-D cloud, beneath the points, and the axes' titles at its ends: they turn with the camera.
   * @param {import("./screen.js").Matrix} matrix
   * @param {[number, number, number][]} corners as `Plot.corners` gives them
   */
  drawBox(matrix, corners) {
    const spots = corners.map((corner) => place(matrix, ...corner));
    const at = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    const edges = [];
    for (let k = 0; k < 8; k++) {
      for (const bit of [1, 2, 4]) {
        const ends = [spots[k], spots[k | bit]];
        if (!(k & bit) && ends.every(({ x }) => Number.isFinite(x))) edges.push(`M${at(ends[0])}L${at(ends[1])}`);
      }
    }
    this.box.setAttribute("d", edges.join(""));
    this.titles.forEach((element, axis) => {
      const { x, y } = spots[1 << axis];
      element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
      element.style.visibility = Number.isFinite(x) ? "visible" : "hidden";
    });
  }

  /** The axes' titles and the middles of where they stand, in px of the plot. */
  labels() {
    const box = this.plot.getBoundingClientRect();
    return this.titles.filter((element) => !element.hidden && element.style.visibility !== "hidden").map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const upright = element.classList.contains("ee-axis-y") && this.area.dataset.eeDims === "2";
      return { text: element.textContent, x: left + width / 2 - box.left, y: top + height / 2 - box.top, upright };
    });
  }

  /** Where the map's buttons are, in px of the window: no card may cover them. */
  kept() {
    return [this.buttons, this.tools].filter((element) => element?.isConnected).map((element) => element.getBoundingClientRect());
  }

  /** Something to tell the person, over the map's foot. @param {string | null} words null: no longer */
  note(words) {
    this.words.textContent = words ?? "";
    this.words.hidden = words === null;
  }

  /** For those who hear the page. @param {string} words */
  announceLive(words) {
    this.live.textContent = words;
  }

  /** @param {string | null} sentence null: nothing is wrong @param {string} [button] */
  say(sentence, button = "Try again") {
    this.message.hidden = sentence === null;
    this.sentence.textContent = sentence ?? "";
    this.again.textContent = button;
    this.again.hidden = button === "";
  }

  /**
   * Lines from the pinned point to others.
   * @param {{x: number, y: number} | null} from px of the plot @param {{x: number, y: number}[]} to
   */
  setRays(from, to) {
    const at = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    this.rays.setAttribute("d", to.map((spot) => `M${at(from)}L${at(spot)}`).join(""));
    this.root.dataset.eeRays = String(to.length);
  }

  /** @param {HTMLElement} ring @param {{x: number, y: number} | null} spot px of the plot @param {number} diameter */
  setRing(ring, spot, diameter) {
    ring.hidden = !spot;
    if (!spot) return;
    ring.style.width = ring.style.height = `${diameter}px`;
    ring.style.transform = `translate(${spot.x}px, ${spot.y}px) translate(-50%, -50%)`;
  }
}
