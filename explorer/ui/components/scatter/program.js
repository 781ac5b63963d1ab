/** The component's own modules and style sheets as text for a saved page, where no module has a folder to look in. */

import { get } from "./columns.js";

/** What a module's name is in the page: an import map leads from it to the module's text. */
const PREFIX = "explorer/";

// After "from" or "import", or in the brackets of a call of import; in JSDoc such a call is a type, followed by its name.
const IMPORTED = /(\bfrom\s*|\bimport\s*|\bimport\(\s*)(["'])\.\/([\w-]+\.js)\2(?!\)\.[A-Z])/g;
const SHEET = /@import\s+(?:url\(\s*)?["']\.?\/?([\w-]+\.css)["']\s*\)?\s*;/g;

/**
 * @param {string} first file name
 * @returns {Promise<{entry: string, imports: Record<string, string>}>} the import map of it and all it imports, and its
 *     own name there
 * @throws {import("./columns.js").FetchError}
 */
export async function moduleAddresses(first) {
  const imports = {};
  const waiting = [first];
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    const file = waiting.pop();
    const text = await textOf(file);
    for (const [, , , other] of text.matchAll(IMPORTED)) {
      if (!seen.has(other)) waiting.push(other);
      seen.add(other);
    }
    const placed = text.replace(IMPORTED, (_, before, quote, other) => `${before}${quote}${PREFIX}${other}${quote}`);
    imports[PREFIX + file] = `data:text/javascript;base64,${await bytesOf(new Blob([placed]))}`;
  }
  return { entry: PREFIX + first, imports };
}

/**
 * @param {string} file name
 * @returns {Promise<string>} the style sheet with those that it imports in their place
 * @throws {import("./columns.js").FetchError}
 */
export async function styleSheet(file) {
  const text = await textOf(file);
  const others = await Promise.all([...text.matchAll(SHEET)].map(([, other]) => styleSheet(other)));
  return text.replace(SHEET, () => others.shift());
}

/** @param {Blob} blob @returns {Promise<string>} its bytes as base64 */
export function bytesOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}

async function textOf(file) {
  return (await get(new URL(`./${file}`, import.meta.url).href)).text();
}
