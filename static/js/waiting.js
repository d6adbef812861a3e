// On every page: says what waits on this phone, and sends it. Loads nothing more where nobody ever walked a round.

const part = document.querySelector("[data-outbox]");

async function mayHold() {
  if (document.cookie.includes("made=")) return true;
  const all = (await globalThis.indexedDB?.databases?.()) ?? [];
  return all.some(({ name }) => name === "buurvoorbuur");
}

async function begin() {
  const [{ inWords }, outbox, { startSending }, changes, locked] = await Promise.all([
    import("./kinds.js"),
    import("./outbox.js"),
    import("./sending.js"),
    import("./changes.js"),
    import("./locked.js"),
  ]);
  // Whoever logged out in another tab is logged out here too.
  changes.subscribe((what) => what === "wiped" && isMember() && location.reload());
  changes.subscribe((what) => what === "draft" && lookForDraft(locked));
  await startSending({ csrf, onState: (state) => show(state, inWords) });
  showLost(outbox, await outbox.evicted());
  await lookForDraft(locked);
  await warnBeforeLeaving(locked);
  leadToTonight(await locked.roundsKept());
}

/** The token of a member who is logged in; nobody else can register a phone. */
function csrf() {
  const field = document.querySelector('[name="csrfmiddlewaretoken"]');
  return isMember() ? (field?.value ?? null) : null;
}

function isMember() {
  return "member" in part.dataset;
}

function show({ connection, waiting, refused, late }, inWords) {
  say("waiting", late ? 0 : waiting.length, inWords(waiting));
  say("late", late ? waiting.length : 0, inWords(waiting));
  say("refused", refused.length, inWords(refused));
  say("login", connection === "logged_out" ? waiting.length : 0);
}

/** Shows a line with this number in it, or with what was counted, and hides it at zero. */
function say(name, n, what = "") {
  const line = part.querySelector(`[data-line="${name}"]`);
  const words = line.querySelector("[data-many]");
  const { one, many } = words.dataset;
  const sentence = (n === 1 ? one : many).replace("{n}", n).replace("{what}", what);
  if (n && words.textContent !== sentence) words.textContent = sentence;
  line.hidden = !n;
}

/** Where a page cannot be had without a network, tonight's round can. */
function leadToTonight([round]) {
  for (const line of round ? document.querySelectorAll("[data-tonight]") : []) {
    line.querySelector("a").href = `/rondes/${round}/`;
    line.hidden = false;
  }
}

/** A talk that was begun and not finished, wherever its round stands now. */
async function lookForDraft({ loadDraft, roundsKept }) {
  const draft = isMember() && (await loadDraft(part.dataset.member));
  const line = part.querySelector('[data-line="draft"]');
  line.hidden = !draft;
  if (!draft) return;
  const text = line.querySelector("[data-text]");
  text.textContent = text.dataset.text.replace("{door}", draft.door);
  // Without a network the page that the phone keeps is the one to go to.
  const isKept = !navigator.onLine && (await roundsKept()).includes(draft.round);
  const page = isKept ? `/rondes/${draft.round}/` : line.dataset.address.replace(/[0-]{36}/, draft.round);
  line.querySelector("a").href = `${page}#gesprek`;
}

/** Logging out takes every talk under way off this phone, so while there is one the page asks first. */
async function warnBeforeLeaving({ hasDraft, membersTalking }) {
  const others = document.querySelector("[data-others-talking]");
  if (others) others.hidden = (await membersTalking()).every((member) => member === part.dataset.member);
  document.querySelector("[data-log-out]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (await hasDraft().catch(() => false)) location.assign(form.action);
    else form.submit();
  });
}

function showLost({ forgetEvicted }, losses) {
  say("lost", losses.reduce((sum, { from, to }) => sum + to - from + 1, 0));
  part.querySelector("[data-lost-known]").addEventListener("click", () => {
    forgetEvicted(losses);
    say("lost", 0);
  });
}

if (part) mayHold().then((may) => may && begin());
