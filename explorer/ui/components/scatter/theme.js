/**
 * Streamlit's theme as it reaches a component: CSS custom properties, which change without an event.
 *
 * @typedef {{text: string, background: string, dark: boolean}} Theme  colours as the browser resolves them: rgb(…)
 */

/**
 * @param {HTMLElement} probe an element styled with the theme's `color` and `background-color`
 * @returns {Theme}
 */
export function readTheme(probe) {
  const style = getComputedStyle(probe);
  const background = style.backgroundColor;
  return { text: style.color, background, dark: luminance(background) < 0.4 };
}

/**
 * Calls back when the probe's resolved colours change. Its CSS gives it a one-millisecond colour transition, whose end
 * is the one event a browser fires when a custom property takes another value somewhere above.
 * @param {HTMLElement} probe
 * @param {() => void} changed
 * @returns {() => void} stops watching
 */
export function watchTheme(probe, changed) {
  probe.addEventListener("transitionend", changed);
  return () => probe.removeEventListener("transitionend", changed);
}

function luminance(rgb) {
  const [r, g, b] = channels(rgb);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** @param {string} rgb @returns {number[]} red, green, blue, 0 to 255 */
export function channels(rgb) {
  const found = rgb.match(/[\d.]+/g)?.map(Number) ?? [];
  // "color(srgb 0.1 …)", which a browser may answer for colours written in newer ways, counts from 0 to 1.
  const scale = rgb.startsWith("color(") ? 255 : 1;
  return found.length >= 3 ? found.slice(0, 3).map((value) => value * scale) : [255, 255, 255];
}
