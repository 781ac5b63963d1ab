/**
 * The map as one HTML file that opens from disk without a network: these modules, plotly.js, the style sheets, every
 * column and the small pictures lie inside, and a policy in its head refuses every request that leads out.
 *
 * Bytes lie in script elements that no browser runs, as base64 and mostly compressed; saved.js gives each an address.
 * What people brought (names, captions) only ever goes in as bytes or as escaped text.
 *
 * @typedef {object} Page
 * @property {import("./index.js").Data} data what the map is told; whatever else is in it goes along as it is
 * @property {string} title
 * @property {string} [parameters] what it was made with, in any number of lines
 * @property {Record<string, string>} [style] custom properties of the theme, as `themeOf` reads them
 *
 * @typedef {{bytes: number, rows: number, missing: number}} Estimate size of the file; rows whose pictures go in, and rows
 *     whose pictures are not made yet
 */

import { get } from "./columns.js";
import { bytesOf, moduleAddresses, styleSheet } from "./program.js";
import { escaped } from "./picture.js";

/** plotly.js, the modules and the style sheets, compressed where that pays. */
const PROGRAM_BYTES = 3_000_000;
const VALUE_BYTES = { u1: 1, u2: 2, u4: 4, f4: 4 };
const BASE64 = 4 / 3;

const THEME = ["text-color", "background-color", "secondary-background-color", "primary-color", "border-color", "font"];

/** @param {Element} element @returns {Record<string, string>} the theme there, for `Page.style` */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const found = THEME.map((name) => [`--st-${name}`, style.getPropertyValue(`--st-${name}`).trim()]);
  return Object.fromEntries([...found, ["color-scheme", style.colorScheme]].filter(([, value]) => value));
}

/**
 * How large the file will be, from what is quick to ask for: the offsets of the pictures, not the pictures.
 * @param {Page} page
 * @returns {Promise<Estimate>}
 * @throws {import("./columns.js").FetchError}
 */
export async function estimate({ data }) {
  const { n, thumbs } = data;
  const values = data.fields.map((field) => VALUE_BYTES[field.dtype ?? "f4"]);
  const columns = [...data.view.axes.map(() => 4), ...values, ...(data.rows ? [4] : [])];
  const packs = thumbs?.packs ?? [];
  const offsets = await Promise.all(packs.map(async (pack) => (pack ? new Uint32Array(await (await get(pack[1])).arrayBuffer()) : null)));
  const rows = offsets.reduce((sum, batch) => sum + (batch ? batch.length - 1 : 0), 0);
  const pictures = offsets.reduce((sum, batch) => sum + (batch ? batch.at(-1) + batch.byteLength : 0), 0);
  const bytes = PROGRAM_BYTES + BASE64 * (pictures + n * columns.reduce((sum, size) => sum + size, 0));
  return { bytes: Math.round(bytes), rows, missing: thumbs ? n - rows : 0 };
}

/**
 * @param {Page} page
 * @param {object} [options]
 * @param {boolean} [options.pictures] whether the small pictures go along
 * @param {(share: number) => void} [options.progress]
 * @returns {Promise<Blob>} an HTML file
 * @throws {import("./columns.js").FetchError}
 */
export async function selfContained(page, { pictures = true, progress = () => undefined } = {}) {
  const parts = new Parts();
  const told = await embedded(page.data, parts, pictures, progress);
  const [modules, style] = await Promise.all([moduleAddresses("saved.js"), styleSheet("scatter.css")]);
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((value) => value.toString(16).padStart(2, "0")).join("");
  const file = [head(page, nonce, style, modules), body(page, told)];
  parts.list.forEach(({ base64, gzip }, k) => file.push(`<script type="text/plain" data-part="${k}"${gzip ? " data-gzip" : ""}>`, base64, "</script>\n"));
  file.push(`<script type="module" nonce="${nonce}">import "${modules.entry}";</script>\n</body>\n</html>\n`);
  return new Blob(file, { type: "text/html" });
}

/** Bytes that lie in the file. */
class Parts {
  /** @type {{base64: string, gzip: boolean}[]} */
  list = [];

