/** Finding a row by its number, or by a name in any of its columns (who it is, its file), and flying to it. */

import { make } from "./dom.js";

const MOST = 8; // answers listed
const KEPT = 2 * MOST; // names looked at closer: some may have no rows
const NAMED = ["identity", "column"]; // roles of fields whose names are searched

let made = 0; // a number for the ids of each list
/** @type {WeakMap<string[], string[]>} names as they are compared: of a million each key would cost a second */
const folded = new WeakMap();

export class Find {
  #answers = [];
  #at = -1;
  #last = { key: "", next: 0 };
  #asked = 0;

  /**
   * @param {() => import("./book.js").Book} book
   * @param {(i: number) => void} go
   * @param {(positions: number[]) => void} select all rows of an answer
   */
  constructor(book, go, select) {
    this.select = select;
    this.book = book;
    this.go = go;
    this.input = /** @type {HTMLInputElement} */ (
      make("input", "ee-find-input", {
        attributes: {
          type: "search", placeholder: "Find a row, name, file", "aria-label": "Find a row by number, name or file",
          role: "combobox", "aria-expanded": "false", autocomplete: "off", spellcheck: "false",
        },
      })
    );
    this.id = `ee-find-${++made}`;
    this.list = make("ul", "ee-find-list", { attributes: { role: "listbox", "aria-label": "Found", id: this.id, hidden: "" } });
    this.input.setAttribute("aria-controls", this.id);
    this.element = make("div", "ee-find", {}, [this.input, this.list]);
    this.input.addEventListener("input", () => void this.#search());
    this.input.addEventListener("focus", () => this.input.value && void this.#search());
    this.input.addEventListener("blur", () => this.#close());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    // Pressing an answer must not take the focus, which would close the list before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  #key(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") this.#mark(this.#at + (key === "ArrowDown" ? 1 : -1));
    else if (key === "Enter" && this.#answers.length) this.#choose(this.#answers[Math.max(0, this.#at)], event.shiftKey);
    else if (key === "Escape" && !this.list.hidden) this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #search() {
    const query = fold(this.input.value.trim());
    const asked = ++this.#asked;
    if (!query) {
      this.#close();
      return;
    }
    const book = this.book();
    const answers = [];
    const row = /^#?\d+$/.test(query) ? Number(query.replace("#", "")) : null;
    const position = row === null ? null : book.positionOf(row);
    if (position !== null) answers.push({ key: `row ${row}`, words: `row ${row}`, more: book.title(position), positions: () => [position] });
    for (const [k, spec] of book.specs.entries()) {
      if (spec.kind !== "category" || !NAMED.includes(spec.role)) continue;
      try {
        answers.push(...matches(spec, await book.field(k), query, MOST - answers.length));
      } catch {
        continue; // the other fields can still be searched, and the card says that this one is missing
      }
      if (asked !== this.#asked) return;
      if (answers.length >= MOST) break;
    }
    this.#show(answers);
  }

  #show(answers) {
    this.#answers = answers;
    const items = answers.map((answer, at) => {
      const item = make("li", "ee-find-item", { attributes: { role: "option", id: `${this.id}-${at}` } }, [
        make("span", "ee-find-words", { text: answer.words }),
        make("span", "ee-find-more", { text: answer.more }),
      ]);
      item.addEventListener("click", (event) => this.#choose(answer, event.shiftKey));
      return item;
    });
    if (items.length === 0) items.push(make("li", "ee-find-none", { text: "Nothing is called that here." }));
    if (answers.some(({ many }) => many)) {
      items.push(make("li", "ee-find-none", { text: "Enter goes from row to row, Shift+Enter selects all of them." }));
    }
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.#mark(answers.length ? 0 : -1);
  }

  #mark(at) {
    const items = [...this.list.querySelectorAll(".ee-find-item")];
    this.#at = items.length ? (at + items.length) % items.length : -1;
    items.forEach((item, k) => item.setAttribute("aria-selected", String(k === this.#at)));
    if (this.#at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", items[this.#at].id);
  }

  /** Goes to the first row of an answer, and each time again to the next; or selects all its rows. */
  #choose(answer, all) {
    const positions = answer.positions();
    const next = answer.key === this.#last.key ? this.#last.next % positions.length : 0;
    this.#last = { key: answer.key, next: next + 1 };
    this.#close(); // what it covers is what was asked for; Enter goes on from here
    if (all) this.select(positions);
    else this.go(positions[next]);
  }

  #close() {
    this.#asked++; // what is still being searched opens nothing
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** Names that hold the text, those that begin with it first, then the shortest; only of groups that have rows. */
function matches(spec, field, query, most) {
  const found = [];
  const worse = (a, b) => a.later - b.later || a.length - b.length || a.code - b.code;
  foldedNames(field.names).forEach((name, code) => {
    const at = name.indexOf(query);
    if (at < 0 || name === "") return;
    const match = { code, later: Math.min(at, 1), length: name.length };
    if (found.length >= KEPT && worse(match, found[found.length - 1]) > 0) return;
    found.push(match);
    found.sort(worse);
    if (found.length > KEPT) found.pop();
  });
  return found.map(({ code }) => answerOf(spec, field, code)).filter((answer) => answer !== null).slice(0, Math.max(0, most));
}

/** @returns {object | null} null: no row has that name */
function answerOf(spec, field, code) {
  const positions = () => indicesOf(field.codes, code);
  const count = positions().length;
  const more = count > 1 ? `${spec.name} · ${count.toLocaleString("en-US")} rows` : spec.name;
  return count === 0 ? null : { key: `${spec.id} ${code}`, words: field.names[code], more, many: count > 1, positions };
}

function foldedNames(names) {
  if (!folded.has(names)) folded.set(names, names.map(fold));
  return folded.get(names);
}

function indicesOf(codes, code) {
  const found = [];
  for (let i = 0; i < codes.length; i++) if (codes[i] === code) found.push(i);
  return found;
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase();
}
