// Which part of a page is shown, kept in the address so that the back button works, also from step to step.

import { pageChanged } from "./slips.js";

const parts = new Map([...document.querySelectorAll("[data-screen]")].map((part) => [part.dataset.screen, part]));

const left = new Map(); // where somebody was in a part when they left it

/**
 * Shows one part alone and brings keyboard and screen reader to its heading. A part with `data-keeps-place` is found
 * again as it was left.
 */
export function show(name) {
  const part = parts.get(name);
  if (!part.hidden) return;
  for (const one of parts.values()) {
    if (!one.hidden && "keepsPlace" in one.dataset)
      left.set(one, { y: scrollY, on: one.contains(document.activeElement) ? document.activeElement : null });
    one.hidden = one !== part;
  }
  const { y = 0, on = null } = left.get(part) ?? {};
  (on?.isConnected ? on : part.querySelector("h1")).focus({ preventScroll: true });
  scrollTo({ top: y, behavior: "instant" });
  pageChanged();
}

/** Goes to a place, as a link would; `instead` leaves no way back to what stood there. */
export function go(hash, { instead = false } = {}) {
  if (location.hash === hash) return dispatchEvent(new HashChangeEvent("hashchange"));
  if (!instead) return void (location.hash = hash);
  history.replaceState(null, "", hash || location.pathname);
  return dispatchEvent(new HashChangeEvent("hashchange"));
}

/** Climbs from one step of a place to another: "#place-2" lies upon "#place-1", so that going back leads down again. */
export function climb(place, from, to, { instead = false } = {}) {
  for (let step = from; step <= to; step += 1) {
    const move = instead && step === from ? "replaceState" : "pushState";
    history[move]({ under: step }, "", `${place}-${step}`);
  }
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** One step down, as the back key goes. */
export function descend(place, to) {
  if (history.state?.under) history.back();
  else go(`${place}-${to}`, { instead: true });
}

/** Out of a place whose steps lead nowhere any more: to what lies under all of them. */
export function leaveSteps() {
  const under = history.state?.under ?? 0;
  if (under) history.go(-under);
  else go("", { instead: true });
}

/** Calls back with the parts of the address, now and whenever it changes: "#deur-12" is ["deur", "12"]. */
export function follow(callback) {
  const tell = () => callback(...location.hash.slice(1).split("-"));
  addEventListener("hashchange", tell);
  tell();
}
