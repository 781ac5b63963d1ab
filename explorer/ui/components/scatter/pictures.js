/**
 * Thumbnails, one small request each, decoded before they are shown.
 *
 * @typedef {{pack: Blob, offsets: Uint32Array}} Opened a batch that is here as a whole, as in a saved page: its picture k
 *     is `pack` from `offsets[k]` to `offsets[k + 1]`
 * @typedef {object} Thumbs
 * @property {number} size pictures a batch: position i is number `i % size` of batch `floor(i / size)`
 * @property {(string | null)[]} [batches] addresses to which "/" and the number is added; null: not made yet
 * @property {number[]} [failed] numbers of the batches that could not be made
 * @property {([string, string] | null)[]} [packs] addresses of whole batches, their pictures end to end and their offsets,
 *     for a page that is saved
 * @property {(Opened | null)[]} [opened] instead of addresses; null: not here yet
 */

/** Decoded pictures kept: of 96 px each, about 10 MB. */
const KEEP = 300;

export class Pictures {
  /** @type {Thumbs | null} */
  thumbs = null;
  /** @type {Map<string, {image: HTMLImageElement, promise: Promise<HTMLImageElement>, ready: boolean}>} */
  #kept = new Map();
  /** @type {WeakMap<Opened, (string | undefined)[]>} addresses made for pictures that are here already */
  #made = new WeakMap();

  /** @param {number} i @returns {string | null} null: there is none, or not yet */
  address(i) {
    if (!this.thumbs) return null;
    const { size, batches, opened } = this.thumbs;
    const batch = Math.floor(i / size);
    if (opened) return opened[batch] && this.#within(opened[batch], i % size);
    const prefix = batches[batch];
    return prefix ? `${prefix}/${i % size}` : null;
  }

  /** Whether there will never be a picture, though there should be. @param {number} i */
  failed(i) {
    return this.thumbs?.failed?.includes(Math.floor(i / this.thumbs.size)) ?? false;
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

  #within(batch, k) {
    const made = this.#made.get(batch) ?? [];
    this.#made.set(batch, made);
    made[k] ??= URL.createObjectURL(batch.pack.slice(batch.offsets[k], batch.offsets[k + 1], "image/webp"));
    return made[k];
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
