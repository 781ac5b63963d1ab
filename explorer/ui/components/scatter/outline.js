/** Drawing a lasso or a box over the map. The points under it are found once, when it is closed. */

import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const STEP = 3; // px between corners of a lasso
const CLICK = 5; // px below which a drag was a click

/** @typedef {"pan" | "box" | "lasso"} Tool */

export class Outline {
  /** @type {Tool} */
  #tool = "pan";
  /** @type {import("./region.js").Corner[] | null} */
  #corners = null;
  /** The finger or mouse that draws it. */
  #pointer = -1;

  /**
   * @param {HTMLElement} plot what lies under it
   * @param {object} actions
   * @param {(corners: import("./region.js").Corner[], event: PointerEvent) => void} actions.done
   * @param {(x: number, y: number) => void} actions.hover px of the window
   * @param {() => void} actions.leave
   * @param {(x: number, y: number, touch: boolean, event: PointerEvent) => void} actions.tap
   */
  constructor(plot, actions) {
    this.plot = plot;
    this.actions = actions;
    this.path = document.createElementNS(SVG, "path");
    const frame = document.createElementNS(SVG, "svg");
    frame.append(this.path);
    this.element = make("div", "ee-outline", { attributes: { "aria-hidden": "true" } }, [frame]);
    this.element.addEventListener("pointerdown", (event) => this.#down(event));
    this.element.addEventListener("pointermove", (event) => this.#move(event));
    this.element.addEventListener("pointerup", (event) => this.#up(event));
    this.element.addEventListener("pointercancel", ({ pointerId }) => pointerId === this.#pointer && this.cancel());
    this.element.addEventListener("pointerleave", () => this.#corners || actions.leave());
    this.element.addEventListener("wheel", (event) => this.#pass(event), { passive: false });
  }

  /** @param {Tool} tool */
  set tool(tool) {
    this.#tool = tool;
    this.element.dataset.eeTool = tool;
    this.cancel();
  }

  /** Gives up an outline being drawn. @returns {boolean} whether there was one */
  cancel() {
    const had = this.#corners !== null;
    this.#corners = null;
    this.path.removeAttribute("d");
    return had;
  }

  #down(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.plot.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#corners = [this.#at(event)];
  }

  #move(event) {
    if (!this.#corners) {
      if (event.pointerType !== "touch") this.actions.hover(event.clientX, event.clientY);
      return;
    }
    if (event.pointerId !== this.#pointer) return;
    const spot = this.#at(event);
    const last = this.#corners[this.#corners.length - 1];
    if (this.#tool === "box") this.#corners = boxOf(this.#corners[0], spot);
    else if (Math.hypot(spot.x - last.x, spot.y - last.y) >= STEP) this.#corners.push(spot);
    this.path.setAttribute("d", `M${this.#corners.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`);
  }

  #up(event) {
    const corners = this.#corners;
    if (!corners || event.pointerId !== this.#pointer) return;
    this.cancel();
    const far = corners.some(({ x, y }) => Math.hypot(x - corners[0].x, y - corners[0].y) > CLICK);
    if (far && corners.length > 2) this.actions.done(corners, event);
    else this.actions.tap(event.clientX, event.clientY, event.pointerType === "touch", event);
  }

  #at(event) {
    const box = this.plot.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** The wheel zooms whatever tool is in hand: plotly listens on its own layer beneath. */
  #pass(event) {
    event.preventDefault();
    const { deltaX, deltaY, deltaMode, clientX, clientY, screenX, screenY, ctrlKey } = event;
    const copy = { deltaX, deltaY, deltaMode, clientX, clientY, screenX, screenY, ctrlKey, bubbles: true, cancelable: true };
    this.plot.querySelector(".nsewdrag")?.dispatchEvent(new WheelEvent("wheel", copy));
  }
}

function boxOf(a, b) {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}
