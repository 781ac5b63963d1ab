/**
 * Many buttons that are one tab stop. They stand in lists, lists beside each other: arrow keys lead along a list and from
 * one list to the next, Home and End to the first list and the last.
 */

const STEPS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", -1], ArrowDown: ["y", 1] };

export class Roving {
  /** @type {Element | null} the one that the Tab key reaches */
  #stop = null;

  /**
   * @param {Element} element holds them all
   * @param {() => (HTMLElement | SVGElement)[][]} lists made with a tabindex of -1; none is empty
   * @param {"x" | "y"} along which way a list goes
   */
  constructor(element, lists, along) {
    Object.assign(this, { lists, along });
    element.addEventListener("focusin", ({ target }) => this.settle(/** @type {Element} */ (target)));
    element.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** Others may be in the document: sees to it that the Tab key reaches exactly one. @param {Element | null} [wanted] */
  settle(wanted = this.#stop) {
    const all = this.lists().flat();
    const stop = all.find((one) => one === wanted) ?? all[0] ?? null;
    if (stop === this.#stop) return;
    this.#stop?.setAttribute("tabindex", "-1");
    stop?.setAttribute("tabindex", "0");
    this.#stop = stop;
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const lists = this.lists();
    const list = lists.findIndex((one) => one.includes(event.target));
    const next = list < 0 ? undefined : this.#next(event.key, lists, list, lists[list].indexOf(event.target));
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  /** Where a key leads to; at the ends it stays. Undefined: the key is none of ours. */
  #next(key, lists, list, at) {
    if (key === "Home") return lists[0][0];
    if (key === "End") return lists[lists.length - 1][0];
    const [way, by] = STEPS[key] ?? [];
    if (!way) return undefined;
    if (way === this.along) return lists[list][at + by] ?? lists[list][at];
    const other = lists[list + by] ?? lists[list];
    return other[Math.min(at, other.length - 1)];
  }
}
