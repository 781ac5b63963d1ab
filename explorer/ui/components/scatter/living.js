/**
 * What Streamlit calls anew at each rerun, on the same `parentElement`, as one thing that lives on until its element is gone.
 *
 * @typedef {{data: any, key: string, name: string, parentElement: HTMLElement | ShadowRoot,
 *            setStateValue: (name: string, value: unknown) => void,
 *            setTriggerValue: (name: string, value: unknown) => void}} Component
 * @typedef {{update: (component: Component) => void, destroy: () => void}} Living
 */

import { told } from "./turn.js";

/**
 * @param {(parentElement: HTMLElement | ShadowRoot) => Promise<Living>} open
 * @returns {(component: Component) => () => void} the default export of a component (v2); what it answers ends the thing
 */
export function living(open) {
  /** @type {WeakMap<Node, {thing: Promise<Living>, calls: number, ending: number}>} */
  const things = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    if (!things.has(parentElement)) things.set(parentElement, { thing: open(parentElement), calls: 0, ending: 0 });
    const held = things.get(parentElement);
    const call = ++held.calls;
    clearTimeout(held.ending);
    held.thing.then((thing) => call === held.calls && thing.update(telling(component)));
    return () => {
      // Streamlit also cleans up after a call that a newer one overtook while its bootstrap was still importing: the
      // thing goes on, unless no newer call comes.
      if (call !== held.calls) return;
      clearTimeout(held.ending);
      held.ending = setTimeout(async () => {
        if (call !== held.calls) return;
        things.delete(parentElement);
        (await held.thing).destroy();
      }, parentElement.isConnected ? 500 : 0);
    };
  };
}

/** @param {Component} component @returns {Component} whose values are sent before a link is followed */
function telling(component) {
  const { setStateValue, setTriggerValue } = component;
  return {
    ...component,
    setStateValue: (name, value) => told(() => setStateValue(name, value)),
    setTriggerValue: (name, value) => told(() => setTriggerValue(name, value)),
  };
}

/**
 * A style sheet of this folder, once in a document or shadow root. Plotly's own rules only ever reach the document, so a
 * component that isolates its styles would get a broken plot.
 * @param {HTMLElement | ShadowRoot} parentElement
 * @param {string} file
 * @returns {Promise<void>} when it is there, or can't be: what has no style sheet is better than nothing
 */
export function loadStyle(parentElement, file) {
  const home = parentElement.getRootNode();
  const scope = home instanceof ShadowRoot ? home : document.head;
  const href = new URL(`./${file}`, import.meta.url).href;
  const known = [...scope.querySelectorAll("link[data-ee-style]")].find((link) => link.href === href);
  const link = known ?? document.createElement("link");
  if (known?.sheet) return Promise.resolve();
  return new Promise((resolve) => {
    for (const event of ["load", "error"]) link.addEventListener(event, () => resolve());
    if (known) return;
    Object.assign(link, { rel: "stylesheet", href });
    link.dataset.eeStyle = "";
    scope.append(link);
  });
}
