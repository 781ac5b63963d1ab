/** Maps of the same link and the same view look at the same place: who moves one moves all. */

import { onLook, sayLook } from "./link.js";

export class Together {
  /** The sight taken over last: what comes of it is no news. */
  #taken = "";
  /** @type {import("./plot.js").Sight | null} */
  #next = null;
  #busy = false;

  /**
   * @param {HTMLElement} root
   * @param {() => {link: string | null, view: string} | null} subject
   * @param {() => import("./plot.js").Plot | null} plot
   * @param {(move: (plot: import("./plot.js").Plot) => Promise<void>) => Promise<unknown>} aim
   */
  constructor(root, subject, plot, aim) {
    Object.assign(this, { root, subject, plot, aim });
    this.stop = onLook(root, () => subject()?.link ?? null, ({ view, sight }) => view === subject()?.view && this.#take(sight));
  }

  /** The view is another than a frame ago: says so where a person did it here. */
  moved() {
    const { link, view } = this.subject() ?? {};
    if (!link || !this.root.matches(":hover, :focus-within")) return;
    const sight = this.plot()?.sight();
    if (!sight || JSON.stringify(sight) === this.#taken) return;
    this.#taken = "";
    sayLook(link, this.root, view, sight);
  }

  #take(sight) {
    this.#next = sight;
    if (!this.#busy) void this.#follow();
  }

  /** One step at a time, and always to where the other is by then. */
  async #follow() {
    this.#busy = true;
    try {
      while (this.#next) {
        const sight = this.#next;
        this.#next = null;
        this.#taken = JSON.stringify(sight);
        await this.aim((plot) => plot.lookAt(sight));
      }
    } finally {
      this.#busy = false;
    }
  }
}
