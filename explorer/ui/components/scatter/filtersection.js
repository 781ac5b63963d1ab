/** One field of the filters: its name, its filter in words, and the drawing once the field is fetched. */

import { CategoryFilter } from "./categoryfilter.js";
import { iconButton, make } from "./dom.js";
import { NumberFilter } from "./numberfilter.js";

const CROSS = "M4.5 4.5l7 7M11.5 4.5l-7 7";

/**
 * @typedef {import("./histogram.js").NumberTest | import("./categoryfilter.js").CategoryTest} Test
 * @typedef {import("./colouring.js").Field} Field
 */

export class FilterSection {
  /** What is asked for, even while the field is still on its way. @type {Test | null} */
  test = null;
  /** Near enough to the window to be drawn. */
  visible = false;
  /** @type {NumberFilter | CategoryFilter | null} */
  #part = null;
  /** @type {Field | null} what `#part` was made from */
  #field = null;
  /** @type {Promise<boolean> | null} */
  #loading = null;

  /**
   * @param {import("./book.js").Spec} spec
   * @param {() => import("./book.js").Book} book
   * @param {{changed: (settled: boolean) => void, loaded: () => void}} actions `changed` by the person; `loaded` after
   *     the person tried again
   */
  constructor(spec, book, actions) {
    /** The field's place in `book.specs`. */
    this.k = -1;
    Object.assign(this, { spec, book, actions });
    this.words = make("span", "ee-filter-words");
    this.clear = iconButton("ee-filter-clear", `Clear the filter on ${spec.name}`, CROSS, () => this.#change(null, true));
    const title = make("span", "ee-filter-title", { text: spec.name, attributes: { title: spec.name } });
    const head = make("div", "ee-filter-head", {}, [title, this.words, this.clear]);
    this.body = make("div", "ee-filter-body");
    const attributes = { role: "group", "aria-label": spec.name };
    this.element = make("section", `ee-filter ee-filter-${spec.kind}-field`, { attributes }, [head, this.body]);
    this.#head();
  }

  /** Whether the filter narrows the rows now. */
  get active() {
    return this.test !== null && this.#part !== null;
  }

  /**
   * Fetches the field unless it is here; what went wrong is said in the section.
   * @returns {Promise<boolean>} whether it is another than before
   */
  async load() {
    const known = this.book().known(this.k);
    if (known) return this.#take(known);
    return (this.#loading ??= this.#fetch());
  }

  /**
   * Takes what has come since: the field itself, or other colours.
   * @returns {boolean} whether the field is another than before
   */
  refill() {
    const known = this.book().known(this.k);
    if (!known || !(this.visible || this.test)) return false;
    const other = this.#take(known);
    if (this.#part instanceof CategoryFilter) this.#part.recolour();
    return other;
  }

  /** @param {unknown} given what may be a filter: from a link, or of the field as it was */
  set(given) {
    const part = this.#part;
    this.test = part ? part.clean(given) : /** @type {Test | null} */ (given ?? null);
    part?.take(this.test);
    this.#head();
  }

  /** @param {Uint8Array} mask changed */
  narrow(mask) {
    if (this.active) this.#part.narrow(this.test, mask);
  }

  /** @param {Uint8Array | null} marked */
  draw(marked) {
    this.#head();
    this.#part?.draw(marked);
  }

  async #fetch() {
    this.body.dataset.eeLoading = "";
    try {
      let specs;
      let field;
      do {
        // The page may show other rows by the time the field is here.
        ({ specs } = this.book());
        field = await this.book().field(this.k);
      } while (specs !== this.book().specs);
      return this.#take(field);
    } catch (error) {
      this.#fail(error);
      return false;
    } finally {
      delete this.body.dataset.eeLoading;
      this.#loading = null;
    }
  }

  #take(field) {
    if (this.#field && sameColumn(field, this.#field)) return false;
    this.#field = field;
    const change = (test, settled) => this.#change(test, settled);
    this.#part =
      field.kind === "number"
        ? new NumberFilter(field, change)
        : new CategoryFilter(field, change, (code) => this.book().colourOf(this.k, code));
    this.body.replaceChildren(this.#part.element);
    this.set(this.test);
    return true;
  }

  #fail(error) {
    this.#part = this.#field = null;
    const lost = this.test === null ? "" : " The filter on it hides nothing until then.";
    const again = make("button", "ee-filter-again", { text: "Try again", attributes: { type: "button" } });
    again.addEventListener("click", () => {
      this.body.replaceChildren();
      void this.load().then(() => this.actions.loaded());
    });
    const sentence = make("p", "ee-filter-failed", { text: `${error.message}${lost}`, attributes: { role: "alert" } });
    this.body.replaceChildren(sentence, again);
    this.#head();
  }

  #change(test, settled) {
    this.set(test);
    this.actions.changed(settled);
  }

  #head() {
    this.element.dataset.eeFiltered = String(this.test !== null);
    this.clear.hidden = this.test === null;
    if (!this.#part) this.words.textContent = "";
    else this.words.textContent = this.test ? this.#part.say(this.test) : this.#part.summary();
    this.words.title = this.words.textContent;
  }
}

/** The book gives fields new names and roles without fetching their columns again. */
function sameColumn(a, b) {
  if (a.kind !== b.kind) return false;
  return a.kind === "number" ? a.values === b.values : a.codes === b.codes && a.names === b.names && a.grey === b.grey;
}
