/**
 * Thumbnails, one small request each, decoded before they are shown.
 *
 * @typedef {{size: number, batches: (string | null)[]}} Thumbs  position i is `batches[floor(i / size)]/(i % size)`; a
 *     batch that is not made yet is null
 */

/** Decoded pictures kept: of 96 px each, about 10 MB. */
const KEEP = 300;

export class Pictures {
  /** @type {Thumbs | null} */
  thumbs = null;
  /** @type {Map<string, {image: HTMLImageElement, promise: Promise<HTMLImageElement>, ready: boolean}>} */
  #kept = new Map();

  /** @param {number} i @returns {string | null} null: there is none, or not yet */
  address(i) {
    if (!this.thumbs) return null;
    const { size, batches } = this.thumbs;
    const prefix = batches[Math.floor(i / size)];
    return prefix ? `${prefix}/${i % size}` : null;
  }

  /** @param {number} i @returns {HTMLImageElement | null} the picture if it can be shown at once */
  ready(i) {
    const entry = this.#kept.get(this.address(i) ?? "");
    return entry?.ready ? entry.image : null;
  }

  /**
   * @param {number} i a position that has an address
   * @returns {Promise<HTMLImageElement>} decoded; rejects when it could not be fetched
   */
  load(i) {
    const url = this.address(i);
    let entry = this.#kept.get(url);
    if (entry) this.#kept.delete(url);
    else entry = this.#fetch(url);
    this.#kept.set(url, entry);
    if (this.#kept.size > KEEP) this.#kept.delete(this.#kept.keys().next().value);
    return entry.promise;
  }

  /** Fetches what may be wanted next, when the browser has nothing better to do. @param {number[]} positions */
  prefetch(positions) {
    const wanted = positions.filter((i) => this.address(i) && !this.#kept.has(this.address(i)));
    if (wanted.length === 0) return;
    const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 60));
    // A failed guess is no news: the card says so if that row is ever asked for.
    whenIdle(() => wanted.forEach((i) => this.address(i) && this.load(i).catch(() => undefined)));
  }

  #fetch(url) {
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.src = url;
    const entry = { image, ready: false, promise: null };
    entry.promise = image.decode().then(
      () => {
        entry.ready = true;
        return image;
      },
      (error) => {
        this.#kept.delete(url);
        throw error;
      },
    );
    return entry;
  }
}
