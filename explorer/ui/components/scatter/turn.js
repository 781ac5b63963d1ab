/**
 * When a page may be drawn again of its own accord. A script run takes over from the one before it: a click that this one
 * was to answer is lost, and a link that was followed leads back to the page that asked last.
 */

const HAND = 400; // ms after a touch, a click or a key in which its answer is still on its way to the server
const LEAVING = 4000; // the same after a link, unless its page is there before; by then it led to no page
const BACK = 1000; // the same after the Back button, which changes the address at once
const RUNNING = ["running", "rerunRequested"]; // what Streamlit writes on its root element while a script runs

let down = false;
let telling = 0; // what was told, and Streamlit hasn't sent yet
let until = -Infinity;
let leaving = -Infinity; // until then a link leads away from the page at `from`
let from = "";

for (const [event, listen] of Object.entries({
  pointerdown: () => (down = true),
  pointerup: () => lifted(),
  pointercancel: () => lifted(),
  // the button may be let go where nobody is told of it: over a menu of the browser's, outside of the window
  pointermove: (/** @type {PointerEvent} */ { buttons }) => (down &&= buttons !== 0),
  keydown: () => hold(HAND),
  click: (/** @type {MouseEvent} */ event) => {
    hold(HAND);
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link) return;
    [leaving, from] = [performance.now() + LEAVING, location.pathname];
    if (telling) followLater(event, /** @type {HTMLAnchorElement} */ (link));
  },
})) {
  document.addEventListener(event, /** @type {EventListener} */ (listen), { capture: true, passive: event !== "click" });
}
addEventListener("popstate", () => hold(BACK));

/** @returns {boolean} whether nobody's hand is on the page and no script runs for it */
export function myTurn() {
  const state = document.querySelector("[data-test-script-state]")?.getAttribute("data-test-script-state");
  const left = location.pathname !== from || performance.now() > leaving;
  return !down && left && performance.now() > until && !RUNNING.includes(state ?? "");
}

/**
 * Tell Streamlit something. It sends that with the next timeout, and a click may come before one: what is sent after the
 * link was followed would lead back. So a link waits until it is sent.
 * @param {() => void} tell
 */
export function told(tell) {
  tell();
  toBeTold(new Promise((resolve) => setTimeout(resolve, 0))); // in the order they were set: after Streamlit's
}

/** A link waits for what will be told, too. @param {Promise<unknown>} promise kept with the telling */
export function toBeTold(promise) {
  telling++;
  void promise.finally(() => telling--);
}

function followLater(event, link) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  follow(link);
}

function follow(link) {
  if (telling) setTimeout(() => follow(link), 0);
  else link.click();
}

function lifted() {
  down = false;
  hold(HAND);
}

function hold(ms) {
  until = Math.max(until, performance.now() + ms);
}
