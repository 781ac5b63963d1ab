/**
 * What a person works with around the map: tools above it, and beside it the legend, the filters and the selected rows.
 * It turns gestures into marks (marks.js) and shows what they made of the rows.
 */

import { make } from "./dom.js";
import { Download } from "./download.js";
import { Filters } from "./filters.js";
import { Find } from "./find.js";
import { Gallery } from "./gallery.js";
import { tooMany } from "./highlight.js";
import { Legend } from "./legend.js";
import { Looks } from "./looks.js";
import { Outline } from "./outline.js";
import { Panel } from "./panel.js";
import { within } from "./region.js";
import { Table } from "./table.js";
import { Tools } from "./tools.js";

const TAG_LENGTH = 60;

export class Desk {
  #field = null;
  #fieldId = "";
  #filtering = false;
  /** @type {string | null} */
  #exporter = null;

  /**
   * @param {import("./stage.js").Stage} stage
   * @param {import("./book.js").Book} book
   * @param {import("./marks.js").Marks} marks
   * @param {object} actions
   * @param {() => import("./plot.js").Plot | null} actions.plot
   * @param {(i: number) => void} actions.go to a row: the view flies there and its card opens
   * @param {(i: number | null) => void} actions.point at a row, as the pointer does
   * @param {(x: number, y: number) => void} actions.hover
   * @param {() => void} actions.leave
   * @param {(x: number, y: number, touch: boolean) => void} actions.tap
   * @param {(words: string) => void} actions.note something to tell the person
   * @param {import("./download.js").Subject} actions.saving
   */
  constructor(stage, book, marks, actions) {
    Object.assign(this, { stage, book, marks, actions });
    this.outline = new Outline(stage.plot, {
      done: (corners, event) => this.#outlined(corners, event),
      hover: actions.hover,
      leave: actions.leave,
      tap: actions.tap,
    });
    this.outline.tool = "pan";
    this.tools = new Tools({
      tool: (tool) => (this.outline.tool = tool),
      invert: () => marks.select((selection) => selection.invert(this.#visible())),
      undo: () => marks.select((selection) => selection.undo()),
      clear: () => marks.select((selection) => selection.clear()),
    });
    this.find = new Find(() => book, actions.go, (rows) => this.#selectFound(rows));
    this.looks = new Looks((change) => marks.setLook(change));
    this.tools.end.append(this.find.element, this.looks.element);
    this.download = new Download(this.tools.end, actions.saving);
    this.filterHome = make("div", "ee-filters");
    this.filters = new Filters(this.filterHome, { changed: () => this.#filtered() });
    this.pass = make("button", "ee-legend-link ee-pass", { attributes: { type: "button", title: "Shift adds them to the selection, Alt takes them away", hidden: "" } });
    this.pass.addEventListener("click", (event) => this.#selectPassing(event));
    const filterTab = make("div", "ee-filter-tab", {}, [this.pass, this.filterHome]);
    this.chosen = this.#selected();
    this.legend = new Legend(stage.legend, this.#legendActions());
    this.panel = new Panel(
      {
        legend: { label: "Legend", element: make("div", "ee-legend-tab", {}, [stage.legend]) },
        filter: { label: "Filter", element: filterTab },
        selected: { label: "Selected", element: this.chosen.element },
      },
      (name) => this.#opened(name),
    );
    stage.furnish(this.tools.element, this.panel.element, this.outline.element);
  }

  /**
   * @param {import("./colouring.js").Colouring} colouring
   * @param {import("./colouring.js").Field | null} field
   * @param {any} spec of the coloured field
   * @param {boolean} saved in a saved page there is nobody to keep a tag, or to make a file
   * @param {string | null} exporter finds the page's button that exports rows
   */
  show(colouring, field, spec, saved, exporter) {
    this.chosen.form.hidden = saved;
    this.chosen.file.hidden = saved || !exporter;
    this.#exporter = exporter;
    this.legend.show(colouring);
    [this.#field, this.#fieldId] = [field, spec?.id ?? spec?.name ?? ""];
    if (this.panel.current === "filter") this.#startFilters();
    const { plot } = this;
    if (plot) {
      this.tools.setDims(plot.dims);
      this.looks.show(this.marks.look, plot.usualOpacity, plot.dims);
    }
    this.#tellMarks();
    if (this.panel.current === "selected") this.#fillSelected();
  }

  /** The book has other fields, or others at their places: what is read from it follows at once. */
  adopted() {
    if (this.#filtering) {
      this.filters.show(this.book);
      this.marks.passing = this.filters.mask;
      const { state } = this.filters;
      if (JSON.stringify(state) !== JSON.stringify(this.marks.look.filters)) this.marks.setLook({ filters: state });
    }
    if (this.panel.current === "selected") this.#fillSelected();
  }

  get plot() {
    return this.actions.plot();
  }

  /** Filters that were made elsewhere. */
  async restore() {
    if (Object.keys(this.marks.look.filters).length === 0 && !this.#filtering) return;
    this.#startFilters();
    await this.filters.restore(this.marks.look.filters);
    this.marks.passing = this.filters.mask;
    this.#nameTabs();
  }

  lookChanged() {
    if (this.plot) this.looks.show(this.marks.look, this.plot.usualOpacity, this.plot.dims);
    this.#tellMarks();
  }

  selectionChanged() {
    this.#tellMarks();
    if (this.panel.current === "selected") this.#fillSelected();
  }

  /** A field or a picture came. */
  grown() {
    if (this.#filtering) this.filters.refill();
    if (this.panel.current === "selected") this.#list().refill();
  }

  /** Gives up an outline being drawn. */
  cancel() {
    return this.outline.cancel();
  }

  destroy() {
    this.download.destroy();
    this.filters.destroy();
    this.gallery.destroy();
    this.table.destroy();
  }

  #legendActions() {
    const { marks } = this;
    return {
      highlight: (code) => {
        if (!marks.highlight(this.#fieldId, code)) this.actions.note(tooMany());
      },
      highlightOnly: (codes) => marks.highlightOnly(this.#fieldId, codes),
      hide: (code) => marks.hide(this.#fieldId, code),
      showAll: () => marks.showAll(this.#fieldId),
      select: (code, event) => {
        const { codes } = this.#field;
        const rows = [];
        const visible = this.#visible();
        for (let i = 0; i < codes.length; i++) if (codes[i] === code && (!visible || visible[i])) rows.push(i);
        const mode = this.tools.modeFor(event);
        if (rows.length === 0 && mode === "replace") {
          this.actions.note("None of these rows is on the map: they are hidden or filtered away.");
          return;
        }
        // who adds group to group stays in the list
        void this.#choose((selection) => selection.combine(rows, mode), mode === "replace");
      },
    };
  }

  #outlined(corners, event) {
    const matrix = this.plot?.matrix();
    if (!matrix) return;
    const found = within(this.plot.cloud, matrix, corners);
    void this.#choose((selection) => selection.combine(found, this.tools.modeFor(event)), true);
  }

  /** Selects, and shows the rows beside the map once they are marked on it. */
  async #choose(act, open) {
    await this.marks.select(act);
    if (open && this.marks.selection.count) this.panel.open("selected");
  }

  /** 1 where a point is drawn; null when all are. */
  #visible() {
    const hidden = this.plot?.cloud?.hidden;
    return hidden ? hidden.map((value) => 1 - value) : null;
  }

  /** How many of the selected rows are hidden or filtered away. */
  #unseen() {
    const hidden = this.plot?.cloud?.hidden;
    const { mask } = this.marks.selection;
    return hidden ? mask.reduce((sum, value, i) => sum + (value & hidden[i]), 0) : 0;
  }

  #tellMarks() {
    const { selection } = this.marks;
    this.tools.say({ selected: selection.count, of: this.book.n, unseen: this.#unseen(), canUndo: selection.canUndo });
    this.legend.mark({ ...this.marks.of(this.#fieldId), selected: this.#selectedByGroup() });
    if (this.#filtering) this.filters.setMarked(selection.count ? selection.mask : null);
    this.#nameTabs();
  }

  #nameTabs() {
    const { selection, look } = this.marks;
    this.panel.rename("selected", selection.count ? `Selected (${selection.count.toLocaleString("en-US")})` : "Selected");
    const filters = Object.keys(look.filters).length;
    this.panel.rename("filter", filters ? `Filter (${filters})` : "Filter");
    const { passing } = this.marks;
    this.pass.hidden = passing === null;
    if (passing) this.pass.textContent = `Select the ${passing.reduce((sum, value) => sum + value, 0).toLocaleString("en-US")} rows that pass`;
  }

  #selectedByGroup() {
    const { mask, count } = this.marks.selection;
    if (!count || this.#field?.kind !== "category") return null;
    const { codes, names } = this.#field;
    const counts = new Uint32Array(names.length);
    for (let i = 0; i < mask.length; i++) if (mask[i]) counts[codes[i]]++;
    return new Map(counts.entries());
  }

  #opened(name) {
    if (name === "filter") this.#startFilters();
    if (name === "selected") this.#fillSelected();
  }

  #startFilters() {
    if (this.#filtering || !this.book.n) return;
    this.#filtering = true;
    this.filters.show(this.book);
    this.filters.setMarked(this.marks.selection.count ? this.marks.selection.mask : null);
  }

  #selectFound(rows) {
    void this.#choose((selection) => selection.combine(rows, "replace"), true);
  }

  #selectPassing(event) {
    const rows = [];
    const visible = this.#visible();
    this.marks.passing.forEach((passes, i) => passes && (!visible || visible[i]) && rows.push(i));
    this.marks.select((selection) => selection.combine(rows, this.tools.modeFor(event)));
  }

  #filtered() {
    this.marks.passing = this.filters.mask;
    this.marks.setLook({ filters: this.filters.state });
  }

  // --- the selected rows ---

  #selected() {
    const galleryHome = make("div", "ee-selected-body");
    const tableHome = make("div", "ee-selected-body", { attributes: { hidden: "" } });
    const actions = { go: this.actions.go, hover: this.actions.point };
    this.gallery = new Gallery(galleryHome, actions);
    this.table = new Table(tableHome, actions);
    const kinds = {};
    const choose = (kind) => {
      galleryHome.hidden = kind !== "gallery";
      tableHome.hidden = kind !== "table";
      for (const [name, button] of Object.entries(kinds)) button.setAttribute("aria-pressed", String(name === kind));
      if (this.chosen) this.#fillSelected();
    };
    for (const [kind, text] of [["gallery", "Gallery"], ["table", "Table"]]) {
      kinds[kind] = make("button", "ee-legend-link", { text, attributes: { type: "button" } });
      kinds[kind].addEventListener("click", () => choose(kind));
    }
    choose("gallery");
    const count = make("span", "ee-selected-count");
    const name = /** @type {HTMLInputElement} */ (
      make("input", "ee-tag-name", { attributes: { placeholder: "Name this selection", "aria-label": "Name this selection", maxlength: String(TAG_LENGTH) } })
    );
    const save = make("button", "ee-legend-link", { text: "Save as tag", attributes: { type: "submit", title: "Keep it as a column: to colour by, filter by and export" } });
    const form = make("form", "ee-tag", {}, [name, save]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!name.value.trim()) {
        name.focus();
        return;
      }
      void this.marks.tag(name.value.trim());
      name.value = "";
    });
    // Letters typed here are no commands to the map.
    form.addEventListener("keydown", (event) => event.stopPropagation());
    const empty = make("p", "ee-empty", {
      text: "Nothing is selected. Draw around points with the lasso or the box above the map, Shift-click points one by one, or press the selection mark beside a group in the legend.",
    });
    const clear = make("button", "ee-legend-link", { text: "Clear", attributes: { type: "button", "aria-label": "Clear the selection" } });
    clear.addEventListener("click", () => {
      this.marks.select((selection) => selection.clear());
      this.panel.focus(); // the button is gone
    });
    const file = make("button", "ee-legend-link", { text: "Save as file", attributes: { type: "button", title: "CSV or Parquet, or the pictures in folders" } });
    file.addEventListener("click", () => this.#export());
    const head = make("div", "ee-selected-head", {}, [count, clear, file, make("span", "", {}, Object.values(kinds))]);
    const element = make("div", "ee-selected", {}, [head, form, galleryHome, tableHome, empty]);
    return { element, count, form, file, empty, galleryHome };
  }

  /** Opens the page's own export, which takes the selected rows unless all are asked for. */
  #export() {
    const button = /** @type {HTMLElement | null} */ (document.querySelector(this.#exporter));
    if (!button || button.getBoundingClientRect().right <= 0) {
      this.actions.note("The selected rows are saved with Export, in the bar at the side: open that first.");
      return;
    }
    button.scrollIntoView({ block: "nearest" });
    setTimeout(() => button.click(), 0); // what is open closes at a click elsewhere: this one
  }

  #list() {
    return this.chosen.galleryHome.hidden ? this.table : this.gallery;
  }

  #fillSelected() {
    const { selection } = this.marks;
    const { element, count, empty } = this.chosen;
    const none = selection.count === 0;
    empty.hidden = !none;
    element.dataset.eeEmpty = String(none);
    const unseen = this.#unseen();
    const aside = unseen ? `, ${unseen.toLocaleString("en-US")} of them hidden` : "";
    count.textContent = `${selection.count.toLocaleString("en-US")} / ${this.book.n.toLocaleString("en-US")}${aside}`;
    this.#list().show(this.book, selection.positions());
  }
}
