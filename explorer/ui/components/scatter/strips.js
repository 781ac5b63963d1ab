/**
 * Groups of rows as pictures with captions: the members of a cluster, copies of one image, a stranger and the people it may
 * be. A Streamlit component (v2).
 *
 * @typedef {object} Group
 * @property {string} id unique on the page
 * @property {string} title
 * @property {string} text a sentence or two below the title; "" for none
 * @property {number[] | {url: string, n: number, start: number, stop: number}} rows positions, in the order in which they
 *     are shown; or where they are: values start to stop of a u4 column of n
 * @property {string[] | null} captions one a row; null: the rows' identities
 * @property {(string | null)[] | null} badges a word on the picture, one a row
 * @property {{id: string, label: string}[]} actions buttons beside the title
 * @property {number | null} [of] how many rows there are in all, where some of them are shown
 *
 * @typedef {object} Data
 * @property {number} n rows of the data set; positions count them from 0
 * @property {Group[]} groups
 * @property {object[]} fields the identity, as the map's `fields` have it; or none
 * @property {string | null} rows address of a u4 column: the row number of each position; null when they are equal
 * @property {import("./pictures.js").Thumbs | null} thumbs
 * @property {{url: string} | null} selection url of a u1 column, 1 where selected; "": nothing is
 * @property {number | null} pinned position
 * @property {string | null} link maps of that link ring the row under the pointer
 * @property {number} side px of a picture
 * @property {number} most pictures of a group that are shown at first
 * @property {boolean} selects whether groups can be selected
 *
 * Triggers given back: `clicked`, `{group, position}`; `acted`, `{group, action}`; `picked`, `{bits, mode}`: rows to select
 * (bits as the map tells a selection; mode "replace" or "add").
 *
 * For pages and tests, on the root element `.ee-strips`: `data-ee-ready`. Each group is a `.ee-strip` with `data-ee-group`.
 */

import { Book } from "./book.js";
import { fetchColumn } from "./columns.js";
import { make } from "./dom.js";
import { sayHover } from "./link.js";
import { living, loadStyle } from "./living.js";
import { Pictures } from "./pictures.js";
import { toText } from "./selection.js";
import { Strip } from "./strip.js";

export default living(async (parentElement) => {
  await loadStyle(parentElement, "strips.css");
  return new Strips(parentElement);
});

class Strips {
  /** @type {Map<string, Strip>} by the id of their group */
  #strips = new Map();
  /** @type {Data | null} */
  #data = null;
  #tell = (/** @type {string} */ _name, /** @type {unknown} */ _value) => {};
  #call = 0;

  constructor(parentElement) {
    this.list = make("div", "");
    this.problem = make("p", "ee-strip-text", { attributes: { role: "alert", hidden: "" } });
    this.root = make("div", "ee-strips", { attributes: { "data-ee-ready": "false" } }, [this.problem, this.list]);
    parentElement.append(this.root);
    this.book = new Book(new Pictures(), () => this.#refill());
    // Far fewer groups are looked at than there may be.
    this.sight = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "600px" });
  }

  async update({ data, setTriggerValue }) {
    const call = ++this.#call;
    this.#tell = setTriggerValue;
    this.root.style.setProperty("--ee-gallery-side", `${data.side}px`);
    let rows, selected;
    try {
      [rows, selected] = await Promise.all([data.rows ? fetchColumn(data.rows, "u4", data.n) : null, selectedOf(data)]);
    } catch (error) {
      if (call === this.#call) this.#say(error.message);
      return;
    }
    if (call !== this.#call) return;
    this.#data = data;
    this.book.adopt({ ...data, colour: null }, { rows: /** @type {Uint32Array | null} */ (rows), coloured: null });
    this.book.selected = selected;
    this.book.fetch(["identity"]);
    this.#arrange(data);
    this.#say("");
  }

  destroy() {
    this.sight.disconnect();
    for (const strip of this.#strips.values()) strip.destroy();
    this.root.remove();
  }

  /** @param {string} problem why there are no groups, or those of before; empty: they are there */
  #say(problem) {
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
    this.root.dataset.eeReady = problem ? "failed" : "true";
  }

  #arrange(data) {
    const wanted = new Set(data.groups.map(({ id }) => id));
    for (const [id, strip] of this.#strips) {
      if (wanted.has(id)) continue;
      this.sight.unobserve(strip.element);
      strip.destroy();
      this.#strips.delete(id);
    }
    let before = null;
    for (const group of data.groups) {
      const strip = this.#strips.get(group.id) ?? this.#open(group.id);
      const place = before ? before.nextSibling : this.list.firstChild;
      if (strip.element !== place) this.list.insertBefore(strip.element, place);
      before = strip.element;
      strip.update(group, data);
    }
  }

  #open(id) {
    const strip = new Strip(this.book, {
      go: (position) => {
        for (const strip of this.#strips.values()) strip.pin(position); // at once: the page's answer takes a moment
        this.#tell("clicked", { group: id, position });
      },
      act: (action) => this.#tell("acted", { group: id, action }),
      pick: (positions, mode) => this.#pick(positions, mode),
      hover: (i) => this.#data.link && sayHover(this.#data.link, this.root, i === null ? null : this.book.rowOf(i)),
    });
    this.#strips.set(id, strip);
    this.sight.observe(strip.element);
    return strip;
  }

  async #pick(positions, mode) {
    const mask = new Uint8Array(this.book.n);
    for (const i of positions) mask[i] = 1;
    this.#tell("picked", { bits: await toText(mask), mode });
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#strips.get(/** @type {HTMLElement} */ (target).dataset.eeGroup)?.wake();
    }
  }

  #refill() {
    for (const strip of this.#strips.values()) strip.refill();
  }
}

/** A selection that can't be fetched is one that isn't seen here; the map says why. */
async function selectedOf({ selection, n }) {
  if (!selection?.url) return null;
  return fetchColumn(selection.url, "u1", n).then(
    (mask) => /** @type {Uint8Array} */ (mask),
    () => null,
  );
}
