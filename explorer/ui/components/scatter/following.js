/**
 * What is being computed: a bar for each job that has a name, with its stage, its time and a button that ends it. Asks the
 * server until one of them has ended, then has the page drawn again with what came of it. A Streamlit component (v2).
 *
 * @typedef {object} Data
 * @property {string} address of the route that tells of this visitor's jobs
 * @property {{id: string, name: string, expected: number | null}[]} named jobs with a bar; the seconds they will probably take
 * @property {string[]} quiet ids of jobs that are waited for without a word
 * @property {string[]} batches ids of batches of small pictures
 * @property {number} enough how many of those must have ended before the page is told; of all others one will do
 * @property {{size: number, total: number} | null} pictures how many a batch has, and how many there are in all
 *
 * @typedef {{stage: string, waits: boolean, ahead: number, seconds: number, share: number | null, made: number, of: number}} Told
 *
 * Triggers given back: `ended`, how many are known to have; `cancel`, the id of the one to end.
 *
 * For pages and tests, on the root element `.ee-jobs`; each bar is an `.ee-job`.
 */

import { make } from "./dom.js";
import { living, loadStyle } from "./living.js";
import { myTurn } from "./turn.js";

const SOON = 120; // ms between two questions at first: most of what a page waits for is there at once
const SLOWEST = 1000;
const SLOWER = 1.15; // each question is asked that much later than the one before it
const AGAIN = 3000; // ms after which a page that was told, and still waits, is told once more

export default living(async (parentElement) => {
  await loadStyle(parentElement, "following.css");
  return new Following(parentElement);
});

class Following {
  /** @type {Data | null} */
  #data = null;
  /** @type {Map<string, Bar>} */
  #bars = new Map();
  #live = new Set();
  #wait = SOON;
  #timer = 0;
  #told = -Infinity;
  #gone = false;
  #trigger = (/** @type {string} */ _name, /** @type {unknown} */ _value) => {};

  constructor(parentElement) {
    this.root = make("div", "ee-jobs");
    this.pictures = new Bar("Small pictures");
    parentElement.append(this.root);
  }

  update({ data, setTriggerValue }) {
    this.#trigger = setTriggerValue;
    if (JSON.stringify(data) === JSON.stringify(this.#data)) return; // a script ran, and the page waits for the same
    this.#data = data;
    this.#begin();
  }

  destroy() {
    this.#gone = true;
    clearTimeout(this.#timer);
    this.root.remove();
  }

  #begin() {
    const { named, quiet, batches } = this.#data;
    const bars = named.map(({ id, name }) => [id, this.#bars.get(id) ?? new Bar(name, () => this.#trigger("cancel", id))]);
    this.#bars = new Map(bars);
    this.#live = new Set([...this.#bars.keys(), ...quiet, ...batches]);
    this.root.replaceChildren(...[...this.#bars.values(), this.pictures].map((bar) => bar.element));
    this.#wait = SOON;
    this.#told = -Infinity;
    this.#show({});
    void this.#ask(this.#data);
  }

  async #ask(data) {
    clearTimeout(this.#timer);
    const answer = await this.#answer();
    if (this.#gone || data !== this.#data) return;
    if (answer) {
      this.#live = new Set(answer.live);
      this.#show(answer.named);
      this.#tell();
    }
    this.#wait = Math.min(this.#wait * SLOWER, SLOWEST);
    this.#timer = setTimeout(() => this.#ask(data), this.#wait);
  }

  /** @returns {Promise<{live: string[], named: Record<string, Told>} | null>} null: Streamlit says what is wrong */
  async #answer() {
    try {
      const response = await fetch(`${this.#data.address}?named=${[...this.#bars.keys()].join(",")}`);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  /** Have the page drawn again where enough has ended, and nobody's hand is on it. */
  #tell() {
    const { named, quiet, batches, enough } = this.#data;
    const ended = (ids) => ids.reduce((sum, id) => sum + !this.#live.has(id), 0);
    const count = ended([...named.map(({ id }) => id), ...quiet]);
    if (count === 0 && (batches.length === 0 || ended(batches) < enough)) return;
    if (!myTurn()) {
      this.#wait = SOON;
    } else if (performance.now() - this.#told > AGAIN) {
      this.#told = performance.now();
      this.#trigger("ended", count + ended(batches));
    }
  }

  /** @param {Record<string, Told>} told */
  #show(told) {
    for (const { id, expected } of this.#data.named) this.#bars.get(id).show(told[id] ?? null, expected);
    this.#showPictures();
  }

  /** How many of the small pictures are made; one batch is there too soon to tell of it. */
  #showPictures() {
    const { pictures, batches } = this.#data;
    const coming = batches.filter((id) => this.#live.has(id)).length;
    this.pictures.element.hidden = coming === 0 || !pictures || pictures.total <= pictures.size;
    if (this.pictures.element.hidden) return;
    const made = Math.max(0, Math.min(pictures.total - coming * pictures.size, pictures.total));
    this.pictures.set(`${made.toLocaleString("en-US")} of ${pictures.total.toLocaleString("en-US")}`, made / pictures.total);
  }
}

/** One line: what it is and how far, a bar under it, and a button where it can be ended. */
class Bar {
  /**
   * @param {string} name
   * @param {() => void} [cancel]
   */
  constructor(name, cancel) {
    this.words = make("span", "ee-job-words");
    this.filled = make("div", "ee-job-filled");
    const attributes = { role: "progressbar", "aria-label": name, "aria-valuemin": "0", "aria-valuemax": "100" };
    this.bar = make("div", "ee-job-bar", { attributes }, [this.filled]);
    const line = make("div", "ee-job-line", {}, [make("strong", "", { text: name }), this.words]);
    this.element = make("div", "ee-job", {}, [make("div", "ee-job-progress", {}, [line, this.bar])]);
    if (cancel) this.element.append(cancelButton(cancel));
  }

  /**
   * @param {Told | null} told null: nothing is heard of it yet, or it has ended
   * @param {number | null} expected seconds
   */
  show(told, expected) {
    if (told) this.set(sayTold(told, expected), told.share);
  }

  /**
   * @param {string} words
   * @param {number | null} share in 0..1; null where it isn't known
   */
  set(words, share) {
    this.words.textContent = ` · ${words}`;
    this.bar.classList.toggle("ee-job-unknown", share === null);
    this.filled.style.width = share === null ? "" : `${100 * share}%`;
    if (share === null) this.bar.removeAttribute("aria-valuenow");
    else this.bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }
}

/** @param {Told} told @param {number | null} expected seconds @returns {string} e.g. "layout · 3 s of about 12 s" */
function sayTold({ stage, waits, ahead, seconds, made, of }, expected) {
  const parts = of ? `${made.toLocaleString("en-US")} of ${of.toLocaleString("en-US")} · ` : "";
  const behind = waits && ahead ? `, behind ${ahead} other${ahead > 1 ? "s" : ""}` : "";
  // a wait is no part of what is expected; what takes longer than was expected is no longer compared with it
  const about = expected !== null && !waits && seconds <= Math.max(expected, 1) ? ` of about ${Math.max(Math.round(expected), 1)} s` : "";
  return `${parts}${stage}${behind} · ${Math.round(seconds)} s${about}`;
}

function cancelButton(cancel) {
  const button = /** @type {HTMLButtonElement} */ (make("button", "ee-job-cancel", { text: "Cancel", attributes: { type: "button" } }));
  button.addEventListener("click", () => {
    button.disabled = true; // it is gone with the page's next run
    cancel();
  });
  return button;
}
