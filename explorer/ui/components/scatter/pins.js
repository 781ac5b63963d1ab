/** The pinned row, between the map and its page: each hears the other, neither its own echo. */

export class Pins {
  #given = null;
  #sent = [];

  /** @param {(i: number | null) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  /** @param {number | null} i pinned by the person */
  send(i) {
    this.#sent.push(i);
    this.tell(i);
  }

  /**
   * The page's pin counts when it says something new, not when it echoes an earlier one of ours.
   * @param {{pinned?: number | null, n: number}} data
   * @returns {number | null | undefined} what to pin; undefined: leave it as it is
   */
  take({ pinned = null, n }) {
    if (pinned === this.#given) return undefined;
    this.#given = pinned;
    const echo = this.#sent.indexOf(pinned);
    if (echo >= 0) {
      this.#sent.splice(0, echo + 1);
      return undefined;
    }
    return pinned !== null && pinned < n ? pinned : null;
  }
}
