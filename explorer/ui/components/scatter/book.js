/**
 * What is known of the rows of a map: their numbers, fields, pictures. Positions count the rows of the map from 0; the row
 * number that people see is `rowOf` of a position.
 *
 * @typedef {import("./colouring.js").Field} Field
 * @typedef {{id: string, name: string, role: "identity" | "clustering" | "column", kind: "category" | "number"}} Spec
 */

import { valueOf } from "./colouring.js";
import { fetchColumn, fetchNames } from "./columns.js";
import { categoryColour } from "./palette.js";

export class Book {
  n = 0;
  /** @type {Spec[]} `data.fields` as the page gave them */
  specs = [];
  /** @type {{base?: string, urls?: Record<string, string>} | null} where the images themselves are; see `original` */
  originals = null;
  /** @type {Uint8Array | null} 1 for the rows that are to be seen as selected among others */
  selected = null;
  /** @type {(Field | "failed" | null)[]} by the index of `specs`; null: not fetched yet */
  #fields = [];
  #coming = new Map();
  /** @type {Uint32Array | null} */
  #rows = null;
  /** @type {Map<number, number> | null} position of a row, made when first asked for */
  #positions = null;
  #palette = { field: -1, colours: null };

  /**
   * @param {import("./pictures.js").Pictures} pictures
   * @param {() => void} grown says that a field arrived
   */
  constructor(pictures, grown) {
    this.pictures = pictures;
    this.grown = grown;
  }

  /**
   * Takes over what the page says; fields that it had before are not fetched again.
   * @param {any} data see index.js
   * @param {{rows: Uint32Array | null, coloured: Field | null}} loaded
   */
  adopt(data, { rows, coloured }) {
    const old = new Map(this.#fields.map((field, k) => [addressOf(this.specs[k]), field]));
    this.n = data.n;
    this.specs = data.fields;
    this.#coming.clear();
    this.#fields = data.fields.map((spec, k) => {
      if (k === data.colour) return coloured;
      const known = old.get(addressOf(spec));
      return known && known !== "failed" ? { ...known, name: spec.name, role: spec.role } : null;
    });
    this.#palette = { field: data.colour, colours: data.palette ?? null };
    if (rows !== this.#rows) this.#positions = null;
    this.#rows = rows;
    this.pictures.thumbs = data.thumbs ?? null;
    this.originals = data.originals ?? null;
  }

  /** @param {number} i */
  rowOf(i) {
    return this.#rows ? this.#rows[i] : i;
  }

  /** @param {number} row @returns {number | null} */
  positionOf(row) {
    if (!this.#rows) return row >= 0 && row < this.n ? row : null;
    if (!this.#positions) {
      this.#positions = new Map();
      this.#rows.forEach((value, i) => this.#positions.set(value, i));
    }
    return this.#positions.get(row) ?? null;
  }

  /** The field if it is here. @param {number} k @returns {Field | null} */
  known(k) {
    const field = this.#fields[k];
    return field && field !== "failed" ? field : null;
  }

  /** Whether the field could not be fetched. @param {number} k */
  failed(k) {
    return this.#fields[k] === "failed";
  }

  /** @param {number} k @returns {Promise<Field>} */
  field(k) {
    const known = this.known(k);
    if (known) return Promise.resolve(known);
    if (!this.#coming.has(k)) this.#coming.set(k, this.#fetch(k));
    return this.#coming.get(k);
  }

  /** Has the fields of some roles fetched; `grown` tells of each. @param {string[]} roles */
  fetch(roles) {
    this.specs.forEach((spec, k) => {
      // What could not be fetched is said on the card.
      if (this.#fields[k] === null && roles.includes(spec.role)) this.field(k).catch(() => undefined);
    });
  }

  /** Who or what a row is; empty while unknown. @param {number} i @returns {string} */
  title(i) {
    const field = this.known(this.identity);
    return field ? valueOf(field, i).text : "";
  }

  /** Index of the identity among the fields; -1: there is none. */
  get identity() {
    return this.specs.findIndex(({ role }) => role === "identity");
  }

  /** The colour of a group of a field, on every map the same. @param {number} k @param {number} code */
  colourOf(k, code) {
    return categoryColour(code, k === this.#palette.field ? this.#palette.colours : null);
  }

  /** Address of the image itself, as it was brought. @param {number} i @returns {string | null} */
  original(i) {
    const { base, urls } = this.originals ?? {};
    return base ? `${base}/${i}` : urls?.[i] ?? null;
  }

  async #fetch(k) {
    const specs = this.specs;
    let field;
    try {
      field = await fetchField(specs[k], this.n);
    } catch (error) {
      if (specs === this.specs) {
        this.#fields[k] = "failed";
        this.#coming.delete(k);
        this.grown();
      }
      throw error;
    }
    if (specs === this.specs && this.#fields[k] !== field) {
      this.#fields[k] = field;
      this.grown();
    }
    return field;
  }
}

/** @param {any} spec one entry of `data.fields` @param {number} n @returns {Promise<Field>} */
export async function fetchField(spec, n) {
  const { name, role, kind } = spec;
  if (kind === "number") {
    const values = /** @type {Float32Array} */ (await fetchColumn(spec.values, "f4", n));
    return { name, role, kind, values };
  }
  const [codes, names] = await Promise.all([fetchColumn(spec.codes, spec.dtype, n), fetchNames(spec.names)]);
  return { name, role, kind, codes, names, grey: spec.grey ?? null };
}

function addressOf(spec) {
  return spec.kind === "number" ? spec.values : `${spec.codes} ${spec.names} ${spec.grey}`;
}
