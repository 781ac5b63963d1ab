/**
 * The overlap of two groupings as lines and columns that can be looked at: the largest groups in a given order, noise, and
 * all others as one. Nothing here knows of the screen.
 *
 * @typedef {{code: number, name: string, size: number, folded: number}} Side  code -1: `folded` small groups taken together
 */

export const OTHERS = -1;

/** What a square can say; of counts o, sizes a and b, and n rows. */
export const MEASURES = {
  counts: { label: "Rows", say: (o) => `${o.toLocaleString("en-US")} rows`, of: (o) => o },
  share: { label: "Share of the line", say: (o, a) => `${percent(o / a)} of the line`, of: (o, a) => o / a },
  jaccard: { label: "Jaccard", say: (o, a, b) => `Jaccard ${(o / (a + b - o)).toFixed(3)}`, of: (o, a, b) => o / (a + b - o) },
  residual: { label: "More than chance", say: (o, a, b, n) => `${residual(o, a, b, n).toFixed(1)} standard errors from chance`, of: residual },
};

export class Crosstab {
  /**
   * @param {Uint32Array} cells group of A, group of B, rows in both; one after the other
   * @param {[ArrayLike<number>, ArrayLike<number>]} orders of the groups
   * @param {[string[], string[]]} names
   * @param {[number | null, number | null]} noise
   * @param {number} most groups of each side that are shown by themselves, noise not counted
   */
  constructor(cells, orders, names, noise, most) {
    const sizes = names.map((side) => new Float64Array(side.length));
    for (let at = 0; at < cells.length; at += 3) {
      sizes[0][cells[at]] += cells[at + 2];
      sizes[1][cells[at + 1]] += cells[at + 2];
    }
    const sides = [0, 1].map((side) => fold(orders[side], names[side], sizes[side], noise[side], most));
    /** @type {[Side[], Side[]]} */
    this.sides = [sides[0].shown, sides[1].shown];
    const [width, places] = [this.sides[1].length, sides.map(({ place }) => place)];
    this.counts = new Float64Array(this.sides[0].length * width);
    this.n = 0;
    for (let at = 0; at < cells.length; at += 3) {
      this.counts[places[0][cells[at]] * width + places[1][cells[at + 1]]] += cells[at + 2];
      this.n += cells[at + 2];
    }
  }

  /** Rows in both. @param {number} i line @param {number} j column */
  rows(i, j) {
    return this.counts[i * this.sides[1].length + j];
  }

  /** @param {keyof typeof MEASURES} measure @returns {number} */
  value(measure, i, j) {
    return MEASURES[measure].of(this.rows(i, j), this.sides[0][i].size, this.sides[1][j].size, this.n);
  }

  /** @param {keyof typeof MEASURES} measure @returns {string} */
  say(measure, i, j) {
    return MEASURES[measure].say(this.rows(i, j), this.sides[0][i].size, this.sides[1][j].size, this.n);
  }
}

/**
 * How far a count is from what chance gives, in standard errors: the rows dealt out anew to groups of these sizes, it follows
 * a hypergeometric distribution (Haberman's adjusted residual, 1973).
 */
function residual(o, a, b, n) {
  const expected = (a * b) / n;
  const variance = (expected * (1 - a / n) * (n - b)) / Math.max(n - 1, 1);
  return variance > 0 ? (o - expected) / Math.sqrt(variance) : 0;
}

function percent(share) {
  return `${(100 * share).toFixed(share >= 0.1 ? 0 : 1)} %`;
}

function fold(order, names, sizes, noise, most) {
  const groups = Array.from(order).filter((code) => sizes[code] > 0 && code !== noise);
  const largest = new Set([...groups].sort((x, y) => sizes[y] - sizes[x] || x - y).slice(0, most));
  const shown = groups.filter((code) => largest.has(code)).map((code) => ({ code, name: names[code], size: sizes[code], folded: 0 }));
  const small = groups.filter((code) => !largest.has(code));
  if (small.length) {
    shown.push({ code: OTHERS, name: `${small.length.toLocaleString("en-US")} smaller`, size: small.reduce((sum, code) => sum + sizes[code], 0), folded: small.length });
  }
  if (noise !== null && sizes[noise] > 0) shown.push({ code: noise, name: names[noise], size: sizes[noise], folded: 0 });
  const place = new Int32Array(names.length);
  shown.forEach(({ code }, at) => code !== OTHERS && (place[code] = at));
  const others = shown.findIndex(({ code }) => code === OTHERS);
  for (const code of small) place[code] = others;
  return { shown, place };
}
