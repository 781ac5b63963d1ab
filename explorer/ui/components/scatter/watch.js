/** Follows the view frame by frame while it moves; plotly's camera swings on after its last event. */

import { sameMatrix } from "./screen.js";

const STILL = 400; // ms without a change after which the view is taken to rest

export class Watch {
  #until = 0;
  #running = false;
  #matrix = null;

  /**
   * @param {() => import("./screen.js").Matrix | null} look
   * @param {(matrix: import("./screen.js").Matrix) => void} moved
   */
  constructor(look, moved) {
    this.look = look;
    this.moved = moved;
  }

  /** Something may move the view from now on. */
  keep() {
    this.#until = performance.now() + STILL;
    if (this.#running) return;
    this.#running = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    const matrix = this.look();
    if (matrix && !sameMatrix(matrix, this.#matrix)) {
      this.#matrix = matrix;
      this.#until = performance.now() + STILL;
      this.moved(matrix);
    }
    this.#running = performance.now() < this.#until;
    if (this.#running) requestAnimationFrame(() => this.#frame());
  }
}
