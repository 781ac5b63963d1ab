/** What is on screen: where files are dropped, and a row for each file or folder. */

import { chosenFolder, dropped, isOne } from "./gather.js";
import { FileParcel, SeveralParcel } from "./parcels.js";
import { count, list } from "./words.js";

const ARROW = "M12 15.5V4m0 0L7.5 8.5M12 4l4.5 4.5M4 14.5v4A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5v-4";

export class View {
  /** @param {HTMLElement | ShadowRoot} parent @param {import("./queue.js").Queue} queue */
  constructor(parent, queue) {
    this.queue = queue;
    /** @type {Map<number, Row>} */
    this.rows = new Map();
    this.prompt = make("p", "ee-upload-prompt");
    this.limit = make("p", "ee-upload-limit");
    this.input = make("input", "ee-upload-input", { type: "file", multiple: "", tabindex: "-1", "aria-hidden": "true" });
    this.folder = make("input", "ee-upload-folder", { type: "file", webkitdirectory: "", tabindex: "-1", "aria-hidden": "true" });
    this.button = make("button", "ee-upload-choose", { type: "button" }, "Choose files");
    this.folderButton = make("button", "ee-upload-choose", { type: "button" }, "Choose a folder");
    this.folderButton.hidden = !("webkitdirectory" in this.folder); // as on some phones
    this.zone = make("div", "ee-upload-zone");
    this.zone.append(drawing(ARROW), make("div", "ee-upload-words"), this.button, this.folderButton, this.input, this.folder);
    this.zone.querySelector(".ee-upload-words").append(this.prompt, this.limit);
    this.list = make("ul", "ee-upload-list", { "aria-label": "Uploads" });
    this.root = make("section", "ee-upload", { "aria-label": "Upload", hidden: "" });
    this.root.append(this.zone, this.list);
    parent.append(this.style(), this.root);
    this.listen();
  }

  /** @param {import("./index.js").Data} data */
  update(data) {
    this.data = data;
    this.prompt.textContent = data.prompt;
    this.limit.textContent = `Images: ${data.folder.words}. Up to ${data.limit_text}`;
    this.input.accept = `${data.accept},${data.folder.accept}`;
    const kinds = list([...data.accept.split(","), "images"]);
    this.button.setAttribute("aria-label", `Choose files: ${kinds}, up to ${data.limit_text}`);
    this.folderButton.setAttribute("aria-label", `Choose a folder of images, up to ${data.limit_text}`);
  }

  remove() {
    this.outside.abort();
    this.link.remove();
    this.root.remove();
  }

  style() {
    this.link = make("link", "", { rel: "stylesheet", href: new URL("upload.css", import.meta.url).href });
    const show = () => {
      this.root.hidden = false;
      this.root.dataset.eeReady = "true";
    };
    this.link.addEventListener("load", show);
    this.link.addEventListener("error", show);
    return this.link;
  }

  listen() {
    this.button.addEventListener("click", () => this.input.click());
    this.folderButton.addEventListener("click", () => this.folder.click());
    this.zone.addEventListener("click", (event) => {
      if (!event.target.closest("button, input")) this.input.click();
    });
    this.input.addEventListener("change", () => {
      this.bring({ folders: [], files: [...this.input.files] });
      this.input.value = ""; // choosing the same file again is a change, too
    });
    this.folder.addEventListener("change", () => {
      this.bring(chosenFolder(this.folder.files));
      this.folder.value = "";
    });
    this.zone.addEventListener("dragover", (event) => this.over(event));
    this.zone.addEventListener("dragleave", (event) => {
      if (!this.zone.contains(event.relatedTarget)) this.zone.classList.remove("ee-upload-over");
    });
    this.zone.addEventListener("drop", (event) => {
      this.zone.classList.remove("ee-upload-over");
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.bring(dropped(event.dataTransfer));
    });
    // A file that misses the zone would replace the whole app in this tab.
    this.outside = new AbortController();
    const { signal } = this.outside;
    for (const kind of ["dragover", "drop"]) {
      document.addEventListener(kind, (event) => hasFiles(event) && event.preventDefault(), { signal });
    }
  }

