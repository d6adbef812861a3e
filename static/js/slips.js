// The second press of a cold thumb: what comes under it when the page has just changed was not meant.

const SOON = 600; // milliseconds
const NEAR = 32; // pixels

let last = null;
let changedAt = -Infinity;

/** What a press is meant for: the button, the link, or the field behind a label. */
function meant(target) {
  return target.closest("label")?.control ?? target.closest("button, a, summary, input") ?? target;
}

/** A door that was just marked would open at the second press, and the way back be gone. */
function isDoorAgain(thing) {
  return thing.matches("[data-door]:not([aria-pressed])");
}

function isSlip(press) {
  if (!last || Math.hypot(press.x - last.x, press.y - last.y) > NEAR) return false;
  const isSoon = press.at - last.at < SOON || (changedAt > last.at && press.at - changedAt < SOON);
  return isSoon && (press.on !== last.on || isDoorAgain(press.on));
}

/** Tells that something else now lies under the thumb. */
export function pageChanged() {
  changedAt = document.timeline.currentTime;
}

/**
 * From now on a press counts only when it was meant: not when it comes soon after another at the same place, or soon
 * after the page changed under it, and hits something else.
 */
export function watchForSlips() {
  addEventListener(
    "click",
    (event) => {
      if (!event.detail) return; // by keyboard
      // When the thumb came down, not when a busy phone got round to it.
      const press = { on: meant(event.target), at: event.timeStamp, x: event.clientX, y: event.clientY };
      if (isSlip(press)) {
        event.preventDefault();
        event.stopPropagation();
      }
      last = press;
    },
    { capture: true },
  );
}
