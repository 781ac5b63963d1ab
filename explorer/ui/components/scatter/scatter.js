/**
 * One map on the page: fetches what it is told to show, draws it, and keeps what the person has done to it.
 *
 * @typedef {import("./colouring.js").Field} Field
 * @typedef {import("./pick.js").Cloud} Cloud
 * @typedef {{cloud: Cloud, rows: Uint32Array | null, coloured: Field | null}} Loaded
 */

import { colouring, valueOf } from "./colouring.js";
import { fetchColumn, fetchNames } from "./columns.js";
import { canGlide, glide } from "./glide.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "./keyboard.js";
import { drawLegend } from "./legend.js";
import { onHover } from "./link.js";
import { categoryColour, grey } from "./palette.js";
import { Grid } from "./pick.js";
import { Pictures } from "./pictures.js";
import { Plot } from "./plot.js";
import { hasWebGL, loadPlotly } from "./plotly.js";
import { listenToPointer } from "./pointer.js";
import { place, sameMatrix } from "./screen.js";
import { Stage } from "./stage.js";
import { readTheme, watchTheme } from "./theme.js";

const MOST_LINES = 12; // fields on a card
const STILL = 400; // ms without a change after which the view is taken to rest

export class Scatter {
  /** @type {any} what Streamlit last gave */
  #component = null;
  /** @type {Plot | null} */
  #plot = null;
  /** @type {Grid | null} */
  #grid = null;
  /** @type {(Field | null | "failed")[]} by the index of `data.fields`; null: not fetched yet */
  #fields = [];
  /** What each of them was made from: `data.fields` itself. */
  #specs = [];
  /** @type {Field | null} */
  #coloured = null;
  /** @type {Uint32Array | null} */
  #rows = null;
  /** @type {Map<number, number> | null} position of a row, made when first asked for */
  #positions = null;
  #pictures = new Pictures();
  /** What is on screen: addresses of the coordinates, of the colours. */
  #drawn = { view: "", colours: "", n: 0, dims: 0 };
  /** Each update takes a turn; what belongs to an earlier one stops. */
  #turn = 0;
  #drawing = Promise.resolve();
  #pins = { given: null, sent: [] };
  #watch = { until: 0, running: false, matrix: null };
  #stops = [];

