/**
 * Which positions are selected, and how that came about: set operations with undo. Nothing here knows of the screen.
 *
 * @typedef {"replace" | "add" | "subtract" | "intersect"} Mode
 */

const STEPS = 50; // kept for undo; of a million rows each is 125 kB

export class Selection {
  /** @type {Uint8Array} 1: selected */
  mask;
  count = 0;
  /** @type {Uint8Array[]} packed masks, oldest first */
  #past = [];

  /** @param {number} n */
  constructor(n) {
    this.mask = new Uint8Array(n);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  /** The selected positions in order. @returns {Uint32Array} */
  positions() {
    const out = new Uint32Array(this.count);
    let at = 0;
    for (let i = 0; i < this.mask.length; i++) if (this.mask[i]) out[at++] = i;
    return out;
  }

  /**
   * Brings a group of positions together with what is selected.
   * @param {Iterable<number>} positions
   * @param {Mode} mode
   * @returns {boolean} whether anything changed
   */
  combine(positions, mode) {
    const group = new Uint8Array(this.mask.length);
    for (const i of positions) group[i] = 1;
    const operations = {
      replace: (old, now) => now,
      add: (old, now) => old | now,
      subtract: (old, now) => old & ~now,
      intersect: (old, now) => old & now,
    };
    const operation = operations[mode];
    return this.#become(this.mask.map((old, i) => operation(old, group[i]) & 1));
  }

  /**
   * Selects what was not selected, within what can be seen.
   * @param {Uint8Array | null} visible null: everything
   */
  invert(visible) {
    return this.#become(this.mask.map((old, i) => (visible && !visible[i] ? 0 : 1 - old)));
  }

  clear() {
    return this.#become(new Uint8Array(this.mask.length));
  }

  undo() {
    const last = this.#past.pop();
    if (!last) return false;
    this.#set(unpack(last, this.mask.length));
    return true;
  }

  /** Takes over a selection made elsewhere, which can be undone like one's own. @param {Uint8Array} mask */
  adopt(mask) {
    return this.#become(mask.map((value) => (value ? 1 : 0)));
  }

  #become(mask) {
    if (sameMask(mask, this.mask)) return false;
    this.#past.push(pack(this.mask));
    if (this.#past.length > STEPS) this.#past.shift();
    this.#set(mask);
    return true;
  }

  #set(mask) {
    this.mask = mask;
    this.count = mask.reduce((sum, value) => sum + value, 0);
  }
}

/** Whether two masks take the same positions. @param {Uint8Array | null} a @param {Uint8Array | null} b */
export function sameMask(a, b) {
  if (a === b) return true;
  return a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]);
}

/**
 * One bit a position, the first in the lowest bit of the first byte (numpy's `bitorder="little"`).
 * @param {Uint8Array} mask
 * @returns {Uint8Array}
 */
export function pack(mask) {
  const bytes = new Uint8Array(Math.ceil(mask.length / 8));
  for (let i = 0; i < mask.length; i++) if (mask[i]) bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}

/** @param {Uint8Array} bytes @param {number} n @returns {Uint8Array} what `pack` was given */
export function unpack(bytes, n) {
  const mask = new Uint8Array(n);
  for (let i = 0; i < n; i++) mask[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return mask;
}

/** The 85 characters that stand for a fifth of 32 bits each, as Python's `base64.b85decode` reads them. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/**
 * A mask as short text for the WebSocket: packed, deflated, in base 85 (a quarter longer than the bytes; base 64: a third).
 * @param {Uint8Array} mask
 * @returns {Promise<string>}
 */
export async function toText(mask) {
  const stream = new Blob([pack(mask)]).stream().pipeThrough(new CompressionStream("deflate"));
  return base85(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** @param {Uint8Array} bytes @returns {string} */
export function base85(bytes) {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const words = [];
  for (let at = 0; at < padded.length; at += 4) {
    let rest = view.getUint32(at);
    let word = "";
    for (let digit = 0; digit < 5; digit++) {
      word = DIGITS[rest % 85] + word;
      rest = Math.floor(rest / 85);
    }
    words.push(word);
  }
  // Each byte that was added for a full four takes one character with it.
  return words.join("").slice(0, words.length * 5 - (padded.length - bytes.length));
}
