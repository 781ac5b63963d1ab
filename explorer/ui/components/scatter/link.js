/**
 * Maps of the same link share what is under the pointer, what is selected and, of the same view, where they look, through
 * events on the document: no rerun, no server. Anything else on the page may listen to them, or send them, too.
 *
 * @typedef {{link: string, row: number | null, source: HTMLElement}} Hover  row null: nothing is hovered
 * @typedef {{link: string, mask: Uint8Array, source: HTMLElement}} Chosen  mask: 1 where a position is selected
 * @typedef {{link: string, view: string, sight: import("./plot.js").Sight, source: HTMLElement}} Looked  view: its id
 */

const HOVER = "explorer:hover";
const SELECT = "explorer:select";
const LOOK = "explorer:look";

/**
 * @param {string} name of the link
 * @param {HTMLElement} source the map that says it
 * @param {number | null} row
 */
export function sayHover(name, source, row) {
  say(HOVER, { link: name, row, source });
}

/**
 * @param {HTMLElement} self whose own events are not reported
 * @param {() => string | null} name of the link at the moment of an event
 * @param {(row: number | null) => void} hovered
 * @returns {() => void} stops listening
 */
export function onHover(self, name, hovered) {
  return listenFor(HOVER, self, name, ({ row }) => hovered(row));
}

/** @param {string} name @param {HTMLElement} source @param {Uint8Array} mask */
export function saySelection(name, source, mask) {
  say(SELECT, { link: name, mask, source });
}

/** @param {HTMLElement} self @param {() => string | null} name @param {(mask: Uint8Array) => void} chosen */
export function onSelection(self, name, chosen) {
  return listenFor(SELECT, self, name, ({ mask }) => chosen(mask));
}

/** @param {string} name @param {HTMLElement} source @param {string} view @param {import("./plot.js").Sight} sight */
export function sayLook(name, source, view, sight) {
  say(LOOK, { link: name, view, sight, source });
}

/** @param {HTMLElement} self @param {() => string | null} name @param {(looked: Looked) => void} looked */
export function onLook(self, name, looked) {
  return listenFor(LOOK, self, name, looked);
}

function say(event, detail) {
  document.dispatchEvent(new CustomEvent(event, { detail }));
}

function listenFor(event, self, name, heard) {
  const listen = ({ detail }) => {
    if (detail.source !== self && detail.link && detail.link === name()) heard(detail);
  };
  document.addEventListener(event, listen);
  return () => document.removeEventListener(event, listen);
}