  /** @param {HTMLElement | ShadowRoot} parent */
  constructor(parent) {
    this.stage = new Stage({
      fit: () => this.#aim((plot) => plot.fit()),
      zoom: (factor) => this.#aim((plot) => plot.zoom(factor)),
      retry: () => this.update(this.#component),
    });
    const { plot, root, probe, area } = this.stage;
    this.inspector = new Inspector(
      this.stage, () => this.#plot, () => this.#grid, this.#pictures, (i) => this.#sendPin(i), () => this.#fetchFields(["column"]),
    );
    root.eeLocate = (row) => this.#locate(row);
    parent.append(root);
    this.#listen(plot, root, probe, area);
  }

  /** @param {any} component as Streamlit gives it; see index.js */
  async update(component) {
    const turn = ++this.#turn;
    this.#component = component;
    const { data } = component;
    const { root, stage } = { root: this.stage.root, stage: this.stage };
    root.dataset.eeReady = "false";
    stage.announce(data);
    try {
      if (!hasWebGL()) throw new Error("This browser has no WebGL, which the map is drawn with. Turn on hardware acceleration, or use another browser.");
      const [Plotly, loaded] = await Promise.all([loadPlotly(data.plotly), this.#load(data)]);
      if (turn !== this.#turn) return;
      await this.#drawing;
      if (turn !== this.#turn) return;
      this.#drawing = this.#draw(Plotly, data, loaded, turn);
      await this.#drawing;
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  destroy() {
    this.#turn++;
    this.#stops.forEach((stop) => stop());
    this.inspector.destroy();
    this.#plot?.destroy();
    this.stage.root.remove();
  }

  async #load({ n, view, fields, colour, rows }) {
    if (n === 0) throw new Error("There are no rows to show here.");
    const [axes, numbers, coloured] = await Promise.all([
      Promise.all(view.axes.map((url) => fetchColumn(url, "f4", n))),
      rows ? fetchColumn(rows, "u4", n) : null,
      colour === null || colour === undefined ? null : fetchField(fields[colour], n),
    ]);
    return { cloud: { x: axes[0], y: axes[1], z: axes[2] ?? null }, rows: numbers, coloured };
  }

  /** @param {any} Plotly @param {any} data @param {Loaded} loaded @param {number} turn */
  async #draw(Plotly, data, loaded, turn) {
    const { view, n } = data;
    const wanted = { view: view.axes.join(" "), colours: JSON.stringify([data.fields[data.colour] ?? null, data.palette ?? null]), n, dims: view.dims };
    const fresh = !this.#plot || wanted.n !== this.#drawn.n || wanted.dims !== this.#drawn.dims;
    const moves = fresh || wanted.view !== this.#drawn.view;
    if (moves) this.inspector.sleep(true);
    this.#adopt(data, loaded);
    this.stage.say(null);
    if (fresh || wanted.colours !== this.#drawn.colours) {
      const theme = readTheme(this.stage.probe);
      const paint = colouring(loaded.coloured, n, theme, data.palette);
      drawLegend(this.stage.legend, paint);
      if (fresh) await this.#start(Plotly, loaded.cloud, paint, theme);
      else await this.#plot.recolour(paint, theme);
    }
    // Points stopped on their way are in no view: the next update must move them, wherever it wants them.
    this.#drawn = { ...wanted, view: moves && !fresh ? "" : wanted.view };
    this.stage.setTitles(view.titles, view.dims);
    if (moves) {
      if (!fresh) await this.#travel(loaded.cloud, turn);
      if (turn !== this.#turn) return;
      this.#drawn.view = wanted.view;
      this.#grid = view.dims === 2 ? new Grid(loaded.cloud) : null;
    }
    this.#settle(data);
  }

  /** Everything is in place: says so, and fetches what the card will want. */
  #settle(data) {
    const { root, skeleton } = this.stage;
    skeleton.hidden = true;
    this.#takePin(data);
    this.inspector.sleep(false);
    this.inspector.refill();
    this.#keepWatch();
    const coloured = data.fields[data.colour];
    Object.assign(root.dataset, { eeReady: "true", eeView: data.view.id, eeColour: coloured?.name ?? "", eeN: String(data.n) });
    root.dispatchEvent(new CustomEvent("explorer:ready", { bubbles: true, composed: true, detail: { view: data.view.id } }));
    this.#fetchFields(["identity", "clustering"]);
  }

  async #start(Plotly, cloud, paint, theme) {
    this.#plot?.destroy();
    this.#plot = new Plot(Plotly, this.stage.plot);
    await this.#plot.draw(cloud, paint, theme);
    for (const event of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
      this.stage.plot.on(event, () => this.#keepWatch());
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
  #adopt(data, { rows, coloured }) {
    const old = new Map(this.#fields.map((field, k) => [addressOf(this.#specs[k]), field]));
    this.#specs = data.fields;
    this.#fields = data.fields.map((spec, k) => {
      if (k === data.colour) return coloured;
      const known = old.get(addressOf(spec));
      return known && known !== "failed" ? { ...known, name: spec.name, role: spec.role } : null;
    });
    this.#coloured = coloured;
    this.#rows = rows;
    this.#positions = null;
    this.#pictures.thumbs = data.thumbs ?? null;
    this.inspector.subject = {
      link: data.link ?? null,
      rowOf: (i) => (rows ? rows[i] : i),
      positionOf: (row) => this.#positionOf(row),
      describe: (i) => this.#describe(i),
    };
  }

  /** Fields of some roles that are not here yet. @param {string[]} roles */
  #fetchFields(roles) {
    const specs = this.#specs;
    const { n } = this.#component.data;
    specs.forEach(async (spec, k) => {
      if (this.#fields[k] !== null || !roles.includes(spec.role)) return;
      let field;
      try {
        field = await fetchField(spec, n);
      } catch {
        field = "failed";
      }
      if (specs !== this.#specs || this.#fields[k] === field) return;
      this.#fields[k] = field;
      this.inspector.refill();
    });
  }

  #describe(i) {
    const { data } = this.#component;
    const { dark } = readTheme(this.stage.probe);
    const all = this.#fields.map((field, k) => {
      const { name } = this.#specs[k];
      if (field === null) return { name, text: "…", colour: null };
      if (field === "failed") return { name, text: "could not be fetched", colour: null };
      const { text, code, grey: isGrey } = valueOf(field, i);
      const palette = k === data.colour ? data.palette : null;
      const colour = code === null || field.role === "column" && k !== data.colour ? null : isGrey ? grey(dark) : categoryColour(code, palette);
      return { name, text, colour };
    });
    const first = this.#specs.findIndex(({ role }) => role === "identity");
    const lines = all.filter((_, k) => k !== first);
    if (lines.length > MOST_LINES) lines.splice(MOST_LINES - 1, Infinity, { name: "", text: `… and ${lines.length - MOST_LINES + 1} more`, colour: null });
    return { title: all[first]?.text ?? "", titleName: all[first]?.name ?? "", lines };
  }

  #positionOf(row) {
    if (!this.#rows) return row >= 0 && row < this.#drawn.n ? row : null;
    this.#positions ??= new Map(Array.from(this.#rows, (value, i) => [value, i]));
    return this.#positions.get(row) ?? null;
  }

  /** Where a row is in the window now: what `root.eeLocate(row)` answers. */
  #locate(row) {
    const i = this.#positionOf(row);
    const matrix = this.#plot?.matrix();
    if (i === null || !matrix) return null;
    const { x, y, z } = this.#plot.cloud;
    const spot = place(matrix, x[i], y[i], z ? z[i] : 0);
    const box = this.stage.plot.getBoundingClientRect();
    const inside = spot.x >= 0 && spot.y >= 0 && spot.x <= box.width && spot.y <= box.height;
    return { x: box.left + spot.x, y: box.top + spot.y, inside };
  }

  /** The page's pin counts when it says something new, not when it echoes an earlier one of ours. */
  #takePin({ pinned = null, n }) {
    const { given, sent } = this.#pins;
    if (pinned === given) return;
    this.#pins.given = pinned;
    const echo = sent.indexOf(pinned);
    if (echo >= 0) sent.splice(0, echo + 1);
    else this.inspector.setPinned(pinned !== null && pinned < n ? pinned : null);
  }

  #sendPin(i) {
    this.#pins.sent.push(i);
    this.#component.setStateValue("pinned", i);
  }

