/** The bar above the map: tools that select, what a new selection does to the old one, how much is selected, find, looks. */

import { iconButton, make } from "./dom.js";

/** @typedef {import("./selection.js").Mode} Mode */
/** @typedef {import("./outline.js").Tool} Tool */

const TOOLS = {
  pan: { label: "Move the view", path: "M8 1.5v13M1.5 8h13M8 1.5 6.3 3.3M8 1.5l1.7 1.8M8 14.5l-1.7-1.8M8 14.5l1.7-1.8M1.5 8l1.8-1.7M1.5 8l1.8 1.7M14.5 8l-1.8-1.7M14.5 8l-1.8 1.7" },
  lasso: { label: "Select with a lasso", path: "M8 2.5c3.6 0 6.2 1.7 6.2 4s-2.6 4-6.2 4-6.2-1.7-6.2-4 2.6-4 6.2-4ZM4.6 10.1c-1 .5-1.3 1.6-.5 2.3.9.8 2.4-.1 2 1.6" },
  box: { label: "Select with a box", path: "M2.5 4.5v-2h2M7 2.5h2M11.5 2.5h2v2M13.5 7v2M13.5 11.5v2h-2M9 13.5H7M4.5 13.5h-2v-2M2.5 9V7" },
};
/** @type {Record<Mode, {sign: string, label: string}>} */
const MODES = {
  replace: { sign: "=", label: "A new selection replaces the old one" },
  add: { sign: "+", label: "A new selection is added to the old one (or hold Shift)" },
  subtract: { sign: "−", label: "A new selection is taken away from the old one (or hold Alt)" },
  intersect: { sign: "∩", label: "Only what is in both selections stays (or hold Shift and Alt)" },
};
const INVERT = "M8 2.5a5.5 5.5 0 1 0 0 11ZM8 2.5a5.5 5.5 0 0 1 0 11";
const UNDO = "M6 3 2.8 6.2 6 9.4M3 6.2h6.2a4 4 0 0 1 0 8H7";

export class Tools {
  /** @type {Mode} */
  #mode = "replace";

  /**
   * @param {object} actions
   * @param {(tool: Tool) => void} actions.tool
   * @param {() => void} actions.invert
   * @param {() => void} actions.undo
   * @param {() => void} actions.clear
   */
  constructor(actions) {
    this.tools = segment("Tool", TOOLS, "pan", (tool) => actions.tool(tool), ({ label, path }, press) => iconButton("ee-tool", label, path, press));
    this.modes = segment("What a new selection does", MODES, "replace", (mode) => (this.#mode = mode), ({ sign, label }, press) => {
      const button = make("button", "ee-tool", { text: sign, label, attributes: { type: "button" } });
      button.addEventListener("click", press);
      return button;
    });
    this.invert = iconButton("ee-tool", "Invert the selection", INVERT, actions.invert);
    this.undo = iconButton("ee-tool", "Undo the last selection", UNDO, actions.undo);
    this.count = make("span", "ee-tools-count", { attributes: { role: "status" } });
    this.clear = make("button", "ee-tools-clear", { text: "Clear", attributes: { type: "button", title: "Select nothing" } });
    this.clear.addEventListener("click", actions.clear);
    this.end = make("div", "ee-tools-end");
    this.element = make("div", "ee-tools", { attributes: { role: "toolbar", "aria-label": "Selecting" } }, [
      this.tools.element, this.modes.element,
      make("div", "ee-tools-group", {}, [this.invert, this.undo]),
      this.count, this.clear, this.end,
    ]);
  }

  /** What a gesture does: the keys held with it come before what is set here. @param {PointerEvent | MouseEvent} event @returns {Mode} */
  modeFor({ shiftKey, altKey }) {
    if (shiftKey && altKey) return "intersect";
    return shiftKey ? "add" : altKey ? "subtract" : this.#mode;
  }

  /** @param {{selected: number, of: number, unseen: number, canUndo: boolean}} state `unseen`: selected, but hidden now */
  say({ selected, of, unseen, canUndo }) {
    const aside = unseen ? ` (${unseen.toLocaleString("en-US")} hidden)` : "";
    this.count.textContent = `${selected.toLocaleString("en-US")} / ${of.toLocaleString("en-US")}${aside}`;
    this.count.title = `${this.count.textContent} rows selected`;
    this.clear.disabled = selected === 0;
    this.undo.disabled = !canUndo;
  }

  /** Lasso and box are drawn on a plane. @param {number} dims */
  setDims(dims) {
    for (const name of ["lasso", "box"]) {
      const button = this.tools.buttons[name];
      button.disabled = dims === 3;
      button.title = dims === 3 ? `${TOOLS[name].label}: on 2-D maps only` : TOOLS[name].label;
    }
    if (dims === 3) this.tools.choose("pan");
  }
}

/** Buttons of which one is pressed. */
function segment(label, options, first, chosen, build) {
  const buttons = {};
  const choose = (name) => {
    for (const [other, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(other === name));
    chosen(name);
  };
  for (const [name, option] of Object.entries(options)) buttons[name] = build(option, () => choose(name));
  for (const [name, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(name === first));
  const element = make("div", "ee-tools-group", { attributes: { role: "group", "aria-label": label } }, Object.values(buttons));
  return { element, buttons, choose };
}
