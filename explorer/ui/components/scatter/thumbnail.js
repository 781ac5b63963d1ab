/** One cell of the gallery: a picture with its caption, used again for one row after the other. */

import { make } from "./dom.js";

const SETTLE = 70; // ms a row stays in the cell before its picture is asked for: one that only scrolls past needs none

const WORDS = { preparing: "being prepared", unmade: "could not be made", failed: "could not be fetched" };

export class Thumbnail {
  /** @type {number | null} */
  #position = null;
  /** @type {string | null} what the picture is known by */
  #address = null;
  #timer = 0;

  constructor() {
    // Painted with the page. Of canvases each is a layer of its own, and a hundred of them made every frame of scrolling
    // half as long again.
    this.image = /** @type {HTMLImageElement} */ (make("img", "ee-thumb-image", { attributes: { alt: "", hidden: "" } }));
    Object.assign(this.image, { draggable: false, decoding: "sync" });
    this.words = make("span", "ee-thumb-words");
    this.picture = make("span", "ee-thumb-picture", {}, [this.image, this.words]);
    this.title = make("span", "ee-thumb-title");
    this.row = make("span", "ee-thumb-row");
    const caption = make("span", "ee-thumb-caption", {}, [this.title, this.row]);
    this.button = /** @type {HTMLButtonElement} */ (
      make("button", "ee-thumb", { attributes: { type: "button", tabindex: "-1" } }, [this.picture, caption])
    );
    this.element = make("div", "", { attributes: { role: "gridcell" } }, [this.button]);
  }

  /**
   * @param {import("./book.js").Book} book
   * @param {number} at number of the cell
   * @param {number} i position of its row
   */
  fill(book, at, i) {
    const title = book.title(i);
    const row = `row ${book.rowOf(i).toLocaleString("en-US")}`;
    this.element.hidden = false;
    this.title.textContent = title;
    this.row.textContent = row;
    this.title.title = title;
    const selected = book.selected?.[i] === 1;
    Object.assign(this.button.dataset, { eeAt: String(at), eeRow: String(book.rowOf(i)), eeSelected: String(selected) });
    this.#setPicture(book.pictures, i);
  }

  /** The cell after the last row. */
  empty() {
    this.element.hidden = true;
    delete this.button.dataset.eeAt;
    delete this.button.dataset.eeRow;
    this.forget();
  }

  /** Lets go of a picture that is still wanted. */
  forget() {
    clearTimeout(this.#timer);
    this.#position = null;
  }

  #setPicture(pictures, i) {
    const none = !pictures.thumbs;
    const address = none ? null : pictures.address(i);
    this.picture.hidden = none;
    const state = this.picture.dataset.eePicture;
    const same = i === this.#position && address === this.#address;
    if (same && (state === "shown" || state === "coming")) return;
    clearTimeout(this.#timer);
    this.#position = i;
    this.#address = address;
    const ready = address === null ? null : pictures.ready(i);
    if (ready) this.#draw(ready);
    else this.#say(none ? "none" : address !== null ? "coming" : pictures.failed(i) ? "unmade" : "preparing");
    if (address !== null && !ready) this.#timer = setTimeout(() => this.#load(pictures, i, address), SETTLE);
  }

  async #load(pictures, i, address) {
    let image = null;
    try {
      image = await pictures.load(i);
    } catch {
      // The cell says so; it is asked for again when the row comes into a cell the next time.
    }
    if (i !== this.#position || address !== this.#address) return;
    if (image) this.#draw(image);
    else this.#say("failed");
  }

  /** @param {HTMLImageElement} image loaded, so that the cell's own shows the same at once, and not the last row's first */
  #draw(image) {
    this.image.src = image.src;
    this.#say("shown");
  }

  /** @param {"none" | "preparing" | "unmade" | "coming" | "shown" | "failed"} state */
  #say(state) {
    this.picture.dataset.eePicture = state;
    this.image.hidden = state !== "shown";
    this.words.textContent = WORDS[state] ?? "";
  }
}
