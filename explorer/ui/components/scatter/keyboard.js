/** The keys of a focused map. */

/** Where arrow keys lead: to the right, and down. @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OWN_KEYS = "input, select, textarea, .ee-legend-list";

/**
 * @typedef {object} Actions each returns false when it has nothing to do, and the key is left to the page
 * @property {(direction: [number, number]) => boolean} go
 * @property {() => boolean} pin
 * @property {() => boolean} unpin
 * @property {(by: 1 | -1) => boolean} step through the rows at the same place
 * @property {() => boolean} fit
 * @property {(factor: number) => boolean} zoom
 * @property {() => boolean} undo
 */

/**
 * @param {HTMLElement} element
 * @param {Actions} actions
 */
export function listenToKeys(element, actions) {
  element.addEventListener("keydown", (event) => {
    const undoes = (event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches(OWN_KEYS);
    if (!undoes && (event.altKey || event.ctrlKey || event.metaKey)) return;
    if (undoes ? actions.undo() : act(event, actions)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}

function act({ key, target }, actions) {
  // What is typed or chosen in a field, and scrolled in a list, is no command to the map.
  if (target.matches(OWN_KEYS)) return key === "Escape" && actions.unpin();
  // On one of our own buttons Enter presses it.
  const onButton = target instanceof HTMLButtonElement;
  if (key in ARROWS && !onButton) return actions.go(ARROWS[key]);
  if (key === "Enter" && !onButton) return actions.pin();
  if (key === "Escape") return actions.unpin();
  if (key === "PageDown") return actions.step(1);
  if (key === "PageUp") return actions.step(-1);
  if (key === "Home") return actions.fit();
  if (key === "+" || key === "=") return actions.zoom(1.4);
  if (key === "-") return actions.zoom(1 / 1.4);
  return false;
}
