/**
 * What a filter knows of a field: its values in bins, which of them pass, and how that is said. No DOM.
 *
 * A bin of a number field holds lowest edge <= value < highest edge, the last one its upper edge too. Values that lie on
 * a decimal grid (whole numbers, two decimals) have edges half a unit beside them, so that no value lies on an edge
 * and a range of bins is said by the values in it: "10 to 19", not "9.5 to 19.5".
 *
 * @typedef {object} Bins
 * @property {number} size how many bins; 0 when every value is missing
 * @property {Float64Array} edges (size + 1)
 * @property {number} unit the grid that all values lie on, 0 when they lie on none
 * @property {number} fine the smallest distance a brush is moved by
 * @property {number} low @property {number} high of the values; NaN when every one is missing
 * @property {Uint8Array} codes (n) the bin of each value; `size` for a missing one
 * @property {Uint32Array} counts (size + 1) values in each bin, then how many are missing
 *
 * @typedef {{low?: number, high?: number, missing?: true}} NumberTest low <= value <= high (both or none), or missing
 */

/** Bins of a number field lie between about half of this and this. */
const MOST = 30;
/** A grid finer than this is not told from numbers that lie on none. */
const MOST_DECIMALS = 3;
/** Up to here float32 holds every whole number. */
const EXACT = 2 ** 24;

/**
 * @param {Float32Array} values NaN and infinities count as missing, as they do in the legend
 * @returns {Bins}
 */
export function binNumbers(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) {
    const codes = new Uint8Array(values.length);
    return { size: 0, edges: new Float64Array(1), unit: 0, fine: 0, low: NaN, high: NaN, codes, counts: tally(codes, 1, null) };
  }
  const unit = gridOf(values, Math.max(Math.abs(low), Math.abs(high)));
  const { edges, fine } = unit > 0 ? gridEdges(low, high, unit) : plainEdges(low, high);
  const size = edges.length - 1;
  // Off a grid a value may lie on an edge, and is compared with it as `passNumbers` does.
  const codes = codesOf(values, edges, unit > 0 ? edges : Float32Array.from(edges));
  return { size, edges, unit, fine, low: shortest(low), high: shortest(high), codes, counts: tally(codes, size + 1, null) };
}

/**
 * @param {ArrayLike<number>} codes (n) each below `size`
 * @param {number} size
 * @param {Uint8Array | null} marked (n) the rows to count; null: all
 * @returns {Uint32Array} (size) how often each code occurs
 */
export function tally(codes, size, marked) {
  const counts = new Uint32Array(size);
  const n = codes.length;
  if (marked) for (let i = 0; i < n; i++) counts[codes[i]] += marked[i] ? 1 : 0;
  else for (let i = 0; i < n; i++) counts[codes[i]]++;
  return counts;
}

/**
 * Takes the rows that don't pass out of a mask.
 * @param {Float32Array} values
 * @param {NumberTest} test
 * @param {Uint8Array} mask changed: 1 stays 1 where the value passes
 */
export function passNumbers(values, { low, high, missing }, mask) {
  // Columns are float32: 0.1 as the page says it is compared as the float32 that stands for it in the column.
  const least = low === undefined ? NaN : Math.fround(low);
  const most = high === undefined ? NaN : Math.fround(high);
  const n = values.length;
  for (let i = 0; i < n; i++) {
    const value = values[i];
    const inside = value >= least && value <= most;
    if (!inside && !(missing && !Number.isFinite(value))) mask[i] = 0;
  }
}

/**
 * @param {ArrayLike<number>} codes
 * @param {number} size above every code
 * @param {number[]} chosen codes that pass
 * @param {Uint8Array} mask changed
 */
export function passCodes(codes, size, chosen, mask) {
  const passes = new Uint8Array(size);
  for (const code of chosen) passes[code] = 1;
  const n = codes.length;
  for (let i = 0; i < n; i++) mask[i] &= passes[codes[i]];
}

/**
 * The nearest place where an end of a brush may stand.
 * @param {Bins} bins @param {number} x on the axis
 * @returns {number}
 */
export function snap({ edges, unit, fine, size }, x) {
  const place = unit > 0 ? (Math.round(x / unit + 0.5) - 0.5) * unit : Math.round(x / fine) * fine;
  return tidy(Math.min(edges[size], Math.max(edges[0], place)));
}

/**
 * The values between two ends of a brush.
 * @param {Bins} bins @param {number} from @param {number} to on the axis, from < to
 * @returns {{low: number, high: number}}
 */