  async #aim(move) {
    if (!this.#plot?.cloud) return false;
    await this.#drawing;
    await move(this.#plot);
    this.#keepWatch();
    return true;
  }

  async #retheme() {
    await this.#drawing;
    if (!this.#plot?.cloud) return;
    const theme = readTheme(this.stage.probe);
    const paint = colouring(this.#coloured, this.#drawn.n, theme, this.#component.data.palette);
    drawLegend(this.stage.legend, paint);
    this.#drawing = this.#plot.recolour(paint, theme);
    this.inspector.refill();
  }

  #fail(error) {
    this.stage.skeleton.hidden = true;
    this.stage.say(error.message);
    this.stage.root.dataset.eeReady = "failed";
    if (this.#plot?.cloud) this.inspector.sleep(false);
  }

  /** Follows the view frame by frame while it moves; plotly's camera swings on after its last event. */
  #keepWatch() {
    const watch = this.#watch;
    watch.until = performance.now() + STILL;
    if (watch.running) return;
    watch.running = true;
    const look = () => {
      const matrix = this.#plot?.matrix() ?? null;
      if (this.#plot?.cloud && matrix && !sameMatrix(matrix, watch.matrix)) {
        watch.matrix = matrix;
        watch.until = performance.now() + STILL;
        if (this.#plot.dims === 3) this.stage.drawBox(matrix, this.#plot.corners());
        this.inspector.seek();
        this.inspector.refresh();
      }
      watch.running = performance.now() < watch.until;
      if (watch.running) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  #listen(plot, root, probe, area) {
    const { inspector } = this;
    const fit = () => void this.#aim((drawn) => drawn.fit());
    this.#stops.push(
      listenToPointer(plot, {
        hover: (x, y) => inspector.hover(x, y),
        leave: () => inspector.leave(),
        drag: () => {
          inspector.drag();
          this.#keepWatch();
        },
        tap: (x, y, touch) => inspector.tap(x, y, touch),
        doubleTap: fit,
      }),
      onHover(root, () => inspector.subject?.link ?? null, (row) => inspector.setLinked(row)),
      watchTheme(probe, () => this.#retheme()),
    );
    listenToKeys(root, {
      go: (direction) => inspector.go(direction),
      pin: () => inspector.pin(),
      unpin: () => inspector.unpin(),
      step: (by) => inspector.step(by),
      fit: () => (fit(), true),
      zoom: (factor) => (this.#aim((drawn) => drawn.zoom(factor)), true),
    });
    root.addEventListener("pointerdown", () => (root.dataset.eePointer = ""));
    root.addEventListener("keydown", () => delete root.dataset.eePointer);
    plot.addEventListener("wheel", () => this.#keepWatch(), { passive: true });
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

/** @param {any} spec one entry of `data.fields` @param {number} n @returns {Promise<Field>} */
async function fetchField(spec, n) {
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
