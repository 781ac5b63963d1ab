/** Rows in the order of a field. */

const names = new Intl.Collator(undefined, { numeric: true });

/** @param {Uint32Array} a @param {Uint32Array} b @returns {boolean} */
export function samePositions(a, b) {
  return a === b || (a.length === b.length && a.every((value, k) => value === b[k]));
}

/**
 * What a field's rows are compared by.
 * @param {import("./colouring.js").Field} field
 * @param {Uint32Array} positions
 * @returns {Float64Array} a number for each of the positions; NaN: missing or noise. Groups are ranked by their names, the
 *     numbers in them by size.
 */
export function keysOf(field, positions) {
  if (field.kind === "number") return Float64Array.from(positions, (i) => field.values[i]);
  const ranks = new Float64Array(field.names.length);
  const codes = field.names.map((_, code) => code).sort((a, b) => names.compare(field.names[a], field.names[b]) || a - b);
  codes.forEach((code, rank) => (ranks[code] = rank));
  if (field.grey !== null) ranks[field.grey] = NaN;
  // A group that has no name comes after those that have one.
  return Float64Array.from(positions, (i) => ranks[field.codes[i]] ?? field.names.length + field.codes[i]);
}

/**
 * @param {Float64Array} keys
 * @param {1 | -1} direction 1: the smallest first
 * @returns {Uint32Array} indices into `keys`; equal ones in the order they had, NaN last in both directions
 */
export function ordered(keys, direction) {
  const order = Uint32Array.from(keys, (_, k) => k);
  return order.sort((a, b) => {
    const [left, right] = [keys[a], keys[b]];
    const [noLeft, noRight] = [Number.isNaN(left), Number.isNaN(right)];
    if (noLeft || noRight) return Number(noLeft) - Number(noRight) || a - b;
    return left < right ? -direction : left > right ? direction : a - b;
  });
}