  /** @param {Blob} blob @param {boolean} gzip @returns {Promise<{part: number}>} what stands for its address */
  async add(blob, gzip) {
    const packed = gzip ? await new Response(blob.stream().pipeThrough(new CompressionStream("gzip"))).blob() : blob;
    this.list.push({ base64: await bytesOf(packed), gzip });
    return { part: this.list.length - 1 };
  }

  /** @param {string} url */
  async fetched(url, gzip = true) {
    return this.add(await (await get(url)).blob(), gzip);
  }
}

/** What the map in the file is told: as this one, with parts of the file for addresses. */
async function embedded(data, parts, pictures, progress) {
  const { view, fields, rows, thumbs, ...rest } = data;
  const packs = pictures ? thumbs?.packs ?? [] : [];
  const steps = 2 + fields.length + packs.length;
  let done = 0;
  const step = (value) => {
    progress(++done / steps);
    return value;
  };
  const inside = async (urls) => {
    const found = [];
    for (const url of urls) found.push(await parts.fetched(url));
    return found;
  };
  const told = { ...rest, module: null, originals: null, link: null, growing: null, status: "", plotly: step(await parts.fetched(data.plotly)) };
  told.view = { ...view, axes: step(await inside(view.axes)) };
  told.rows = rows ? await parts.fetched(rows) : null;
  if (data.guests) {
    const [axes, labels] = [await inside(data.guests.axes), data.guests.labels ? await inside([data.guests.labels]) : [null]];
    told.guests = { ...data.guests, axes, labels: labels[0], thumbs: null };
  }
  told.fields = [];
  for (const field of fields) told.fields.push(step(await embeddedField(field, inside)));
  told.thumbs = null;
  if (packs.length > 0) {
    told.thumbs = { size: thumbs.size, opened: [] };
    for (const pack of packs) told.thumbs.opened.push(step(await embeddedPack(pack, thumbs.size, parts)));
  }
  return told;
}

async function embeddedField(field, inside) {
  const names = ["codes", "names", "values"].filter((name) => field[name]);
  const found = await inside(names.map((name) => field[name]));
  return { ...field, ...Object.fromEntries(names.map((name, k) => [name, found[k]])) };
}

/** A batch that is not made yet goes in as pictures of no bytes: the card says that they could not be fetched. */
async function embeddedPack(pack, size, parts) {
  if (!pack) return { pack: await parts.add(new Blob([]), false), offsets: await parts.add(new Blob([new Uint32Array(size + 1)]), true) };
  return { pack: await parts.fetched(pack[0], false), offsets: await parts.fetched(pack[1]) };
}

// plotly.js makes its drawing programs from text, hence unsafe-eval; nothing in the file can reach anything outside it.
const policy = (nonce) =>
  `default-src 'none'; script-src 'nonce-${nonce}' 'unsafe-eval' data: blob:; style-src 'unsafe-inline'; ` +
  "img-src data: blob:; connect-src data: blob:; base-uri 'none'; form-action 'none'";

function head({ title, style = {} }, nonce, sheet, modules) {
  const theme = Object.entries(style).map(([name, value]) => `${name}: ${value.replace(/[<>{};]/g, "")};`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>
:root { ${theme.join(" ")} }
${PAGE_STYLE}
${sheet}
</style>
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports: modules.imports })}</script>
</head>
`;
}

const PAGE_STYLE = `
body { margin: 0 auto; max-width: 1800px; padding: 20px 24px 32px; background: var(--st-background-color, #fff);
  color: var(--st-text-color, #1f2430); font: 400 14px/1.5 var(--st-font, system-ui), system-ui, sans-serif; }
h1 { margin: 0 0 14px; font-size: 20px; overflow-wrap: anywhere; }
details { margin-top: 16px; }
pre { overflow-wrap: anywhere; white-space: pre-wrap; font-size: 12.5px; }`;

function body({ title, parameters = "" }, told) {
  // Inside a script element only "<" can end it; JSON may spell it by its number.
  const json = JSON.stringify(told).replaceAll("<", "\\u003c");
  const made = parameters.trim() ? `<details><summary>How it was made</summary><pre>${escaped(parameters)}</pre></details>` : "";
  return `<body>
<h1>${escaped(title)}</h1>
<div id="map"><p>Opening the map … It needs JavaScript, and a browser of 2023 or newer.</p></div>
${made}
<script type="application/json" id="told">${json}</script>
`;
}
