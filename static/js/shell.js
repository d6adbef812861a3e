// Makes a page work without network: registers the service worker, tells it what the page is made of, asks for storage.

import { subscribe } from "./changes.js";

const WORKER = "/sw.js";
const SETTLE = 500; // milliseconds after the last file before the worker is told
const STATIC = "/static/";

/**
 * Callbacks, all optional: `onReady()` when this page opens without network from now on; `onPersist(isKept)` with
 * the browser's answer; `onInstall({prompt})` on Android and `onInstall({isApple: true})` on an iPhone or iPad.
 */
export async function startShell({ onReady, onPersist, onInstall } = {}) {
  // Whoever logged out in another tab has nothing to look at here either.
  subscribe((what) => what === "wiped" && location.reload());
  hintAtInstalling(onInstall);
  askToKeep(onPersist);
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
  } catch {
    return; // no network, or a browser that keeps no workers
  }
  const { active } = await navigator.serviceWorker.ready;
  tellWhatIsUsed(active, onReady);
}

/** The browser's own list of what this page loaded, also later: nobody has to maintain one. */
function tellWhatIsUsed(worker, onReady) {
  const urls = new Set();
  let timer;
  const tell = async () => {
    const page = location.pathname + location.search;
    if (await answered(worker, { kind: "used", page, urls: [...urls] })) onReady?.();
    onReady = null;
  };
  new PerformanceObserver((list) => {
    const before = urls.size;
    for (const url of ours(list.getEntries())) urls.add(url);
    if (urls.size === before) return;
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLE);
  }).observe({ type: "resource", buffered: true });
}

function ours(entries) {
  const paths = entries.map(({ name }) => new URL(name)).filter(({ origin }) => origin === location.origin);
  return paths.map(({ pathname }) => pathname).filter((path) => path.startsWith(STATIC));
}

/** Wipes the pages that the service worker kept. */
export async function wipePages() {
  if (globalThis.caches) await caches.delete("pages");
}

function answered(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

async function askToKeep(onPersist) {
  const storage = navigator.storage;
  if (!storage?.persist) return onPersist?.(false);
  const isKept = (await storage.persisted()) || (await storage.persist());
  return onPersist?.(isKept);
}

function hintAtInstalling(onInstall) {
  if (!onInstall || matchMedia("(display-mode: standalone)").matches || navigator.standalone) return;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    onInstall({ prompt: () => event.prompt() });
  });
  if (isApple()) onInstall({ isApple: true });
}

function isApple() {
  const isTablet = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return isTablet || /iPhone|iPad|iPod/.test(navigator.userAgent);
}