  /** Images, folders, and tables and arrays that come with them or in number go together; other files each by itself. */
  bring({ folders, files }) {
    const { folder, together } = this.data;
    const images = files.filter((file) => isOne(file.name, folder.accept));
    const tables = files.filter((file) => !images.includes(file) && isOne(file.name, together));
    const zips = files.filter((file) => isOne(file.name, folder.archive));
    if (zips.length === 1 && tables.length && !images.length && !folders.length) tables.push(zips[0]); // their images
    const several = folders.length || images.length || tables.length > 1;
    const others = files.filter((file) => !several || !(images.includes(file) || tables.includes(file)));
    const sets = images.length || folders.length ? [tables] : pairs(tables);
    const parcels = several ? sets.map((set) => new SeveralParcel({ folders, images, tables: set })) : [];
    this.queue.add([...parcels, ...others.map((file) => new FileParcel(file))]);
  }

  over(event) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.zone.classList.add("ee-upload-over");
  }

  draw() {
    const entries = this.queue.of(this.data.zone);
    for (const [id, row] of this.rows) {
      if (entries.some((entry) => entry.id === id)) continue;
      if (row.element.contains(row.element.getRootNode().activeElement)) this.button.focus();
      row.element.remove();
      this.rows.delete(id);
    }
    for (const entry of entries) {
      if (!this.rows.has(entry.id)) {
        const row = new Row(entry, this.queue);
        this.rows.set(entry.id, row);
        this.list.append(row.element);
      }
      this.rows.get(entry.id).draw();
    }
  }
}

const SAID = {
  waiting: () => "Waiting",
  listing: (entry) => (entry.seen ? `Looking through it: ${count(entry.seen, "file")} so far` : "Looking through it"),
  sending: (entry) => entry.parcel.progress(entry.sent),
  keeping: () => "Sent; being written to disk",
  done: (entry) => entry.parcel.arrived(),
  failed: (entry) => entry.message,
  cancelled: () => "Cancelled; nothing of it was kept",
};

class Row {
  constructor(entry, queue) {
    this.entry = entry;
    this.state = "";
    const { name } = entry.parcel;
    this.status = make("span", "ee-upload-status");
    this.bar = make("div", "ee-upload-bar", { role: "progressbar", "aria-label": name, "aria-valuemin": "0", "aria-valuemax": "100" });
    this.bar.append(make("div", "ee-upload-sent"));
    this.cancel = button("Cancel", name, () => queue.cancel(entry));
    this.again = button("Try again", name, () => queue.again(entry));
    this.dismiss = button("Dismiss", name, () => queue.dismiss(entry));
    // Progress would be read aloud many times a second: only the change of state is announced.
    this.said = make("span", "ee-upload-hidden", { role: "status" });
    this.element = make("li", "ee-upload-row");
    const acts = make("div", "ee-upload-acts");
    acts.append(this.cancel, this.again, this.dismiss);
    this.element.append(make("span", "ee-upload-name", { title: name }, name), this.status, acts, this.bar, this.said);
  }

  draw() {
    const { state, sent, parcel, retry } = this.entry;
    const share = Math.floor((100 * sent) / Math.max(parcel.size, 1));
    this.status.textContent = SAID[state](this.entry);
    this.bar.firstChild.style.width = `${share}%`;
    this.bar.setAttribute("aria-valuenow", String(share));
    if (state === this.state) return;
    const focused = this.element.contains(this.element.getRootNode().activeElement);
    this.state = state;
    this.element.dataset.eeState = state;
    const running = state === "waiting" || state === "listing" || state === "sending";
    this.bar.hidden = !(state === "sending" || state === "keeping");
    this.cancel.hidden = !running;
    this.again.hidden = !((state === "failed" || state === "cancelled") && retry);
    this.dismiss.hidden = running || state === "keeping";
    this.said.textContent = `${parcel.name}: ${state === "sending" ? "uploading" : SAID[state](this.entry)}`;
    if (focused) [this.cancel, this.again, this.dismiss].find((choice) => !choice.hidden)?.focus();
  }
}

/** Images and labels of training and of testing, as MNIST's, are two sets: told by what stands before those words. */
function pairs(tables) {
  const sets = new Map();
  for (const file of tables) {
    const name = /^(.+?)[-_.](images|labels)/i.exec(file.name)?.[1].toLowerCase() ?? "";
    sets.set(name, [...(sets.get(name) ?? []), file]);
  }
  const apart = sets.size > 1 && [...sets.values()].every((set) => set.length > 1);
  return apart ? [...sets.values()] : [tables];
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function make(tag, className, attributes = {}, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

function button(text, name, pressed) {
  const made = make("button", "ee-upload-act", { type: "button", "aria-label": `${text}: ${name}` }, text);
  made.addEventListener("click", pressed);
  return made;
}

function drawing(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "ee-upload-icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
