/** Mouse, pen and finger on the plot, told apart: hovering, a tap, two taps, a drag (which is plotly's). */

const TAP_DISTANCE = 5; // px a click may stray
const TAP_TIME = 600; // ms
const DOUBLE_TIME = 350; // ms

/**
 * @param {HTMLElement} element
 * @param {object} actions coordinates are px of the window
 * @param {(x: number, y: number) => void} actions.hover
 * @param {() => void} actions.leave
 * @param {() => void} actions.drag the view is being moved
 * @param {(x: number, y: number, touch: boolean, event: PointerEvent) => void} actions.tap
 * @param {() => void} actions.doubleTap
 * @returns {() => void} stops listening to the window
 */
export function listenToPointer(element, actions) {
  /** @type {{x: number, y: number, time: number, moved: boolean} | null} */
  let down = null;
  let lastTap = { x: 0, y: 0, time: -Infinity };
  const far = (a, event) => Math.hypot(event.clientX - a.x, event.clientY - a.y) > TAP_DISTANCE;

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    down = { x: event.clientX, y: event.clientY, time: event.timeStamp, moved: false };
    // Plotly cancels the mouse event that would give the focus.
    element.focus({ preventScroll: true });
  });
  // With Shift plotly would draw a box of its own, which stretches one axis alone; Shift is the key that adds rows.
  const own = (event) => event.shiftKey && event.stopPropagation();
  element.addEventListener("mousedown", own, true);
  element.addEventListener("pointerleave", actions.leave);
  element.addEventListener("pointermove", (event) => {
    if (!down && event.pointerType !== "touch") actions.hover(event.clientX, event.clientY);
  });
  // During a drag plotly covers the page with an element of its own: only the window sees those.
  const move = (event) => {
    if (!down || !(down.moved ||= far(down, event))) return;
    actions.drag();
  };
  const up = (event) => {
    if (!down || !event.isPrimary) return;
    const tap = !down.moved && event.timeStamp - down.time < TAP_TIME;
    down = null;
    if (!tap) return;
    // Clicks with these keys select row by row, also the same row twice.
    const selects = event.shiftKey || event.ctrlKey || event.metaKey;
    const double = !selects && event.timeStamp - lastTap.time < DOUBLE_TIME && !far(lastTap, event);
    lastTap = double ? { ...lastTap, time: -Infinity } : { x: event.clientX, y: event.clientY, time: event.timeStamp };
    if (double) actions.doubleTap();
    else actions.tap(event.clientX, event.clientY, event.pointerType === "touch", event);
  };
  const cancel = () => {
    down = null;
  };
  const listeners = { pointermove: move, pointerup: up, pointercancel: cancel };
  for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener, true);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener, true);
  };
}
