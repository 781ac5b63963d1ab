/** What stands beside the map, one thing at a time: the legend, the filters, the selected rows. */

import { make } from "./dom.js";

let made = 0;

export class Panel {
  /**
   * @param {Record<string, {label: string, element: HTMLElement}>} tabs
   * @param {(name: string) => void} opened
   */
  constructor(tabs, opened) {
    this.opened = opened;
    this.tabs = tabs;
    this.buttons = {};
    const panel = ++made;
    for (const [name, { label, element }] of Object.entries(tabs)) {
      element.id = `ee-panel-${panel}-${name}`;
      element.setAttribute("role", "tabpanel");
      element.setAttribute("aria-label", label);
      const button = make("button", "ee-tab", { text: label, attributes: { type: "button", role: "tab", "aria-controls": element.id } });
      button.addEventListener("click", () => this.open(name));
      button.addEventListener("keydown", (event) => this.#key(event, name));
      this.buttons[name] = button;
    }
    this.bar = make("div", "ee-tabs", { attributes: { role: "tablist", "aria-label": "Beside the map" } }, Object.values(this.buttons));
    this.element = make("aside", "ee-panel", {}, [this.bar, ...Object.values(tabs).map(({ element }) => element)]);
    this.open(Object.keys(tabs)[0]);
  }

  /** @param {string} name */
  open(name) {
    this.current = name;
    for (const [other, { element }] of Object.entries(this.tabs)) {
      element.hidden = other !== name;
      this.buttons[other].setAttribute("aria-selected", String(other === name));
      this.buttons[other].tabIndex = other === name ? 0 : -1;
    }
    this.opened(name);
  }

  /** Gives the focus to the tab of what is open. */
  focus() {
    this.buttons[this.current].focus({ preventScroll: true });
  }

  /** @param {string} name @param {string} label */
  rename(name, label) {
    this.buttons[name].textContent = label;
  }

  #key(event, name) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = Object.keys(this.tabs);
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    this.open(next);
    this.buttons[next].focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
