/**
 * Uploads, as a Streamlit component (v2). Streamlit's inline bootstrap imports this module from the address in
 * `data.module` and calls its default export at every rerun, on the same `parentElement`.
 *
 * What is being sent belongs to the browser tab, not to the element: someone who opens another page of the app meanwhile
 * finds it running when they come back.
 *
 * @typedef {object} Data
 * @property {string} url where files are posted to
 * @property {string} token goes along in the header X-Explorer-Token
 * @property {string} accept endings of file names, ".npy,.npz"
 * @property {number} limit_bytes larger files are refused before they are sent
 * @property {string} limit_text the same for people, "500 MB"
 * @property {string} prompt what to do, "Drop a file here"
 *
 * Trigger given back: `uploaded`, `{fingerprint, name, bytes}`, once a file.
 *
 * For pages and tests, on the root element `.ee-upload`: `data-ee-ready` is "true" once its style is there. Each row
 * `.ee-upload-row` has `data-ee-state`: "waiting", "sending", "keeping", "done", "failed" or "cancelled".
 */

import { Queue } from "./queue.js";
import { View } from "./view.js";

const queue = new Queue();

/** @type {WeakMap<Node, {view: View, calls: number, ending: number}>} */
const mounted = new WeakMap();

/**
 * @param {{data: Data, parentElement: HTMLElement | ShadowRoot,
 *          setTriggerValue: (name: string, value: unknown) => void}} component
 * @returns {() => void} takes the element away; what is being sent goes on
 */
export default function (component) {
  const { parentElement } = component;
  if (!mounted.has(parentElement)) {
    mounted.set(parentElement, { view: new View(parentElement, queue), calls: 0, ending: 0 });
  }
  const held = mounted.get(parentElement);
  const call = ++held.calls;
  clearTimeout(held.ending);
  queue.configure(component.data);
  held.view.update(component.data);
  queue.tell = (result) => component.setTriggerValue("uploaded", result);
  queue.deliver();
  return () => {
    // Streamlit may clean up after a call that a newer one has overtaken: only the last one's word counts.
    if (call !== held.calls) return;
    held.ending = setTimeout(() => {
      queue.tell = null;
      held.view.remove();
      mounted.delete(parentElement);
    });
  };
}
