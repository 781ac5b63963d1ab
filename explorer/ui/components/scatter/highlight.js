/**
 * Groups lifted out of the rest: up to twelve, each in a colour that stays its own while it is chosen.
 *
 * @typedef {Record<string, number>} Slots  code of a group -> number of its colour, as it is kept and sent
 */

import { categoryColour } from "./palette.js";

/** As many colours as are told apart at a glance: those that begin our palette, where they were chosen to be. */
export const MOST = 12;

/**
 * Chooses a group, or lets it go.
 * @param {Slots} slots
 * @param {number} code
 * @returns {Slots | null} null: all colours are taken
 */
export function toggle(slots, code) {
  const { [code]: had, ...rest } = slots;
  if (had !== undefined) return rest;
  const taken = new Set(Object.values(slots));
  if (taken.size >= MOST) return null;
  // A group that has one of these colours anyway keeps it.
  let slot = code < MOST && !taken.has(code) ? code : 0;
  while (taken.has(slot)) slot++;
  return { ...slots, [code]: slot };
}

/**
 * @param {Slots} slots
 * @param {number} code
 * @returns {string | null} null: not chosen
 */
export function highlightColour(slots, code) {
  return slots[code] === undefined ? null : categoryColour(slots[code], null);
}

/** Why a group more is not highlighted. @returns {string} */
export function tooMany() {
  return `${MOST} groups can be highlighted at once, so that their colours stay clear. Let one go first.`;
}
