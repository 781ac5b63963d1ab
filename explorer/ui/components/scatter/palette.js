/**
 * Colours of groups and numbers. A group's colour depends on its code alone, so it stays the same from one map to the
 * next and when others are filtered away.
 */

import { channels } from "./theme.js";

/**
 * Sixteen colours for the first groups: chosen greedily in OKLab for the largest smallest distance as seen with normal
 * vision, deuteranopia and protanopia (Machado et al. 2009), with contrast of 2 or more on white and 3 on near black,
 * and away from the grey that means noise.
 */
const FIRST = [
  "#3b82f6", "#f2802b", "#0b7f74", "#e86bc0", "#e0b41f", "#8a3fc4", "#d02e1e", "#54b66e",
  "#56b2fd", "#e21e7b", "#437200", "#f599a5", "#a5524f", "#ae5ea8", "#cc712b", "#cc4ad9",
];

/** Viridis in nine stops, without its darkest fifth, which drowns on a dark page. */
const RAMP = ["#433e85", "#38598c", "#2d708e", "#25858e", "#1e9b8a", "#2ab07f", "#52c569", "#86d549", "#c2df23"];

const STEPS = 64;

/** @param {boolean} dark @returns {string} noise and missing values */
export function grey(dark) {
  return dark ? "#5b606b" : "#b9bdc6";
}

/**
 * @param {number} code
 * @param {(string | number)[] | null | undefined} given by code a colour, or the code whose colour it has; codes beyond
 *     its end get ours
 * @returns {string} #rrggbb
 */
export function categoryColour(code, given) {
  if (given && code < given.length) {
    const wanted = given[code];
    return typeof wanted === "number" ? categoryColour(wanted, null) : wanted;
  }
  if (code < FIRST.length) return FIRST[code];
  const k = code - FIRST.length;
  // The golden angle never lands near an earlier hue soon; lightness and saturation alternate so that even hundreds
  // of neighbours in code differ in two ways.
  return hslHex((k * 137.508 + 20) % 360, [62, 48, 78][k % 3], [52, 66, 42][Math.floor(k / 2) % 3]);
}

/** The colours of a number, dark to light, as a table of `STEPS` entries. @returns {string[]} */
export function rampColours() {
  const table = [];
  for (let step = 0; step < STEPS; step++) {
    const place = (step / (STEPS - 1)) * (RAMP.length - 1);
    const low = Math.min(Math.floor(place), RAMP.length - 2);
    table.push(mix(RAMP[low], RAMP[low + 1], place - low));
  }
  return table;
}

/**
 * @param {string} colour #rrggbb
 * @param {string} other rgb(…), as the theme has it
 * @param {number} share of the other
 * @returns {string} #rrggbb
 */
export function mixColours(colour, other, share) {
  return mix(colour, "#" + channels(other).map(hex2).join(""), share);
}

/** @param {string} colour #rrggbb @returns {number[]} red, green and blue in 0..1 */
export function inNumbers(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
}

function mix(a, b, share) {
  const channel = (hex, at) => parseInt(hex.slice(at, at + 2), 16);
  return "#" + [1, 3, 5].map((at) => hex2(channel(a, at) * (1 - share) + channel(b, at) * share)).join("");
}

function hslHex(h, s, l) {
  const amplitude = (s / 100) * Math.min(l / 100, 1 - l / 100);
  const channel = (n) => {
    const k = (n + h / 30) % 12;
    return hex2(255 * (l / 100 - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

function hex2(value) {
  return Math.round(value).toString(16).padStart(2, "0");
}
