/**
 * Turns of the wheel over a 3-D map. Plotly's own zoom there goes by the time since its last frame: on a scene that is
 * being drawn all the time a turn of the wheel can come to nothing.
 */

const PER_PIXEL = 0.0016; // of the logarithm of the distance
const LINE = 16; // px that a wheel counting in lines means by one

/**
 * @param {HTMLElement} element
 * @param {() => boolean} wanted whether the wheel is ours now
 * @param {(factor: number) => Promise<unknown>} zoom above 1 goes nearer; not called again before it has ended
 * @returns {() => void} stops listening
 */
export function listenToWheel(element, wanted, zoom) {
  let turned = 0;
  let busy = false;
  const apply = async () => {
    busy = true;
    try {
      while (turned !== 0) {
        const factor = Math.exp(-turned * PER_PIXEL);
        turned = 0;
        await zoom(factor);
      }
    } finally {
      busy = false;
    }
  };
  const listen = (/** @type {WheelEvent} */ event) => {
    if (!wanted()) return;
    event.preventDefault();
    event.stopPropagation();
    turned += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    if (!busy) void apply();
  };
  element.addEventListener("wheel", listen, { capture: true, passive: false });
  return () => element.removeEventListener("wheel", listen, { capture: true });
}
