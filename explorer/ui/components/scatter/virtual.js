/**
 * Lines of one height in a box that scrolls. Only those in sight, and a few around them, are in the document; a line that
 * scrolls out is filled again for one that comes in.
 */

import { make } from "./dom.js";

/** Browsers lay out nothing taller than 17 million px: longer lists scroll faster than the finger. */
const MOST_HEIGHT = 8_000_000; // px
/** Should a box without a style sheet grow with its content, the page must not freeze. */
const MOST_LINES = 240;
const SPARE = 0.5; // of the height in sight, kept ready above and below

export class VirtualLines {
  /** @type {Map<number, HTMLElement>} by the number of the line */
  #elements = new Map();
  #count = 0;
  #height = 1;
  #scale = 1;
  #view = 0;
  #frame = 0;
  #top = 0;
  /** The box was hidden: some browsers say then that it stands at its beginning. */
  #asleep = false;

  /**
   * @param {HTMLElement} scroller the box; what it holds already stands above the lines and is taken to stick there
   * @param {object} use
   * @param {() => HTMLElement} use.make an empty line
   * @param {(element: HTMLElement, line: number) => void} use.fill
   * @param {() => void} use.drawn other lines than before are in the document
   * @param {() => void} use.resized the box has another size
   */
  constructor(scroller, use) {
    Object.assign(this, { scroller, use });
    this.head = /** @type {HTMLElement | null} */ (scroller.firstElementChild);
    this.space = make("div", "ee-lines", { attributes: { role: "rowgroup" } });
    scroller.append(this.space);
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // In a frame of its own: new lines may change the size that is being told of.
    this.sizes = new ResizeObserver(() => {
      if (scroller.clientHeight === 0) this.#asleep = true;
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(use.resized);
    });
    this.sizes.observe(scroller);
  }

  /**
   * How many lines there are, and where to stand. Fills all lines in the document.
   * @param {{count: number, height: number, top: number}} layout heights in px
   */
  set({ count, height, top }) {
    this.#count = count;
    this.#height = height;
    const total = count * height;
    const shown = Math.min(total, MOST_HEIGHT);
    this.space.style.height = `${shown}px`;
    this.#measure();
    this.#scale = total > shown ? (total - this.#view) / (shown - this.#view) : 1;
    this.#goTo(top);
    if (this.#view > 0) this.#asleep = false;
    this.refill();
  }

  /** Goes to the first line, also while the box is hidden. */
  toStart() {
    this.scroller.scrollTop = 0;
    this.#top = 0;
  }

  /** Fills all lines in the document again. */
  refill() {
    for (const [line, element] of this.#elements) this.use.fill(element, line);
  }

  /** Drops all lines, when they are to be made another way. */
  clear() {
    for (const element of this.#elements.values()) element.remove();
    this.#elements.clear();
  }

  /** Px from the first line to the upper edge of what is in sight, or was before the box was hidden. */
  get top() {
    const { scrollTop, clientHeight } = this.scroller;
    // Our own setting of a long list's place comes back rounded.
    const moved = !this.#asleep && clientHeight > 0 && Math.abs(scrollTop - this.#top / this.#scale) >= 1;
    if (moved) this.#top = scrollTop * this.#scale;
    return this.#top;
  }

  /** The first line that is wholly in sight. */
  get first() {
    return Math.min(Math.ceil(this.top / this.#height), Math.max(0, this.#count - 1));
  }

  /** How many whole lines are in sight, at least one. */
  get page() {
    return Math.max(1, Math.floor(this.#view / this.#height));
  }

  /** @param {number} line @returns {HTMLElement | null} null: it is not in the document */
  element(line) {
    return this.#elements.get(line) ?? null;
  }

  /** Scrolls no further than it takes to have a line wholly in sight. @param {number} line */
  reveal(line) {
    this.#measure();
    const above = line * this.#height;
    const below = above + this.#height - this.#view;
    this.#goTo(Math.max(Math.min(this.top, above), below));
  }

  destroy() {
    this.sizes.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #measure() {
    const { clientHeight } = this.scroller;
    this.#view = Math.max(0, clientHeight - (this.head?.offsetHeight ?? 0));
  }

  #goTo(top) {
    this.#top = Math.max(0, Math.min(top, this.#count * this.#height - this.#view));
    this.scroller.scrollTop = this.#top / this.#scale;
    this.#draw();
  }

  #scrolled() {
    this.#measure();
    this.#draw();
  }

  #draw() {
    if (this.#view === 0) return;
    const { top } = this;
    const spare = this.#view * SPARE;
    const first = Math.max(0, Math.floor((top - spare) / this.#height));
    const wanted = Math.min(this.#count, Math.ceil((top + this.#view + spare) / this.#height));
    this.#bring(first, Math.min(wanted, first + MOST_LINES));
    const shift = this.#scale === 1 ? 0 : this.scroller.scrollTop - top;
    for (const [line, element] of this.#elements) element.style.top = `${line * this.#height + shift}px`;
    this.use.drawn();
  }

  /** Has the lines first … end - 1 in the document, in order, and of the others none but the one with the focus. */
  #bring(first, end) {
    const { free, held } = this.#release(first, end);
    for (let line = end - 1; line >= first; line--) {
      if (this.#elements.has(line)) continue;
      const element = free.pop() ?? this.use.make();
      const next = this.#elements.get(line + 1) ?? (held > line ? this.#elements.get(held) : null);
      this.space.insertBefore(element, next ?? null);
      this.#elements.set(line, element);
      this.use.fill(element, line);
    }
    for (const element of free) element.remove();
  }

  #release(first, end) {
    const focused = /** @type {Document | ShadowRoot} */ (this.scroller.getRootNode()).activeElement;
    const free = [];
    let held = -1;
    for (const [line, element] of this.#elements) {
      if (line >= first && line < end) continue;
      if (line < this.#count && focused && element.contains(focused)) {
        held = line;
        continue;
      }
      free.push(element);
      this.#elements.delete(line);
    }
    return { free, held };
  }
}