export function rangeOf({ unit }, from, to) {
  return { low: tidy(from + unit / 2), high: tidy(to - unit / 2) };
}

/**
 * Where a brush stands that means these values.
 * @param {Bins} bins @param {NumberTest | null} test
 * @returns {[number, number]} the ends of the axis when there is no range
 */
export function endsOf({ edges, unit, size }, test) {
  const within = (x) => tidy(Math.min(edges[size], Math.max(edges[0], x)));
  if (test?.low === undefined) return [edges[0], edges[size]];
  return [within(test.low - unit / 2), within(test.high + unit / 2)];
}

/** @param {Bins} bins @param {number} bin @returns {string} the values of a bin */
export function sayBin(bins, bin) {
  const { low, high } = rangeOf(bins, bins.edges[bin], bins.edges[bin + 1]);
  return sayRange(low, high);
}

/**
 * A number filter in words.
 * @param {Bins} bins @param {NumberTest} test
 * @returns {string}
 */
export function sayTest(bins, { low, high, missing }) {
  if (low === undefined) return "only missing";
  const [from, to] = endsOf(bins, { low, high });
  const atLow = from <= bins.edges[0];
  const atHigh = to >= bins.edges[bins.size];
  let words = sayRange(low, high);
  if (atLow && atHigh) words = "not missing";
  else if (atLow) words = `at most ${sayNumber(high)}`;
  else if (atHigh) words = `at least ${sayNumber(low)}`;
  return missing ? `${words}, or missing` : words;
}

/** @param {number} low @param {number} high @returns {string} */
function sayRange(low, high) {
  return low === high ? sayNumber(low) : `${sayNumber(low)} to ${sayNumber(high)}`;
}

/** @param {number} value @returns {string} all its digits: an end of a range is never rounded */
export function sayNumber(value) {
  const size = Math.abs(value);
  const long = size >= 1e12 || (size > 0 && size < 1e-5);
  return value.toLocaleString("en-US", { maximumSignificantDigits: 9, notation: long ? "scientific" : "standard" });
}

/** 1, 0.1, 0.01 or 0.001 when every value is a multiple of it; 0 otherwise. */
function gridOf(values, size) {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    // Where float32 values are about as far apart as the grid's, each of them would seem to lie on it.
    if (size * scale > (decimals === 0 ? EXACT : EXACT / 8)) return 0;
    if (values.every((value) => !Number.isFinite(value) || Math.fround(Math.round(value * scale) / scale) === value)) return 1 / scale;
  }
  return 0;
}

function gridEdges(low, high, unit) {
  const first = Math.round(low / unit);
  const last = Math.round(high / unit);
  const step = Math.max(1, niceStep((last - first + 1) / MOST, [1, 2, 5, 10]));
  const start = Math.floor(first / step);
  const size = Math.floor(last / step) - start + 1;
  return { edges: Float64Array.from({ length: size + 1 }, (_, k) => tidy(((start + k) * step - 0.5) * unit)), fine: unit };
}

function plainEdges(low, high) {
  // A single value off every grid gets one bin around it, whose width says nothing.
  if (low === high) return { edges: Float64Array.of(low, high), fine: 0 };
  const step = niceStep((high - low) / MOST, [1, 2, 2.5, 5, 10]);
  const start = Math.floor(low / step + 1e-9);
  const size = Math.ceil(high / step - 1e-9) - start;
  return { edges: Float64Array.from({ length: size + 1 }, (_, k) => tidy((start + k) * step)), fine: step / 10 };
}

/** The smallest of the given numbers, times a power of ten, that is not below `least`. */
export function niceStep(least, numbers) {
  const power = 10 ** Math.floor(Math.log10(least));
  const number = numbers.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return tidy(number * power);
}

function codesOf(values, edges, sharp) {
  const size = edges.length - 1;
  const codes = new Uint8Array(values.length);
  const start = edges[0];
  const scale = size / (edges[size] - start || 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      codes[i] = size;
      continue;
    }
    let bin = Math.min(size - 1, Math.max(0, Math.floor((value - start) * scale)));
    // The division may be off by a rounding; the edges decide.
    if (bin + 1 < size && value >= sharp[bin + 1]) bin++;
    else if (bin > 0 && value < sharp[bin]) bin--;
    codes[i] = bin;
  }
  return codes;
}

/** Without the noise of binary fractions: 0.30000000000000004 is 0.3. */
function tidy(value) {
  return Number(value.toPrecision(12));
}

/** The shortest number that a float32 may have been written as: 0.1 for 0.10000000149. */
function shortest(value) {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
