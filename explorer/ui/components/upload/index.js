/**
 * Uploads, as a Streamlit component (v2). Streamlit's inline bootstrap imports this module from the address in
 * `data.module` and calls its default export at every rerun, on the same `parentElement`.
 *
 * What is being sent belongs to the browser tab, not to the element: someone who opens another page of the app meanwhile
 * finds it running when they come back.
 *
 * @typedef {object} Data
 * @property {string} zone its name: what is brought to one zone never arrives at another, on another page of the app
 * @property {string} url where files are posted to
 * @property {string} token goes along in the header X-Explorer-Token
 * @property {string} accept endings of files that are sent as they are, ".npy,.npz,.zip"
 * @property {string} together endings of tables and arrays that are sent together where they come in number or with images
 * @property {{accept: string, words: string}[]} never endings of what is never opened, why, and what to do instead
 * @property {{url: string, accept: string, beside: string, archive: string, words: string, most: number}} folder where
 *   several files are posted to, together; endings of images, of what goes along with them in folders, and of an archive
 *   of images beside vectors; what images are called, and how many files may come
 * @property {number} limit_bytes larger files are refused before they are sent
 * @property {string} limit_text the same for people, "500 MB"
 * @property {string} prompt what to do, "Drop a file here"
 *
 * Trigger given back: `uploaded`, `{fingerprint, name, bytes}`, once a file or folder.
 *
 * For pages and tests, on the root element `.ee-upload`: `data-ee-ready` is "true" once its style is there. Each row
 * `.ee-upload-row` has `data-ee-state`: "waiting", "listing", "sending", "keeping", "done", "failed" or "cancelled".
 */

import { Queue } from "./queue.js";
import { View } from "./view.js";

const queue = new Queue();

/** @type {WeakMap<Node, {view: View, calls: number, ending: number}>} by parentElement */
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
  held.view.update(component.data);
  const listener = {
    changed: () => held.view.draw(),
    tell: (result) => component.setTriggerValue("uploaded", result),
  };
  queue.attach(listener, component.data);
  return () => {
    // Streamlit also cleans up after a call that a newer one overtook while its bootstrap was still importing: the
    // element stays, unless no newer call comes.
    if (call !== held.calls) return;
    clearTimeout(held.ending);
    held.ending = setTimeout(() => {
      if (call !== held.calls) return;
      mounted.delete(parentElement);
      queue.detach(listener);
      held.view.remove();
    }, parentElement.isConnected ? 500 : 0);
  };
}
