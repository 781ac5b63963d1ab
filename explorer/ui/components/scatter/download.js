/**
 * "Save picture": the map on screen as PNG, SVG, or one HTML page that needs no network.
 *
 * @typedef {object} Subject
 * @property {() => import("./picture.js").Picture} describe the map as it is on screen
 * @property {() => import("./page.js").Page} page
 * @property {() => string} name what the file is called, without its ending
 */

import { iconButton, make } from "./dom.js";

/** Bytes above which the size of a page is said before it is made. */
const LARGE = 50_000_000;
const KEEP_ADDRESS = 60_000; // ms a browser may take to begin with a download

const SIGN = "M8 2v8M4.8 7 8 10.2 11.2 7M2.5 12.5h11";
// A saved page is made of data: addresses, and is a page already.
const IN_PAGE = import.meta.url.startsWith("data:");

const FORMATS = [
  { ending: "png", label: "PNG picture", hint: "for slides and messages, at twice the size of the screen" },
  { ending: "svg", label: "SVG drawing", hint: "for print; every point and word can be edited" },
  { ending: "html", label: "HTML page", hint: "the map itself with its small pictures; opens without a network" },
];

export class Download {
  #address = "";
  #turn = 0;

  /**
   * @param {HTMLElement} element gets the button
   * @param {Subject} subject
   */
  constructor(element, subject) {
    this.subject = subject;
    this.button = iconButton("ee-button ee-download", "Save picture", SIGN, () => this.panel.togglePopover());
    this.choices = FORMATS.filter(({ ending }) => ending !== "html" || !IN_PAGE).map((format) => this.#choice(format));
    this.words = make("p", "ee-download-words", { attributes: { role: "status" } });
    this.answers = make("div", "ee-download-answers", { attributes: { hidden: "" } });
    this.panel = make("div", "ee-download-panel", { attributes: { popover: "auto", role: "group", "aria-label": "Save picture" } }, [
      ...this.choices, this.words, this.answers,
    ]);
    this.button.setAttribute("aria-expanded", "false");
    this.panel.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
    // Escape closes this, and lets a pinned row be.
    this.panel.addEventListener("keydown", (event) => event.stopPropagation());
    element.append(this.button, this.panel);
  }

  destroy() {
    this.#turn++;
    URL.revokeObjectURL(this.#address);
    this.button.remove();
    this.panel.remove();
  }

  #choice({ ending, label, hint }) {
    const button = make("button", "ee-download-choice", { attributes: { type: "button" } }, [
      make("b", "", { text: label }), make("span", "", { text: hint }),
    ]);
    button.dataset.eeSave = ending;
    button.addEventListener("click", () => void this.#save(ending));
    return button;
  }

  #toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    if (!this.#busy) this.#say("");
    const from = this.button.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.panel;
    const { clientWidth, clientHeight } = document.documentElement;
    style.left = `${Math.max(8, Math.min(from.right - offsetWidth, clientWidth - offsetWidth - 8))}px`;
    const below = from.bottom + 6;
    style.top = `${below + offsetHeight <= clientHeight ? below : Math.max(8, from.top - 6 - offsetHeight)}px`;
    this.choices[0].focus();
  }

  get #busy() {
    return this.choices.some(({ disabled }) => disabled);
  }

  /** @param {"png" | "svg" | "html"} ending */
  async #save(ending) {
    const turn = ++this.#turn;
    this.#wait(true);
    this.#say("Saving …");
    try {
      const blob = await this.#make(ending);
      if (turn !== this.#turn) return;
      if (blob) {
        this.#hand(blob, `${fileName(this.subject.name())}.${ending}`);
        this.#say(`Saved, ${size(blob.size)}.`);
      } else this.#say("");
    } catch (error) {
      if (turn === this.#turn) this.#say(`It could not be saved. ${error.message}`, true);
    }
    if (turn === this.#turn) this.#wait(false);
  }

  /** @returns {Promise<Blob | null>} null: the person would rather not */
  async #make(ending) {
    if (ending === "html") return this.#makePage();
    const { drawPng, drawSvg } = await import("./picture.js");
    const picture = this.subject.describe();
    return ending === "png" ? drawPng(picture) : new Blob([drawSvg(picture)], { type: "image/svg+xml" });
  }

  async #makePage() {
    const { estimate, selfContained, themeOf } = await import("./page.js");
    const page = { style: themeOf(this.panel), ...this.subject.page() };
    const { bytes, rows, missing } = await estimate(page);
    const doubts = [];
    const pictures = rows > 0 ? `, with the pictures of ${rows.toLocaleString("en-US")} rows` : "";
    if (bytes > LARGE) doubts.push(`The page will have about ${size(bytes)}${pictures}.`);
    if (missing > 0) doubts.push(`The pictures of ${missing.toLocaleString("en-US")} rows are not prepared yet and would be missing.`);
    const answer = doubts.length > 0 ? await this.#ask(doubts.join(" "), rows > 0) : "Save";
    if (answer === "Cancel") return null;
    const progress = (share) => this.#say(`Saving … ${Math.round(share * 100)} %`);
    return selfContained(page, { pictures: answer !== "Without pictures", progress });
  }

  /** @param {string} words @param {boolean} pictures @returns {Promise<"Save" | "Without pictures" | "Cancel">} */
  #ask(words, pictures) {
    this.#say(words);
    return new Promise((resolve) => {
      const offered = pictures ? ["Save", "Without pictures", "Cancel"] : ["Save", "Cancel"];
      const answers = offered.map((answer) => {
        const button = make("button", "ee-download-answer", { text: answer, attributes: { type: "button" } });
        button.addEventListener("click", () => {
          this.answers.hidden = true;
          resolve(/** @type {any} */ (answer));
        });
        return button;
      });
      this.answers.replaceChildren(...answers);
      this.answers.hidden = false;
      answers[0].focus();
    });
  }

  #wait(waiting) {
    for (const choice of this.choices) choice.disabled = waiting;
  }

  #say(words, wrong = false) {
    this.words.textContent = words;
    this.words.classList.toggle("ee-download-wrong", wrong);
  }

  #hand(blob, name) {
    URL.revokeObjectURL(this.#address);
    const address = (this.#address = URL.createObjectURL(blob));
    setTimeout(() => URL.revokeObjectURL(address), KEEP_ADDRESS);
    const link = make("a", "", { attributes: { href: address, download: name } });
    link.click();
  }
}

/**
 * @param {string} title
 * @returns {string} the title as every system takes it for a file's name, without an ending; letters of all scripts stay
 */
export function fileName(title) {
  const name = title.replace(/[\\/:*?"<>|\p{C}]+/gu, " ").trim().replace(/\s+/g, "-").replace(/^[.-]+/, "");
  return [...name].slice(0, 80).join("").replace(/[.-]+$/, "") || "map";
}

/** @param {number} bytes @returns {string} */
function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
