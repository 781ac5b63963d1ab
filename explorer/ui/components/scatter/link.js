/**
 * Maps of the same link share what is under the pointer, through an event on the document: no rerun, no server.
 * Anything else on the page may listen to it, or send it, too.
 */

const EVENT = "explorer:hover";

/** @typedef {{link: string, row: number | null, source: HTMLElement}} Hover  row null: nothing is hovered */

/**
 * @param {string} name of the link
 * @param {HTMLElement} source the map that says it
 * @param {number | null} row
 */
export function sayHover(name, source, row) {
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { link: name, row, source } }));
}

/**
 * @param {HTMLElement} self whose own events are not reported
 * @param {() => string | null} name of the link at the moment of an event
 * @param {(row: number | null) => void} hovered
 * @returns {() => void} stops listening
 */
export function onHover(self, name, hovered) {
  const listen = (/** @type {CustomEvent<Hover>} */ event) => {
    const { link, row, source } = event.detail;
    if (source !== self && link && link === name()) hovered(row);
  };
  document.addEventListener(EVENT, listen);
  return () => document.removeEventListener(EVENT, listen);
}
