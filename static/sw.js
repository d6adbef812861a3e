// The service worker: keeps the pages that may be kept (BvB-Shell), the files they are made of, and the page that says
// there is no network. It keeps no answer of a server beside these, and lets everything else through untouched.

const FILES = "files"; // under /static/
const PAGES = "pages"; // the walking pages; wiped at logout
const OFFLINE = "offline"; // the page for all others
const OFFLINE_PAGE = "/zonder-netwerk/";
const STATIC = "/static/";
const KEPT = 12 * 3_600_000; // milliseconds
const PATIENCE = 4_000; // milliseconds before a kept page is better than waiting
const LIST = "/files-of?page="; // under this name lies which files a page is made of
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const GONE = [403, 404, 410];

addEventListener("install", (event) => event.waitUntil(keepOfflinePage()));

// Runs only when no page uses an older worker any more.
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));

addEventListener("message", (event) => {
  const { kind, page, urls } = event.data;
  if (kind !== "used") return;
  const kept = keepPage(page, urls).catch(() => false);
  event.waitUntil(kept.then((isKept) => event.ports[0]?.postMessage(isKept)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(STATIC)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(opened(event));
});

/* --- Files --- */

/** A file with a hash in its name never changes; of any other the network knows best. */
async function file(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request, { ignoreVary: true });
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (kept && answer.ok) await files.put(request, answer.clone());
    return answer.ok ? answer : (kept ?? answer);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keepFiles(paths) {
  const files = await caches.open(FILES);
  const missing = [];
  for (const path of paths) if (!(await files.match(path, { ignoreVary: true }))) missing.push(path);
  await Promise.all(missing.map((path) => files.add(path)));
}

/* --- Pages --- */

/** Keeps a page with the list of its files, so that both go together. */
async function keepPage(page, urls) {
  await keepFiles(urls);
  const pages = await caches.open(PAGES);
  const there = await pages.match(page, { ignoreVary: true });
  if (!there || !isRecent(there)) await seen(new Request(page), await fetch(page, { redirect: "manual" }));
  if (!(await pages.match(page, { ignoreVary: true }))) return false;
  await pages.put(listOf(page), Response.json(urls));
  return true;
}

function listOf(page) {
  return `${LIST}${encodeURIComponent(page)}`;
}

async function drop(pages, page) {
  await pages.delete(page, { ignoreVary: true });
  await pages.delete(listOf(pathOf(page)));
}

function pathOf(url) {
  const { pathname, search } = new URL(url, location);
  return pathname + search;
}

async function opened(event) {
  const fresh = fetch(event.request).then((answer) => seen(event.request, answer));
  event.waitUntil(fresh.catch(() => {}));
  const first = await Promise.race([fresh.catch(() => null), pause()]);
  if (first && first.status < 500) return first;
  const kept = await keptPage(event.request);
  if (kept) return kept;
  // Nothing kept: wait for the network as long as it takes, and say so when there is none.
  return fresh.catch(async () => (await (await caches.open(OFFLINE)).match(OFFLINE_PAGE)) ?? Response.error());
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
}

/** Looks at an answer for a page: keeps it when it says it may be kept, drops what is no longer for this reader. */
async function seen(request, answer) {
  const pages = await caches.open(PAGES);
  if (answer.ok && !answer.redirected && answer.headers.get("BvB-Shell") === "1") {
    await pages.put(request.url, stamped(answer.clone()));
  } else if (GONE.includes(answer.status)) {
    await drop(pages, request.url);
  }
  return answer;
}

/** With the hour on this phone's own clock, which may be far from the server's. */
function stamped(answer) {
  const headers = new Headers(answer.headers);
  headers.set("BvB-Kept", new Date().toUTCString());
  return new Response(answer.body, { status: answer.status, headers });
}

async function keptPage(request) {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(request.url, { ignoreVary: true });
  if (!kept) return null;
  if (isRecent(kept)) return kept;
  await drop(pages, request.url);
  return null;
}

/** A clock that jumped either way makes a page old. */
function isRecent(kept) {
  const age = Date.now() - Date.parse(kept.headers.get("BvB-Kept") ?? kept.headers.get("Date"));
  return Math.abs(age) < KEPT;
}

/* --- The page for when there is no network --- */

async function keepOfflinePage() {
  const answer = await fetch(OFFLINE_PAGE, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${OFFLINE_PAGE} answered ${answer.status}`);
  const paths = filesIn(await answer.clone().text());
  await keepFiles(paths);
  const offline = await caches.open(OFFLINE);
  await offline.put(OFFLINE_PAGE, answer);
  await offline.put(listOf(OFFLINE_PAGE), Response.json(paths));
}

function filesIn(text) {
  const found = [...text.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)];
  return [...new Set(found.map(([, path]) => path))];
}

/** Pages past their hours go, and files that belong to no kept page any more. */
async function tidy() {
  const pages = await caches.open(PAGES);
  for (const { url } of await pages.keys()) if (!isList(url)) await keptPage({ url });
  const used = new Set([...(await listed(PAGES)), ...(await listed(OFFLINE))]);
  const files = await caches.open(FILES);
  for (const request of await files.keys())
    if (!used.has(new URL(request.url).pathname)) await files.delete(request);
}

function isList(url) {
  return pathOf(url).startsWith(LIST);
}

async function listed(name) {
  const cache = await caches.open(name);
  const lists = (await cache.keys()).filter(({ url }) => isList(url));
  const paths = await Promise.all(lists.map(async (list) => (await cache.match(list)).json()));
  return paths.flat();
}
