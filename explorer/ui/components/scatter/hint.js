/** A few lines beside the pointer, in the browser's top layer so that nothing clips them. */

import { make } from "./dom.js";

const GAP = 14;
const EDGE = 8;

export class Hint {
  /** @param {HTMLElement} root where its element lives */
  constructor(root) {
    this.element = make("div", "ee-hint", { attributes: { popover: "manual", role: "tooltip" } });
    this.said = make("span", "ee-hint-said", { attributes: { role: "status" } });
    root.append(this.element, this.said);
  }

  /** @param {[string, ...string[]]} lines the first is a heading @param {number} x @param {number} y px of the window */
  show([title, ...lines], x, y) {
    this.element.replaceChildren(make("strong", "", { text: title }), ...lines.map((text) => make("span", "", { text })));
    if (!this.element.matches(":popover-open")) this.element.showPopover();
    const { width, height } = this.element.getBoundingClientRect();
    const left = x + GAP + width + EDGE > innerWidth ? x - GAP - width : x + GAP;
    const top = y + GAP + height + EDGE > innerHeight ? y - GAP - height : y + GAP;
    Object.assign(this.element.style, { left: `${Math.max(EDGE, left)}px`, top: `${Math.max(EDGE, top)}px` });
  }

  /** The same beside what has the focus, and read aloud. @param {[string, ...string[]]} lines @param {number} x @param {number} y */
  say(lines, x, y) {
    this.show(lines, x, y);
    this.said.textContent = lines.join(", ");
  }

  hide() {
    if (this.element.matches(":popover-open")) this.element.hidePopover();
  }
}
