/** Building elements. Text only ever goes in as text. */

/**
 * @param {string} tag
 * @param {string} className
 * @param {{text?: string, label?: string, attributes?: Record<string, string>}} [options]
 * @param {(Node | null)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, className, { text, label, attributes } = {}, children = []) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  if (label) {
    element.setAttribute("aria-label", label);
    element.title = label;
  }
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Draws anew what may have the focus, which then goes to what has taken its place.
 * @param {HTMLElement} element holds all of it
 * @param {string[]} names of attributes that tell its parts apart
 * @param {() => void} draw
 */
export function keepFocus(element, names, draw) {
  const focused = /** @type {Document | ShadowRoot} */ (element.getRootNode()).activeElement;
  const marks = element.contains(focused) ? names.filter((name) => focused.hasAttribute(name)) : [];
  const place = marks.map((name) => `[${name}="${CSS.escape(focused.getAttribute(name))}"]`).join("");
  draw();
  if (place && !focused.isConnected) /** @type {HTMLElement | null} */ (element.querySelector(place))?.focus({ preventScroll: true });
}

/**
 * A button with a drawn sign instead of words.
 * @param {string} className
 * @param {string} label what it does
 * @param {string} path of a 16 by 16 px drawing
 * @param {() => void} pressed
 * @returns {HTMLButtonElement}
 */
export function iconButton(className, label, path, pressed) {
  const button = /** @type {HTMLButtonElement} */ (make("button", className, { label, attributes: { type: "button" } }));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  button.append(svg);
  button.addEventListener("click", pressed);
  return button;
}
