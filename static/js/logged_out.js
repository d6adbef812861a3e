// After logging out: takes tonight's card and the draft off this phone, sends what waits, and then clears the rest.

import { hasDraft, wipe } from "./locked.js";
import { evicted, standing, withOutbox } from "./outbox.js";
import { startSending } from "./sending.js";
import { wipePages } from "./shell.js";

const PATIENCE = 10_000; // milliseconds
const part = document.querySelector("[data-logged-out]");
let isCleared = false;
let hasLeft = false;

/** Not when somebody came here by a link or by going back: a session that ran out must not cost a draft. */
function hasJustLoggedOut() {
  const [{ type }] = performance.getEntriesByType("navigation");
  return type === "navigate" && document.referrer.startsWith(`${location.origin}/`);
}

function show({ waiting, refused }) {
  const when = waiting.length ? "waiting" : refused.length ? "refused" : hasLeft ? "done" : "";
  for (const line of part.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
  if (when === "done") clear();
}

/** Clears this site's storage, while nobody can put anything into the outbox. */
async function clear() {
  if (isCleared) return;
  isCleared = true;
  await withOutbox("exclusive", async () => {
    // Somebody may have logged in again beside this page, and begun a talk.
    if (await hasDraft()) return (isCleared = false);
    const { waiting, refused } = await standing();
    if (waiting.length || refused.length || (await evicted()).length) return (isCleared = false);
    const { value } = document.querySelector('[name="csrfmiddlewaretoken"]');
    const request = { method: "POST", headers: { "X-CSRFToken": value }, signal: AbortSignal.timeout(PATIENCE) };
    return fetch(part.dataset.clear, request).catch(() => (isCleared = false));
  });
}

async function leave() {
  hasLeft = hasJustLoggedOut();
  if (hasLeft) {
    await wipePages();
    await wipe();
  }
  await startSending({ onState: show });
}

leave();
