/**
 * A map that is still being laid out: asks for its frames, one after the other, while somebody can see them.
 *
 * A frame's bytes are five uint32 (rows, axes, rounds done, rounds in all, milliseconds since the first) and then the
 * axes, float32.
 *
 * @typedef {object} Spec
 * @property {string} id digest of the projection
 * @property {string} name
 * @property {2 | 3} dims
 * @property {string} frames address
 * @property {string[]} titles of the axes
 * @property {string} caption
 *
 * @typedef {{cloud: import("./pick.js").Cloud, done: number, total: number, seconds: number}} Frame
 */

import { get } from "./columns.js";

const HEADER = 5; // numbers
const PAUSE = 120; // ms between two frames
const PATIENCE = 150; // ms between two questions while there is no frame yet

export class Growing {
  /** @type {Spec | null} */
  spec = null;

  /** @param {(spec: Spec, frame: Frame) => Promise<void>} draw */
  constructor(draw) {
    this.draw = draw;
  }

  /** @param {Spec | null} spec null: none any more */
  follow(spec) {
    if (spec?.id === this.spec?.id) return;
    this.spec = spec;
    if (spec && !matchMedia("(prefers-reduced-motion: reduce)").matches) void this.#watch(spec);
  }

  async #watch(spec) {
    let done = 0;
    while (this.spec === spec) {
      await new Promise((resolve) => setTimeout(resolve, done ? PAUSE : PATIENCE));
      if (document.hidden || this.spec !== spec) continue;
      const frame = await next(spec, done);
      if (!frame || this.spec !== spec) continue;
      done = frame.done;
      await this.draw(spec, frame);
    }
  }
}

/** @param {Frame} frame @returns {string} how far it is, in words */
export function howFar({ done, total, seconds }) {
  const left = Math.ceil((seconds / done) * (total - done));
  return `round ${done} of ${total}${seconds > 0.5 ? `, about ${left} s left` : ""}`;
}

/** @returns {Promise<Frame | null>} null: none after so many rounds, or the server doesn't answer just now */
async function next(spec, done) {
  let response;
  try {
    response = await get(`${spec.frames}?after=${done}`);
  } catch {
    return null; // the page itself says what is wrong
  }
  return response.status === 204 ? null : decoded(await response.arrayBuffer());
}

/** @param {ArrayBuffer} buffer @returns {Frame} */
function decoded(buffer) {
  const [n, dims, done, total, milliseconds] = new Uint32Array(buffer, 0, HEADER);
  const [x, y, z] = Array.from({ length: dims }, (_, axis) => new Float32Array(buffer, 4 * (HEADER + axis * n), n));
  return { cloud: { x, y, z: z ?? null }, done, total, seconds: milliseconds / 1000 };
}
