// Tells every tab of this phone that something in its database changed; knows no more than a word about what.

import { shared } from "./store.js";

const listeners = new Set();
let channel = null;

function opened() {
  if (channel) return channel;
  channel = new BroadcastChannel(shared("changes"));
  channel.onmessage = ({ data }) => tell(data);
  return channel;
}

function tell(what) {
  for (const listener of listeners) listener(what);
}

/**
 * Calls back with "outbox", "draft" (a finished one went into the outbox) or "wiped", whichever tab did it;
 * gives a function that ends it.
 */
export function subscribe(listener) {
  opened();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function announce(what) {
  opened().postMessage(what);
  tell(what);
}
