/**
 * Points on their way from one projection to the next.
 *
 * @typedef {import("./pick.js").Cloud} Cloud
 */

const DURATION = 600; // ms

/**
 * @param {number} cost milliseconds one drawing takes
 * @returns {boolean} false: too slow, unwanted or unseen, so that the points should jump
 */
export function canGlide(cost) {
  return cost < DURATION / 2 && !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Time decides where the points are, not the number of frames: a large map shows fewer frames in the same time.
 * @param {Cloud} from
 * @param {Cloud} to
 * @param {(cloud: Cloud) => Promise<void>} draw
 * @param {() => boolean} cancelled true: stop where the points are
 */
export async function glide(from, to, draw, cancelled) {
  await nextFrame();
  const start = performance.now();
  await nextFrame();
  for (let share = 0; share < 1 && !cancelled(); ) {
    share = (performance.now() - start) / DURATION;
    if (share < 1) await draw(between(from, to, ease(share)));
    await nextFrame();
  }
  if (!cancelled()) await draw(to);
}

/**
 * A movement of the view, in as many steps as there are frames.
 * @param {(share: number) => Promise<unknown>} step from 0 to 1, the last one always 1 unless it is given up
 * @param {() => boolean} givenUp
 */
export async function inSteps(step, givenUp) {
  const start = performance.now();
  for (let share = 0; share < 1 && !givenUp(); ) {
    await nextFrame();
    share = Math.min(1, (performance.now() - start) / DURATION);
    await step(ease(share));
  }
}

/** @param {Cloud} from @param {Cloud} to @param {number} share @returns {Cloud} */
export function between(from, to, share) {
  const mix = (a, b) => a.map((value, i) => value + (b[i] - value) * share);
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), z: to.z && mix(from.z, to.z) };
}

function ease(t) {
  return t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2;
}

/** When what was drawn is on screen: what is done only then, doesn't keep a person waiting for it. */
export async function afterFrame() {
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve));
}

/** A tab that goes into the background gets no frames; the timer lets the glide end there. */
function nextFrame() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
