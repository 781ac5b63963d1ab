/**
 * The card beside a point: its picture, identity, row and every field. It lies in the browser's top layer (a popover),
 * so no container of the page clips it, and never leaves the window.
 *
 * @typedef {{name: string, text: string, colour: string | null}} Line
 * @typedef {{row: number, title: string, titleName: string, lines: Line[], stack: {at: number, of: number} | null,
 *            original?: string | null, selected?: boolean | null}} Content  original: address of the image itself;
 *     selected: null where rows can't be selected
 * @typedef {{left: number, top: number, right: number, bottom: number}} Rectangle
 * @typedef {"none" | "coming" | "preparing" | "unmade" | "failed" | HTMLImageElement} Picture
 */

import { iconButton, make } from "./dom.js";

const GAP = 14; // px between the point and the card
const EDGE = 8; // px kept free at the window's edges, and around what must not be covered

export class Card {
  /**
   * @param {HTMLElement} root where its element lives
   * @param {{close: () => void, step: (by: 1 | -1) => void, select: () => void}} actions
   */
  constructor(root, actions) {
    this.picture = make("a", "ee-card-picture", { attributes: { target: "_blank", rel: "noopener" } });
    this.select = make("button", "ee-card-select", { attributes: { type: "button" } });
    this.select.addEventListener("click", actions.select);
    this.title = make("div", "ee-card-title");
    this.row = make("div", "ee-card-row");
    this.lines = make("dl", "ee-card-lines");
    this.count = make("span", "ee-card-count");
    this.stack = make("div", "ee-card-stack", {}, [
      this.count,
      iconButton("ee-card-step", "Previous row here (Page Up)", "M10 3 5 8l5 5", () => actions.step(-1)),
      iconButton("ee-card-step", "Next row here (Page Down)", "m6 3 5 5-5 5", () => actions.step(1)),
    ]);
    const close = iconButton("ee-card-close", "Close (Escape)", "m4 4 8 8m0-8-8 8", actions.close);
    this.element = make("div", "ee-card", { attributes: { role: "group", "aria-label": "Row under the pointer" } }, [
      this.picture,
      make("div", "ee-card-text", {}, [this.title, this.row, this.lines, this.select]),
      this.stack,
      close,
    ]);
    if ("popover" in this.element) this.element.popover = "manual";
    root.append(this.element);
  }

  get shown() {
    return this.element.dataset.eeShown === "true";
  }

  /**
   * @param {Content} content
   * @param {Picture} picture
   */
  fill(content, picture) {
    this.title.textContent = content.title;
    this.title.hidden = content.title === "";
    const row = `row ${content.row.toLocaleString("en-US")}`;
    this.row.textContent = content.title && content.titleName ? `${content.titleName} · ${row}` : row;
    this.lines.replaceChildren(...content.lines.map(lineElement));
    this.stack.hidden = !content.stack;
    if (content.stack) this.count.textContent = `${content.stack.at} of ${content.stack.of} rows here`;
    this.select.hidden = content.selected === null || content.selected === undefined;
    this.select.textContent = content.selected ? "Selected: take it out" : "Select this row";
    this.element.dataset.eeRow = String(content.row);
    this.setPicture(picture);
    if (content.original) {
      this.picture.setAttribute("href", content.original);
      this.picture.title = "Open the image itself";
    } else {
      this.picture.removeAttribute("href");
      this.picture.title = "";
    }
  }

  /** @param {Picture} picture */
  setPicture(picture) {
    const image = picture instanceof HTMLImageElement ? picture : null;
    this.picture.hidden = picture === "none";
    this.picture.dataset.eePicture = image ? "shown" : String(picture);
    if (image) {
      if (this.picture.firstChild !== image) this.picture.replaceChildren(image);
    } else {
      const words = {
        preparing: "The picture is being prepared.",
        unmade: "The picture could not be made.",
        failed: "The picture could not be fetched.",
      };
      this.picture.textContent = words[picture] ?? "";
    }
  }

  /** @param {boolean} pinned */
  setPinned(pinned) {
    this.element.dataset.eePinned = String(pinned);
  }

  /**
   * Shows the card beside a point; unseen while that is scrolled out of the window, else it would cover what is there.
   * @param {{x: number, y: number, radius: number}} anchor in px of the window
   * @param {Rectangle[]} kept what it must not cover, in px of the window
   */
  show(anchor, kept) {
    if (!this.shown) {
      this.element.dataset.eeShown = "true";
      if (this.element.isConnected) this.element.showPopover?.();
    }
    const card = { width: this.element.offsetWidth, height: this.element.offsetHeight };
    const frame = { width: document.documentElement.clientWidth, height: window.innerHeight };
    this.element.dataset.eeAway = String(!within(anchor, frame));
    const { left, top } = beside(anchor, card, frame, kept);
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
  }

  hide() {
    if (!this.shown) return;
    this.element.dataset.eeShown = "false";
    delete this.element.dataset.eeRow;
    if (this.element.isConnected) this.element.hidePopover?.();
  }
}

/** Whether any of a point is in the window. */
function within({ x, y, radius }, { width, height }) {
  return x + radius > 0 && x - radius < width && y + radius > 0 && y - radius < height;
}

/**
 * Right of the point, else left, else below or above, whichever has more room; moved along the point where it would lie
 * on what is kept. Always inside the window; where there is no room clear of all that is kept, as if nothing were.
 * @param {{x: number, y: number, radius: number}} anchor
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} frame
 * @param {Rectangle[]} kept
 * @returns {{left: number, top: number}}
 */
export function beside({ x, y, radius }, card, frame, kept) {
  const reach = radius + GAP;
  const inside = (value, size, whole) => Math.max(EDGE, Math.min(value, whole - size - EDGE));
  const fits = (value, size, whole) => inside(value, size, whole) === value;
  const level = inside(y - card.height / 2, card.height, frame.height);
  const middle = inside(x - card.width / 2, card.width, frame.width);
  const sides = [x + reach, x - reach - card.width].filter((left) => fits(left, card.width, frame.width));
  const ends = [y + reach, y - reach - card.height];
  if (frame.height - y <= y) ends.reverse();
  const tops = near(level, kept.flatMap(({ top, bottom }) => [bottom + EDGE, top - EDGE - card.height]));
  const lefts = near(middle, kept.flatMap(({ left, right }) => [left - EDGE - card.width, right + EDGE]));
  const spots = [
    ...sides.flatMap((left) => tops.map((top) => ({ left, top }))),
    ...ends.filter((top) => fits(top, card.height, frame.height)).flatMap((top) => lefts.map((left) => ({ left, top }))),
  ];
  const clear = spots.find(
    ({ left, top }) =>
      fits(left, card.width, frame.width) && fits(top, card.height, frame.height) &&
      !kept.some((other) => left < other.right && left + card.width > other.left && top < other.bottom && top + card.height > other.top),
  );
  return clear ?? (sides.length ? { left: sides[0], top: level } : { left: middle, top: inside(ends[0], card.height, frame.height) });
}

/** A place and others to move to, the nearest first. @param {number} place @param {number[]} others */
function near(place, others) {
  return [place, ...others.sort((a, b) => Math.abs(a - place) - Math.abs(b - place))];
}

function lineElement({ name, text, colour }) {
  const swatch = make("i", "ee-swatch");
  if (colour) swatch.style.background = colour;
  else swatch.hidden = true;
  return make("div", "ee-card-line", {}, [
    make("dt", "", { text: name }),
    make("dd", "", {}, [swatch, make("span", "", { text })]),
  ]);
}
