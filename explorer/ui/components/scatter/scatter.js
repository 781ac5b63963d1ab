/**
 * One map on the page: fetches what it is told to show, draws it, and keeps what the person has done to it.
 *
 * @typedef {import("./colouring.js").Field} Field
 * @typedef {import("./pick.js").Cloud} Cloud
 * @typedef {{cloud: Cloud, rows: Uint32Array | null, coloured: Field | null}} Loaded
 */

import { appearance } from "./appearance.js";
import { Book, fetchField } from "./book.js";
import { colouring } from "./colouring.js";
import { fetchColumn } from "./columns.js";
import { describe } from "./describe.js";
import { Density } from "./density.js";
import { Desk } from "./desk.js";
import { Download } from "./download.js";
import { afterFrame, canGlide, glide } from "./glide.js";
import { Growing, howFar } from "./growing.js";
import { Guests, loadGuests } from "./guests.js";
import { highlightColour } from "./highlight.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "./keyboard.js";
import { Legend } from "./legend.js";
import { onHover, onSelection, saySelection } from "./link.js";
import { Marks } from "./marks.js";
import { themeOf } from "./page.js";
import { Grid } from "./pick.js";
import { Pictures } from "./pictures.js";
import { Pins } from "./pins.js";
import { Plot } from "./plot.js";
import { hasWebGL, loadPlotly } from "./plotly.js";
import { listenToPointer } from "./pointer.js";
import { place } from "./screen.js";
import { sketch } from "./sketch.js";
import { Stage } from "./stage.js";
import { readTheme, watchTheme } from "./theme.js";
import { Together } from "./together.js";
import { Watch } from "./watch.js";
import { listenToWheel } from "./wheel.js";

export class Scatter {
  /** @type {any} what Streamlit last gave */
  #component = null;
  /** @type {any} its data, from when they are drawn: until then the points, colours and fields are those of earlier ones */
  #data = null;
  /** @type {Plot | null} */
  #plot = null;
  /** @type {Grid | null} */
  #grid = null;
  /** @type {Field | null} */
  #coloured = null;
  /** @type {import("./colouring.js").Colouring | null} of that field, before any marks */
  #base = null;
  /** @type {Desk | null} only on a map to work with; a map to look at has a legend */
  #desk = null;
  /** @type {Download | null} on a map to look at that can be saved */
  #download = null;
  #density = new Density();
  #guests = new Guests();
  /** What is on screen: addresses of the coordinates, of the colours. */
  #drawn = { view: "", colours: "", n: 0, dims: 0, guests: "" };
  /** @type {Cloud | null} new rows, which the view has room for too */
  #beside = null;
  /** Each flight to a row ends an earlier one. */
  #flight = 0;
  /** Each update takes a turn; what belongs to an earlier one stops. */
  #turn = 0;
  #drawing = Promise.resolve();
  /** What the colours on screen were made from. */
  #painted = [];
  #repainting = { running: false, again: false };
  #stops = [];

