/**
 * Binary columns and name lists, fetched once per address and kept in memory.
 *
 * Addresses are digests of the bytes they serve, so a column never changes under its address: what was fetched once is
 * never asked for again while it stays among the most recently used ones.
 *
 * @typedef {Uint8Array | Uint16Array | Uint32Array | Float32Array} Column
 */

/** Bytes of columns kept; the least recently used go first. 256 MiB is about 30 columns of two million rows. */
const KEEP_BYTES = 256 * 2 ** 20;

/** Little-endian dtypes by their numpy name. Every platform with WebGL is little-endian, so views need no swapping. */
const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array };

/** @type {Map<string, {value: Promise<any>, bytes: number}>} insertion order is order of use */
const kept = new Map();

/** A fetch that failed, in a sentence a person can act on. */
export class FetchError extends Error {}

/**
 * @param {string} url
 * @param {"u1"|"u2"|"u4"|"f4"} dtype
 * @param {number} n how many values the column must hold
 * @returns {Promise<Column>}
 * @throws {FetchError} refused, missing, offline, or of another length
 */
export function fetchColumn(url, dtype, n) {
  return remember(url, async () => {
    const buffer = await (await get(url)).arrayBuffer();
    const Type = TYPES[dtype];
    if (!Type) throw new FetchError(`The map was sent a column of an unknown kind (“${dtype}”). Reload the page.`);
    if (buffer.byteLength !== n * Type.BYTES_PER_ELEMENT) {
      const got = buffer.byteLength / Type.BYTES_PER_ELEMENT;
      throw new FetchError(`A column of the map has ${got} values instead of ${n}. Reload the page.`);
    }
    return { value: new Type(buffer), bytes: buffer.byteLength };
  });
}

/**
 * @param {string} url address of a JSON list of strings
 * @returns {Promise<string[]>}
 * @throws {FetchError}
 */
export function fetchNames(url) {
  return remember(url, async () => {
    const text = await (await get(url)).text();
    try {
      return { value: JSON.parse(text).map(String), bytes: text.length };
    } catch {
      throw new FetchError("The names of the groups could not be read. Reload the page.");
    }
  });
}

/**
 * @param {string} url
 * @returns {Promise<Response>} one that is ok
 * @throws {FetchError}
 */
export async function get(url) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch {
    throw new FetchError("The map’s data could not be fetched: the server did not answer.");
  }
  if (response.ok) return response;
  throw new FetchError(sentence(response.status));
}

function sentence(status) {
  if (status === 403) {
    return "The map’s data was refused (403): it belongs to another workspace, or this page is older than its cookie.";
  }
  if (status === 404) return "The map’s data is no longer on the server (404). Reload the page to have it made again.";
  return `The map’s data could not be fetched: the server answered ${status}.`;
}

/** One promise an address; a failure is forgotten, so that trying again asks again. */
function remember(url, load) {
  const known = kept.get(url);
  if (known) {
    kept.delete(url);
    kept.set(url, known);
    return known.value;
  }
  const entry = { bytes: 0, value: null };
  entry.value = load().then(
    ({ value, bytes }) => {
      entry.bytes = bytes;
      evict(url);
      return value;
    },
    (error) => {
      kept.delete(url);
      throw error;
    },
  );
  kept.set(url, entry);
  return entry.value;
}

function evict(newest) {
  let total = 0;
  for (const entry of kept.values()) total += entry.bytes;
  for (const [url, entry] of kept) {
    if (total <= KEEP_BYTES) return;
    if (url === newest || entry.bytes === 0) continue;
    total -= entry.bytes;
    kept.delete(url);
  }
}
