/** How points are drawn: size, opacity, density. A button that opens three controls. */

import { iconButton, make } from "./dom.js";

const SLIDERS = "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 2.8v3.4M6 9.8v3.4";

export class Looks {
  /** @param {(change: {size?: number, opacity?: number | null, density?: boolean}) => void} changed */
  constructor(changed) {
    this.size = slider("Point size", 0.4, 3, 0.1, (value) => changed({ size: value }));
    this.opacity = slider("Opacity", 0.05, 1, 0.05, (value) => changed({ opacity: value }));
    this.density = /** @type {HTMLInputElement} */ (make("input", "", { attributes: { type: "checkbox" } }));
    this.density.addEventListener("change", () => changed({ density: this.density.checked }));
    this.densityLabel = make("label", "ee-looks-check", {}, [
      this.density, make("span", "", { text: "Density", attributes: { title: "Where points lie close together, and how close: for crowded maps (2-D)" } }),
    ]);
    const plain = make("button", "ee-legend-link", { text: "As it was", attributes: { type: "button" } });
    plain.addEventListener("click", () => changed({ size: 1, opacity: null, density: false }));
    this.panel = make("div", "ee-looks-panel", { attributes: { hidden: "" } }, [
      this.size.element, this.opacity.element, this.densityLabel, plain,
    ]);
    this.button = iconButton("ee-tool", "Size and opacity of points, density", SLIDERS, () => this.#open(this.panel.hidden));
    this.button.setAttribute("aria-expanded", "false");
    this.element = make("div", "ee-looks", {}, [this.button, this.panel]);
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.element.contains(/** @type {Node} */ (relatedTarget))) this.#open(false);
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#open(false);
      event.stopPropagation(); // arrows move the sliders, not from point to point
    });
  }

  /** @param {import("./marks.js").Look} look @param {number} opacity what holds where none is chosen @param {number} dims */
  show({ size, opacity, density }, usual, dims) {
    this.size.input.value = String(size);
    this.opacity.input.value = String(opacity ?? usual);
    this.density.checked = density;
    this.density.disabled = dims === 3;
    this.opacity.input.disabled = dims === 3; // see-through points hide others all the same there
  }

  #open(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }
}

function slider(label, min, max, step, moved) {
  const input = /** @type {HTMLInputElement} */ (
    make("input", "", { attributes: { type: "range", min: String(min), max: String(max), step: String(step) } })
  );
  input.addEventListener("input", () => moved(Number(input.value)));
  return { input, element: make("label", "ee-looks-slider", {}, [make("span", "", { text: label }), input]) };
}
