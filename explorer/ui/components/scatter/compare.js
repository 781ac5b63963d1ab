/**
 * Pictures of groupings against each other, a Streamlit component (v2): which agree (agreementgrid.js), what two have in
 * common (overlapgrid.js), what becomes of each cluster (fatelist.js), where rows go through several (ribbons.js), which
 * rows they argue about (disputes.js).
 *
 * Data: `kind`, one of the names below, and what that picture is told, see its module. Trigger given back: `told`, an object
 * whose `what` is "pair", "cell", "group", "flow", "row" or "rows"; see there too.
 *
 * For pages and tests, on the root element `.ee-compare`: `data-ee-ready`, `data-ee-kind`.
 */

import { AgreementGrid } from "./agreementgrid.js";
import { Disputes } from "./disputes.js";
import { make } from "./dom.js";
import { FateList } from "./fatelist.js";
import { Hint } from "./hint.js";
import { living, loadStyle } from "./living.js";
import { OverlapGrid } from "./overlapgrid.js";
import { Ribbons } from "./ribbons.js";
import { readTheme, watchTheme } from "./theme.js";

const PICTURES = { agreements: AgreementGrid, overlap: OverlapGrid, fates: FateList, flows: Ribbons, disputes: Disputes };

export default living(async (parentElement) => {
  await loadStyle(parentElement, "compare.css");
  return new Compare(parentElement);
});

class Compare {
  #picture = null;
  #call = 0;
  #tell = (/** @type {unknown} */ _told) => {};

  constructor(parentElement) {
    this.root = make("div", "ee-compare", { attributes: { "data-ee-ready": "false" } });
    this.hint = new Hint(this.root);
    this.probe = make("i", "ee-probe", { attributes: { "aria-hidden": "true" } });
    this.problem = make("p", "ee-compare-problem", { attributes: { role: "alert", hidden: "" } });
    this.root.append(this.probe, this.problem);
    parentElement.append(this.root);
    this.stop = watchTheme(this.probe, () => this.#retheme());
  }

  async update({ data, setTriggerValue }) {
    const call = ++this.#call;
    const wanted = () => call === this.#call;
    this.#tell = (told) => setTriggerValue("told", told);
    this.root.dataset.eeKind = data.kind;
    if (!this.#picture) {
      this.#picture = new PICTURES[data.kind](this.hint, (told) => this.#tell(told), () => readTheme(this.probe));
      this.root.append(this.#picture.element);
      this.#retheme();
    }
    try {
      await this.#picture.update(data, wanted);
      if (wanted()) this.#say("");
    } catch (error) {
      if (wanted()) this.#say(error.message);
    }
  }

  destroy() {
    this.stop();
    this.#picture?.destroy?.();
    this.root.remove();
  }

  /** @param {string} problem why there is no picture of what is asked for; empty: there is one */
  #say(problem) {
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
    this.#picture.element.hidden = Boolean(problem);
    this.root.dataset.eeReady = problem ? "failed" : "true";
  }

  #retheme() {
    this.root.dataset.eeDark = String(readTheme(this.probe).dark);
    this.#picture?.retheme?.();
  }
}