  /** @param {HTMLElement | ShadowRoot} parent */
  constructor(parent) {
    this.stage = new Stage({
      fit: () => this.#aim((plot) => plot.fit()),
      zoom: (factor) => this.#aim((plot) => plot.zoom(factor)),
      retry: () => this.update(this.#component),
    });
    const { plot, root, probe, area } = this.stage;
    this.pins = new Pins((i) => this.#tell("pinned", i));
    this.book = new Book(new Pictures(), () => this.#grown());
    this.marks = new Marks({ changed: (what) => this.#marked(what), tell: (name, value) => this.#tell(name, value), tag: (asked) => this.#component.setTriggerValue("tag", asked), problem: (words) => this.stage.note(words) });
    this.legend = new Legend(this.stage.legend, null);
    this.inspector = new Inspector(
      this.stage, () => this.#plot, () => this.#grid, this.book.pictures, (i) => this.pins.send(i), () => this.book.fetch(["column"]),
    );
    this.growing = new Growing((spec, frame) => this.#inLine(() => this.#grow(spec, frame)));
    this.together = new Together(root, () => this.#linked(), () => this.#plot, (move) => this.#aim(move));
    this.watch = new Watch(() => this.#plot?.matrix() ?? null, (matrix) => this.#moved(matrix));
    this.stage.underlay(this.#density.element);
    this.stage.overlay(this.#guests.elements);
    root.eeLocate = (row) => this.#locate(row);
    root.eeGuest = (i) => this.#inWindow(this.#guests.locate(i));
    parent.append(root);
    this.#listen(plot, root, probe, area);
  }

  /** @param {any} component as Streamlit gives it; see index.js */
  async update(component) {
    const turn = ++this.#turn;
    this.#component = component;
    const { data } = component;
    const { root } = this.stage;
    root.dataset.eeReady = "false";
    root.dataset.eeCompact = String(data.compact ?? false);
    if (data.growing?.id !== this.growing.spec?.id) this.growing.follow(null);
    this.stage.announce(data);
    if (data.panel === "full") this.#desk ??= this.#furnish();
    else if (data.saves && !data.saved) this.#download ??= new Download(this.stage.buttons, this.#saving());
    try {
      if (!hasWebGL()) throw new Error("This browser has no WebGL, which the map is drawn with. Turn on hardware acceleration, or use another browser.");
      const [Plotly, loaded] = await Promise.all([loadPlotly(data.plotly), this.#load(data)]);
      if (turn !== this.#turn) return;
      await this.#inLine(() => turn === this.#turn && this.#draw(Plotly, data, loaded, turn));
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  destroy() {
    this.#turn++;
    this.growing.follow(null);
    this.#stops.forEach((stop) => stop());
    this.inspector.destroy();
    this.marks.destroy();
    this.#desk?.destroy();
    this.#download?.destroy();
    this.#plot?.destroy();
    this.stage.root.remove();
  }

  async #load(data) {
    const { n, view, fields, colour, rows } = data;
    if (n === 0) throw new Error("There are no rows to show here.");
    const [axes, numbers, coloured, guests] = await Promise.all([
      Promise.all(view.axes.map((url) => fetchColumn(url, "f4", n))),
      rows ? fetchColumn(rows, "u4", n) : null,
      colour === null || colour === undefined ? null : fetchField(fields[colour], n),
      loadGuests(data.guests),
    ]);
    return { cloud: { x: axes[0], y: axes[1], z: axes[2] ?? null }, rows: numbers, coloured, guests };
  }

  /** @param {any} Plotly @param {any} data @param {Loaded} loaded @param {number} turn */
  async #draw(Plotly, data, loaded, turn) {
    const { n } = data;
    const view = this.#viewOf(data);
    const cloud = view === data.view ? loaded.cloud : this.#plot.cloud;
    const wanted = { view: nameOf(view), colours: JSON.stringify([data.fields[data.colour] ?? null, data.palette ?? null]), n, dims: view.dims };
    const fresh = !this.#plot || wanted.n !== this.#drawn.n || wanted.dims !== this.#drawn.dims;
    const moves = fresh || wanted.view !== this.#drawn.view;
    if (moves) this.inspector.sleep(true);
    this.#adopt(data, loaded);
    const theme = readTheme(this.stage.probe);
    if (fresh || wanted.colours !== this.#drawn.colours) this.#base = colouring(loaded.coloured, n, theme, data.palette);
    await this.#takeMarks(data);
    this.stage.say(null);
    const beside = data.guests?.axes.join(" ") ?? "";
    const refit = !fresh && beside !== this.#drawn.guests;
    this.#beside = loaded.guests?.cloud ?? null;
    if (!fresh) this.#plot.beside = this.#beside;
    if (fresh) await this.#start(Plotly, cloud, this.#appearance(theme), theme);
    else await this.#paint(theme);
    await this.#plot.restyle(this.marks.look);
    // Points stopped on their way are in no view: the next update must move them, wherever it wants them.
    this.#drawn = { ...wanted, guests: beside, view: moves && !fresh ? "" : wanted.view };
    this.stage.setTitles(view.titles, view.dims);
    if (moves) {
      this.#density.show(null);
      if (!fresh) await this.#travel(cloud, turn);
      if (turn !== this.#turn) return;
      this.#drawn.view = wanted.view;
      this.#grid = view.dims === 2 ? new Grid(cloud) : null;
    } else if (refit) await this.#plot.fit();
    this.#guests.show(loaded.guests, data.spot ?? null);
    this.#settle(data);
  }

  /** Everything is in place: says so, and fetches what the card will want. */
  #settle(data) {
    const { root, skeleton } = this.stage;
    skeleton.hidden = true;
    const pinned = this.pins.take(data);
    if (pinned !== undefined) this.inspector.setPinned(pinned);
    this.inspector.sleep(false);
    this.inspector.refill();
    this.#showAround(data);
    this.#guests.follow(this.#plot.matrix(), this.#plot.size);
    root.dataset.eeGuests = String(data.guests?.n ?? 0);
    this.watch.keep();
    const coloured = data.fields[data.colour];
    Object.assign(root.dataset, { eeReady: "true", eeView: data.view.id, eeColour: coloured?.name ?? "", eeN: String(data.n) });
    root.dispatchEvent(new CustomEvent("explorer:ready", { bubbles: true, composed: true, detail: { view: data.view.id } }));
    this.book.fetch(["identity", "clustering"]);
    if (!data.growing) delete root.dataset.eeGrowing;
    this.growing.follow(data.growing ?? null);
  }

  /** What the points stand for: the map that is growing once its points are on screen, else the one that is there. */
  #viewOf(data) {
    return data.growing && nameOf(data.growing) === this.#drawn.view ? data.growing : data.view;
  }

  /** Draws a frame of a map on its way. */
  async #grow(spec, frame) {
    if (this.growing.spec !== spec || !this.#plot?.cloud || frame.cloud.x.length !== this.#drawn.n) return;
    const { cloud } = frame;
    const first = this.#drawn.view !== nameOf(spec);
    Object.assign(this.#drawn, { view: nameOf(spec), dims: spec.dims });
    const theme = readTheme(this.stage.probe);
    if ((this.#plot.dims === 3) !== (spec.dims === 3)) await this.#start(this.#plot.Plotly, cloud, this.#appearance(theme), theme);
    else if (first) await this.#travel(cloud, this.#turn);
    else await this.#plot.follow(cloud);
    if (this.growing.spec !== spec) return; // it was done in the meantime: what is said of it must not stay
    if (first) this.stage.setTitles(spec.titles, spec.dims);
    this.stage.caption.textContent = spec.caption;
    this.stage.tell(`${spec.name}: ${howFar(frame)}`);
    this.#grid = spec.dims === 2 ? new Grid(cloud) : null;
    this.#density.show(this.marks.look.density ? this.#plot.cloud : null);
    this.#density.follow(this.#plot.matrix());
    this.watch.keep();
    this.inspector.refresh();
    this.stage.root.dataset.eeGrowing = `${frame.done}/${frame.total}`;
  }

  /** Legend, panel and density for what is drawn now. */
  #showAround(data) {
    if (this.#desk) this.#desk.show(this.#base, this.#coloured, data.fields[data.colour], data.saved ?? false, data.exporter ?? null);
    else {
      this.legend.show(this.#base);
      this.legend.mark({ highlight: this.marks.of(this.#colouredId).highlight, hiddenCodes: new Set(), selected: null });
    }
    this.#density.show(this.marks.look.density ? this.#plot.cloud : null);
    this.#density.follow(this.#plot.matrix());
    this.#sayDrawn();
    if (this.#plot.shown === 0) this.stage.note("No row is shown: all are filtered away or hidden.");
  }

  /** How many points are drawn, and how many of them as selected. */
  #sayDrawn() {
    Object.assign(this.stage.root.dataset, { eeSelected: String(this.marks.selection.count), eeShown: String(this.#plot.shown) });
  }

  async #start(Plotly, cloud, paint, theme) {
    this.#plot?.destroy();
    this.#plot = new Plot(Plotly, this.stage.plot);
    this.#plot.beside = this.#beside;
    this.#painted = [];
    await this.#plot.draw(cloud, paint, theme);
    for (const event of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
      this.stage.plot.on(event, () => this.watch.keep());
    }
    this.stage.plot.on("plotly_webglcontextlost", () => {
      this.#drawn.n = 0;
      this.stage.say("The graphics card took the drawing back.", "Draw again");
    });
  }

  async #travel(cloud, turn) {
    const jump = !canGlide(this.#plot.cost);
    await this.#plot.turnTo(cloud, jump);
    if (jump) return;
    await glide(this.#plot.cloud, cloud, (between) => this.#plot.move(between), () => turn !== this.#turn);
  }

  /** Takes over what is shown beside the points. */
  #adopt(data, loaded) {
    this.#data = data;
    this.book.adopt(data, loaded);
    this.#coloured = loaded.coloured;
    this.#desk?.adopted();
    this.inspector.subject = {
      link: data.link ?? null,
      rays: data.rays ?? null,
      rowOf: (i) => this.book.rowOf(i),
      positionOf: (row) => this.book.positionOf(row),
      describe: (i) => ({
        ...describe(this.book, i, data.colour, readTheme(this.stage.probe).dark),
        original: this.book.original(i),
        selected: this.#desk ? this.marks.selection.mask[i] === 1 : null,
      }),
      select: (i) => this.#toggle(i),
    };
  }

  // --- marks ---

  #furnish() {
    const { inspector } = this;
    return new Desk(this.stage, this.book, this.marks, {
      plot: () => this.#plot,
      go: (i) => void this.#go(i),
      point: (i) => inspector.point(i),
      hover: (x, y) => inspector.hover(x, y),
      leave: () => inspector.leave(),
      tap: (x, y, touch, event) => this.#tap(x, y, touch, event),
      note: (words) => this.stage.note(words),
      saving: this.#saving(),
    });
  }

  /** What is saved of this map. @returns {import("./download.js").Subject} */
  #saving() {
    return {
      describe: () => this.#sketch(),
      page: () => {
        const data = this.#data;
        const kept = { ...data, look: { stamp: "saved", ...this.marks.look }, selection: null, pinned: null, saved: true };
        return { data: kept, title: data.title ?? "Map", parameters: data.view.caption, style: themeOf(this.stage.root) };
      },
      name: () => this.#data.title ?? "map",
    };
  }

  #sketch() {
    const data = this.#data;
    const marks = this.marks.of(this.#colouredId);
    return sketch({
      plot: this.#plot,
      colouring: this.#base,
      lifted: (code) => highlightColour(marks.highlight, code),
      hiddenCodes: marks.hiddenCodes,
      title: data.title ?? "",
      caption: this.#viewOf(data).caption ?? "",
      labels: this.stage.labels(),
      guests: this.#guests.describe(),
      theme: readTheme(this.stage.probe),
    });
  }

  get #colouredId() {
    const spec = this.#data.fields[this.#data.colour];
    return spec?.id ?? spec?.name ?? "";
  }

  /** What the page knows of marks that this map doesn't: made in another tab, or on an earlier visit. */
  async #takeMarks(data) {
    if (!this.#desk) {
      // A map to look at follows what is highlighted; to hide, filter and select there it has no means. Where the page
      // around it selects, it shows what is selected.
      const { stamp, highlight = {} } = data.look ?? {};
      await this.marks.take({ n: data.n, look: stamp ? { stamp, highlight } : null, selection: data.follows ? data.selection : null });
      return;
    }
    const { filters, problem } = await this.marks.take(data);
    if (filters) await this.#desk.restore();
    if (problem) this.stage.note(problem);
  }

  /** What of this map others of its link may follow. */
  #linked() {
    return this.#data && { link: this.#data.link ?? null, view: this.#data.view.id };
  }

  /** Rows were selected on a map of the same link, which tells the page. */
  #chosen(mask) {
    if (this.#desk && mask.length === this.#data?.n && this.marks.selection.adopt(mask)) void this.#repaint();
  }

  #appearance(theme) {
    return appearance(this.#base, this.#coloured, this.marks.of(this.#colouredId), theme);
  }

  /** @returns {Promise<void>} when it is on screen */
  #marked(what) {
    this.stage.note(null);
    const link = what === "selection" ? this.#linked()?.link : null;
    if (link) saySelection(link, this.stage.root, this.marks.selection.mask);
    if (what === "look") this.#desk.lookChanged();
    return this.#repaint();
  }

  /**
   * Draws the marks, and what stands around the map once they are on screen. While one drawing is under way the next
   * waits, and takes in all that changed meanwhile.
   */
  async #repaint() {
    const state = this.#repainting;
    state.again = true;
    if (state.running) return;
    state.running = true;
    this.stage.root.dataset.eeReady = "false";
    try {
      while (state.again) {
        state.again = false;
        await this.#inLine(() => this.#redraw());
      }
    } catch (error) {
      this.#fail(error);
      return;
    } finally {
      state.running = false;
    }
    if (!this.#plot?.cloud) {
      this.#desk?.selectionChanged();
      return;
    }
    this.#sayDrawn();
    await afterFrame();
    if (state.running || !this.#plot?.cloud) return;
    this.#showAround(this.#data);
    this.inspector.refill();
    this.watch.keep();
    this.stage.root.dataset.eeReady = "true";
  }

  async #redraw() {
    if (!this.#plot?.cloud || !this.#base) return;
    await this.#paint(readTheme(this.stage.probe));
    await this.#plot.restyle(this.marks.look);
  }

  /** Other colours, unless what they come from is the same: a point's size is none of it. */
  async #paint(theme) {
    const { look, passing, selection } = this.marks;
    const field = this.#colouredId;
    const made = [this.#base, look.highlight[field], look.hidden[field], passing, selection.mask, theme.background];
    if (made.every((value, k) => value === this.#painted[k])) return;
    await this.#plot.recolour(this.#appearance(theme), theme);
    this.#painted = made;
  }

  #toggle(i) {
    const mode = this.marks.selection.mask[i] ? "subtract" : "add";
    this.marks.select((selection) => selection.combine([i], mode));
  }

  #tap(x, y, touch, event) {
    const i = event && (event.shiftKey || event.ctrlKey || event.metaKey) && this.#desk ? this.inspector.at(x, y) : null;
    if (i !== null) this.#toggle(i);
    else this.inspector.tap(x, y, touch);
    this.#point(x, y);
    if (this.#data?.spots && this.inspector.at(x, y) === null) this.#ask(x, y);
  }

  /** Says which new row is under the pointer. */
  #point(x, y) {
    if (!this.#guests.some) return;
    const box = this.stage.plot.getBoundingClientRect();
    this.#guests.point(x - box.left, y - box.top);
  }

  /** Tells the page of an empty place of a flat map that was clicked, in the map's own units. */
  #ask(x, y) {
    const m = this.#plot?.matrix();
    if (!m || this.#plot.dims === 3) return;
    const box = this.stage.plot.getBoundingClientRect();
    this.#component.setTriggerValue("spot", [(x - box.left - m[12]) / m[0], (y - box.top - m[13]) / m[5]]);
  }

  /** To a row that was asked for by name or picture: into view, with its card open. */
  async #go(i) {
    if (this.#plot?.cloud?.hidden?.[i]) {
      this.stage.note(`Row ${this.book.rowOf(i)} is hidden by a filter or in the legend.`);
      return;
    }
    this.stage.note(null);
    const flight = ++this.#flight;
    await this.#aim((plot) => plot.flyTo(i, () => flight !== this.#flight));
    if (flight === this.#flight) this.inspector.choose(i);
  }

  #tell(name, value) {
    this.#component.setStateValue(name, value);
  }

  #grown() {
    this.inspector.refill();
    this.#desk?.grown();
  }

  /** One thing at a time is drawn. @template T @param {() => T} task @returns {Promise<T>} */
  #inLine(task) {
    const run = this.#drawing.then(task);
    this.#drawing = run.catch(() => undefined);
    return run;
  }

  /** Where a row is in the window now: what `root.eeLocate(row)` answers. */
  #locate(row) {
    const i = this.book.positionOf(row);
    const matrix = this.#plot?.matrix();
    if (i === null || !matrix) return null;
    const { x, y, z } = this.#plot.cloud;
    return this.#inWindow(place(matrix, x[i], y[i], z ? z[i] : 0));
  }

  /** A place of the plot as one of the window. @param {{x: number, y: number} | null} spot */
  #inWindow(spot) {
    if (!spot) return null;
    const box = this.stage.plot.getBoundingClientRect();
    const inside = spot.x >= 0 && spot.y >= 0 && spot.x <= box.width && spot.y <= box.height;
    return { x: box.left + spot.x, y: box.top + spot.y, inside };
  }

  async #aim(move) {
    if (!this.#plot?.cloud) return false;
    await this.#inLine(() => move(this.#plot));
    this.watch.keep();
    return true;
  }

  async #retheme() {
    if (!this.#plot?.cloud) return;
    this.#base = colouring(this.#coloured, this.#drawn.n, readTheme(this.stage.probe), this.#data.palette);
    await this.#repaint();
  }

  #fail(error) {
    this.stage.skeleton.hidden = true;
    this.stage.say(error.message);
    this.stage.root.dataset.eeReady = "failed";
    if (this.#plot?.cloud) this.inspector.sleep(false);
  }

  /** The view is another than a frame ago. */
  #moved(matrix) {
    if (!this.#plot?.cloud) return;
    if (this.#plot.dims === 3) this.stage.drawBox(matrix, this.#plot.corners());
    this.#density.follow(matrix);
    this.#guests.follow(matrix, this.#plot.size);
    this.inspector.seek();
    this.inspector.refresh();
    this.together.moved();
  }

  #listen(plot, root, probe, area) {
    const { inspector } = this;
    const fit = () => void this.#aim((drawn) => drawn.fit());
    this.#stops.push(
      listenToPointer(plot, {
        hover: (x, y) => {
          inspector.hover(x, y);
          this.#point(x, y);
        },
        leave: () => {
          inspector.leave();
          this.#guests.leave();
        },
        drag: () => {
          inspector.drag();
          this.#guests.leave();
          this.watch.keep();
        },
        tap: (x, y, touch, event) => this.#tap(x, y, touch, event),
        doubleTap: fit,
      }),
      onHover(root, () => inspector.subject?.link ?? null, (row) => inspector.setLinked(row)),
      onSelection(root, () => inspector.subject?.link ?? null, (mask) => this.#chosen(mask)),
      () => this.together.stop(),
      watchTheme(probe, () => this.#retheme()),
    );
    listenToKeys(root, {
      go: (direction) => inspector.go(direction),
      pin: () => inspector.pin(),
      unpin: () => this.#desk?.cancel() || inspector.unpin(),
      step: (by) => inspector.step(by),
      fit: () => (fit(), true),
      undo: () => this.#desk !== null && (this.marks.select((selection) => selection.undo()), true),
      zoom: (factor) => (this.#aim((drawn) => drawn.zoom(factor)), true),
    });
    root.addEventListener("pointerdown", () => (root.dataset.eePointer = ""));
    root.addEventListener("keydown", () => delete root.dataset.eePointer);
    this.#stops.push(listenToWheel(plot, () => this.#plot?.dims === 3, (factor) => this.#aim((drawn) => drawn.zoom(factor))));
    plot.addEventListener("wheel", () => this.watch.keep(), { passive: true });
    const sizes = new ResizeObserver(() => this.#aim((drawn) => drawn.resize()));
    sizes.observe(area);
    const moved = () => inspector.refresh();
    window.addEventListener("scroll", moved, { capture: true, passive: true });
    window.addEventListener("resize", moved);
    this.#stops.push(() => {
      sizes.disconnect();
      window.removeEventListener("scroll", moved, { capture: true });
      window.removeEventListener("resize", moved);
    });
  }
}

/** What is remembered of a view that is on screen. */
function nameOf(view) {
  return view.axes?.join(" ") ?? view.id;
}
