/** What a saved page does when it is opened: gives what lies in it an address, and shows the map. See page.js. */

import { Scatter } from "./scatter.js";

const place = document.getElementById("map");
try {
  const { thumbs, ...told } = JSON.parse(document.getElementById("told").textContent);
  const data = { ...(await addressed(told)), thumbs: null, height: Math.max(420, window.innerHeight - 190) };
  // The map comes first: many pictures take seconds. Until then a card says that its picture is being prepared.
  if (thumbs) data.thumbs = { size: thumbs.size, opened: thumbs.opened.map(() => null) };
  place.replaceChildren();
  const map = new Scatter(place);
  const component = { data, key: "saved", name: "scatter", parentElement: place, setStateValue() {}, setTriggerValue() {} };
  await map.update(component);
  if (thumbs) {
    for (const [k, batch] of thumbs.opened.entries()) data.thumbs.opened[k] = await openedPack(batch);
    await map.update(component);
  }
} catch (error) {
  place.textContent = `The map could not be opened: ${error.message}. The file may be damaged, or the browser older than 2023.`;
}

async function openedPack({ pack, offsets }) {
  return { pack: await blobOf(pack), offsets: new Uint32Array(await (await blobOf(offsets)).arrayBuffer()) };
}

/** @param {any} value @returns {Promise<any>} the same with an address for each `{part}` in it */
async function addressed(value) {
  if (Array.isArray(value)) return Promise.all(value.map(addressed));
  if (value === null || typeof value !== "object") return value;
  if ("part" in value) return URL.createObjectURL(await blobOf(value));
  const entries = await Promise.all(Object.entries(value).map(async ([name, inner]) => [name, await addressed(inner)]));
  return Object.fromEntries(entries);
}

async function blobOf({ part }) {
  const element = document.querySelector(`script[data-part="${part}"]`);
  const response = await fetch(`data:application/octet-stream;base64,${element.textContent}`);
  const compressed = "gzip" in element.dataset;
  element.remove(); // the page holds it once
  if (!compressed) return response.blob();
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).blob();
}
