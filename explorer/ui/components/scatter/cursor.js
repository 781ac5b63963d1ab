/**
 * Keyboard and pointer in a list of rows: one of its items is the tab stop, arrow keys go from there, the row under the
 * pointer or with the focus is told of. An item is a focusable element with its number in `data-ee-at`.
 *
 * @typedef {object} Items
 * @property {() => number} count
 * @property {() => number} columns items beside each other
 * @property {() => number} page items in sight
 * @property {() => number} first item wholly in sight
 * @property {(at: number) => HTMLElement | null} element null: it is not in the document
 * @property {(at: number) => void} reveal scrolls there, so that `element` has it
 * @property {(at: number) => number} position of the row
 */

export class Cursor {
  #at = 0;
  /** @type {HTMLElement | null} the one that the Tab key reaches */
  #stop = null;
  /** @type {number | null} position that was last told of */
  #told = null;
  #pointer = { x: NaN, y: NaN };
  #pointed = false;

  /**
   * @param {HTMLElement} scroller holds the items
   * @param {Items} items
   * @param {{go: (i: number, event: Event) => void, hover: (i: number | null) => void}} actions on positions
   */
  constructor(scroller, items, actions) {
    Object.assign(this, { items, actions });
    scroller.addEventListener("click", (event) => this.#press(event));
    scroller.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !this.#key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    scroller.addEventListener("focusin", (event) => {
      const at = atOf(event);
      if (at === null) return;
      this.#at = at;
      this.settle();
      this.#tell(at, false);
    });
    scroller.addEventListener("focusout", () => this.#tell(null, false));
    scroller.addEventListener("pointermove", (event) => this.#point(event));
    scroller.addEventListener("pointerleave", () => this.#tell(null, true));
    // What lies under a pointer that rests is another row now.
    scroller.addEventListener("scroll", () => this.#pointed && this.#tell(null, true), { passive: true });
  }

  /** The rows are others: starts from the first again. */
  reset() {
    this.#at = 0;
    this.#tell(null, true);
    this.settle();
  }

  /** Other items are in the document: sees to it that the Tab key reaches exactly one. */
  settle() {
    const { count, element, first } = this.items;
    const stop = count() === 0 ? null : element(Math.min(this.#at, count() - 1)) ?? element(first());
    if (stop === this.#stop) return;
    if (this.#stop) this.#stop.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
    this.#stop = stop;
  }

  /** Nothing is hovered any more. */
  destroy() {
    this.#tell(null, true);
  }

  #point(event) {
    const { clientX: x, clientY: y, pointerType } = event;
    // A finger means to scroll. Browsers also report a pointer that rests while the page moves under it.
    if (pointerType === "touch" || (x === this.#pointer.x && y === this.#pointer.y)) return;
    this.#pointer = { x, y };
    this.#tell(atOf(event), true);
  }

  #press(event) {
    const at = atOf(event);
    if (at !== null) this.actions.go(this.items.position(at), event);
  }

  #key(event) {
    const at = atOf(event);
    if (at === null) return false;
    if (event.key === "Enter" || event.key === " ") {
      // A button presses itself.
      if (event.target instanceof HTMLButtonElement) {
        event.stopPropagation();
        return false;
      }
      this.actions.go(this.items.position(at), event);
      return true;
    }
    const next = this.#next(event.key, at);
    if (next === null) return false;
    this.items.reveal(next);
    this.items.element(next)?.focus({ preventScroll: true });
    return true;
  }

  /** The item that a key leads to; null: the key is none of ours. */
  #next(key, at) {
    const [count, columns, page] = [this.items.count(), this.items.columns(), this.items.page()];
    const sideways = columns > 1 ? { ArrowLeft: at - 1, ArrowRight: at + 1 } : {};
    const upright = { ArrowUp: at - columns, ArrowDown: at + columns, PageUp: at - page, PageDown: at + page };
    const next = { ...sideways, ...upright, Home: 0, End: count - 1 }[key];
    if (next === undefined) return null;
    if (next < 0) return key === "PageUp" ? at % columns : at;
    if (next < count) return next;
    // Below the end of a full column there may still be a line.
    const lastLine = Math.floor((count - 1) / columns) === Math.floor(at / columns);
    return key === "ArrowRight" || lastLine ? at : count - 1;
  }

  #tell(at, pointed) {
    const i = at === null ? null : this.items.position(at);
    this.#pointed = pointed && i !== null;
    if (i === this.#told) return;
    this.#told = i;
    this.actions.hover(i);
  }
}

function atOf(event) {
  const item = event.target.closest?.("[data-ee-at]");
  return item ? Number(item.dataset.eeAt) : null;
}
