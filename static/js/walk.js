// The page on which an evening is walked: ties tonight's card, the outbox, the grid, the door and the talk together.

import { fetchCard } from "./card.js";
import { Door, wordOf } from "./door.js";
import { Evening } from "./evening.js";
import { agrees } from "./fields.js";
import { Grid } from "./grid.js";
import { whyNot } from "./hours.js";
import { dropCard, loadCard, loadDraft, saveCard, saveDraft } from "./locked.js";
import { Notices } from "./notices.js";
import { Noting } from "./noting.js";
import * as outbox from "./outbox.js";
import { climb, descend, follow, go, leaveSteps, show } from "./screens.js";
import { sendAgain, sendNow, startSending } from "./sending.js";
import { startShell } from "./shell.js";
import { watchForSlips } from "./slips.js";
import { Talking } from "./talking.js";
import { Taps } from "./taps.js";
import { word } from "./words.js";

const TALK = "#gesprek";
const ASK_EVERY = 30_000; // milliseconds between two looks at the card
const root = document.querySelector("[data-walk]");
const { round, person, plannedOn, lastNewDoor } = root.dataset;

let evening = null;
let csrf = null;
let place = [];
let connection = "offline";
let isShellKept = false; // the page and its files: what it takes to open without a network
let isOurs = true; // until the server says that this round is no longer this member's
let asksAnew = false; // once all is sent: what the server knows of a door that was given back
let difference = 0; // milliseconds by which this phone's clock is behind the server's; what is noted keeps the phone's

const noting = new Noting({ round, person, csrf: () => csrf });
const notices = new Notices(root);
const grid = new Grid(root.querySelector("[data-facade]"), { tap, open: (id) => go(`#deur-${id}`) });
const taps = new Taps(root, { nobodyHome, open: (id) => go(`#deur-${id}`), chosen: (ids) => grid.choose(ids) });
const door = new Door({ outcome: noteOutcome, talk: startTalk, leave: leaveDoor, another: startAnother, optOut, takeBack });
const talking = new Talking({ keep: saveDraft, finish: finishTalk, optOut: optOutOfTalk, leave: leaveTalk, step: stepTalk });

function noNewDoor() {
  if (evening.card.state !== "walking") return evening.card.state === "alone" ? "alone" : "closed";
  return whyNot(new Date(Date.now() + difference), { plannedOn, lastNewDoor });
}

async function saveEvening() {
  if (isOurs) await saveCard(round, { ...evening.card, mine: evening.mine, difference });
}

/* --- What is shown --- */

async function refresh() {
  const rows = await outbox.rows(round);
  evening.hold(rows);
  taps.keepFree(evening.doors());
  grid.show(evening.doors());
  const waiting = evening.rows.filter((row) => row.state === "waiting").map(({ kind }) => kind);
  notices.state({ connection, waiting, tally: evening.tally() });
  notices.standing(noNewDoor());
  notices.refused(
    rows.filter((row) => row.state === "refused" || row.state === "attention"),
    (id) => evening.door(id)?.door ?? "",
  );
  // A door that said no meanwhile closes before somebody rings.
  if (place[0] === "deur") route(...place);
}

function route(...there) {
  const [name, id] = (place = there);
  notices.draft(talking.draft);
  if (name !== "rust") offerReturn(null);
  // A talk goes on, and somebody can leave, whether the card is here or not.
  if (name === "gesprek") return routeTalk(id);
  if (name === "rust") return show("left");
  const shown = name === "deur" && evening?.door(Number(id));
  if (!shown) return show("grid");
  door.open(shown, new Date(), noNewDoor());
  return show("door");
}

/** A link to the talk names no step; and the steps of a talk that is over are left all at once. */
function routeTalk(step) {
  if (!talking.draft) {
    show("grid");
    return leaveSteps();
  }
  if (step === undefined) return openTalk({ instead: true });
  talking.stand(Number(step));
  return show("talk");
}

/* --- What is noted --- */

/** Stores entries on this phone and says so; false when that failed, with the reason on the screen. */
async function keep(entries, options) {
  const reason = await noting.keep(entries, options);
  notices.warn(reason && word(reason));
  return !reason;
}

/** Shows at once what was stored; the card on the phone follows. */
function noted(visits, { outcome, said, language }) {
  if (!evening) return;
  for (const { id, address } of visits) evening.note(address, { id, outcome, word: said, language });
  refresh().then(saveEvening).catch(() => {}); // it stands in the outbox, whatever the card says
}

function noteAt(ids, openedAt, { outcome, word: said, fields }) {
  return noting.alone(ids, async (free) => {
    const visits = free.map((id) => noting.visit(id, openedAt, fields));
    const isKept = await keep(visits);
    if (isKept) noted(visits, { outcome, said });
    return isKept && visits;
  });
}

function tap(id) {
  taps.tap(evening.door(id));
}

async function nobodyHome(ids) {
  const reason = noNewDoor();
  if (reason) return notices.stored(word(reason));
  const said = { outcome: "nobody_home", word: wordOf("nobody_home"), fields: [["outcome", "nobody_home"]] };
  const visits = await noteAt(ids, new Date(), said);
  if (visits) tellStored(visits, said.word);
}

function tellStored(visits, said) {
  const [{ address }] = visits;
  const names = { door: evening.door(address).door, n: visits.length, word: said };
  notices.stored(word(visits.length > 1 ? "stored_several" : "stored_at", names), () => undo(visits));
}

async function undo(visits) {
  const entries = visits.map(({ id, address }) => noting.entry("undo", address, { visit: id }));
  if (!(await keep(entries))) return;
  asksAnew = true;
  for (const visit of visits) evening?.takeBack(visit);
  notices.stored(word("undone"));
  grid.focus(visits[0].address);
  if (!evening) return;
  await refresh();
  await saveEvening().catch(() => {});
}

async function noteOutcome(at, openedAt, said) {
  if (talking.draft?.address === at.id) return notices.warn(word("draft_first", talking.draft));
  const visits = await noteAt([at.id], openedAt, said);
  if (!visits) return;
  go("", { instead: true });
  tellStored(visits, said.word);
}

/** What was noted at a door this evening was wrong after all. */
async function takeBack(at) {
  await noting.alone([at.id], () => undo([{ id: at.visit, address: at.id }]));
  root.querySelector("[data-door-heading]").focus();
}

/** From now on nobody rings here: on this phone at once, everywhere when it arrives. */
async function optOut(at) {
  if (talking.draft?.address === at.id) {
    openTalk({ instead: true });
    return talking.showOptOut();
  }
  if (!(await noting.alone([at.id], () => keep([noting.entry("optout", at.id)])))) return;
  await refresh();
  go("", { instead: true });
  notices.stored(word("stored_at", { door: at.door, word: wordOf("opted_out") }));
}

/** In one tap away from the door: the neutral screen comes first, what is stored after. */
async function leaveDoor(at, openedAt) {
  if (talking.draft?.address === at.id) return leaveTalk(talking.draft);
  offerReturn(null);
  go("#rust", { instead: true });
  const said = { outcome: "left", word: wordOf("left"), fields: [["outcome", "left"]] };
  offerReturn(await noteAt([at.id], openedAt, said));
}

/** On the neutral screen, for a slip of the thumb: the door as it was. */
function offerReturn(visits) {
  const button = root.querySelector("[data-return]");
  button.hidden = !visits;
  button.onclick = async () => {
    button.hidden = true;
    await undo(visits);
    go("", { instead: true });
  };
}

/* --- The talk --- */

function startTalk(at, openedAt, language) {
  begin(at, { kind: "visit", opened: openedAt.toISOString(), language });
}

function startAnother(at) {
  const opened = new Date().toISOString();
  begin(at, { kind: "resident", visit: at.visit, opened, language: evening.mine[at.id]?.language ?? "nl" });
}

async function begin(at, rest) {
  // Another tab may have begun one since this page was opened.
  const standing = talking.draft ?? (await loadDraft(person));
  if (standing && !talking.draft) {
    talking.open(standing);
    await refresh();
  }
  if (standing && standing.address !== at.id) {
    notices.warn(word("draft_first", talking.draft));
    return go("");
  }
  const id = crypto.randomUUID();
  talking.open(talking.draft ?? { id, person, round, address: at.id, door: at.door, ...rest, fields: [], step: 0 });
  await talking.keepNow();
  return openTalk({ instead: true });
}

/** The talk where it was left, with its earlier steps under it. */
function openTalk(how) {
  climb(TALK, 0, talking.draft.step ?? 0, how);
}

function stepTalk(from, to) {
  if (to > from) climb(TALK, to, to);
  else descend(TALK, to);
}

async function finishTalk(draft, fields) {
  if ((await talking.keepNow()) === false) return notices.warn(word("draft_elsewhere"));
  if (!(await keep([entryOf(draft, fields)], { dropDraft: true }))) return;
  ended(draft);
  notices.stored(word(agrees(fields) ? "kept_agreed" : "kept_nothing"));
}

/** A talk that ends in a no. The talk comes first: what is told of a door after its no, the server never opens. */
async function optOutOfTalk(draft, fields) {
  if ((await talking.keepNow()) === false) return notices.warn(word("draft_elsewhere"));
  const isKept = agrees(fields);
  const told = draft.kind === "resident" && !isKept ? [] : [entryOf(draft, fields)];
  const no = noting.entry("optout", draft.address, { of: draft.round });
  if (!(await keep([...told, no], { dropDraft: true }))) return;
  ended(draft);
  notices.stored(word(isKept ? "opted_out_kept" : "opted_out_nothing", draft));
}

function entryOf(draft, fields) {
  return draft.kind === "resident"
    ? noting.entry("resident", draft.address, { id: draft.id, of: draft.round, visit: draft.visit, fields })
    : noting.visit(draft.address, new Date(draft.opened), [["outcome", "talk"], ...fields], draft);
}

function ended(draft) {
  talking.close();
  const visit = { id: draft.visit ?? draft.id, address: draft.address };
  if (draft.round === round) noted([visit], { outcome: "talk", said: wordOf("talk"), language: draft.language });
  go("", { instead: true });
}

/** A talk that is broken off: what was typed goes, the door is paused, nothing is asked. */
async function leaveTalk(draft) {
  offerReturn(null);
  go("#rust", { instead: true });
  // Under the id of the draft, so that a key pressed just before cannot bring the draft back.
  const visit = noting.visit(draft.address, new Date(draft.opened), [["outcome", "left"]], draft);
  if (!(await keep([visit], { dropDraft: true }))) return;
  talking.close();
  if (draft.round !== round) return;
  noted([visit], { outcome: "left", said: wordOf("left") });
  offerReturn([visit]);
}

/* --- The network --- */

async function askCard() {
  const { card, why } = await fetchCard(round);
  if (card && connection !== "online") sendAgain();
  connection = card ? "online" : why;
  isOurs = card ? true : isOurs && why !== "gone";
  if (why === "gone") {
    notices.contact(null);
    if (evening) evening.card.state = "closed";
    await dropCard(round);
  }
  if (card && !(evening?.card.now > card.now)) {
    difference = Date.parse(card.now) - Date.now();
    ({ csrf } = card);
    notices.contact(card.contact);
    // Neither stays on the phone: names least of all.
    delete card.csrf;
    delete card.contact;
    if (evening) evening.take(card);
    else evening = new Evening(card);
    await refresh();
    route(...place);
    await saveEvening().catch(() => {});
  } else if (evening) await refresh();
  if (card) await tellReady();
}

/** Says that a network is not needed any more: the page opens without, and what is noted can be sealed. */
async function tellReady() {
  if (isShellKept && (await noting.register())) root.querySelector("[data-ready]").textContent = word("ready");
}

function showPhone() {
  const find = (name) => root.querySelector(`[data-${name}]`);
  startShell({
    onReady: () => {
      isShellKept = true;
      return tellReady();
    },
    onPersist: (isKept) => (find("persistence").textContent = word(isKept ? "persisted" : "not_persisted")),
    onInstall: ({ prompt, isApple }) => {
      find(isApple ? "install-hint" : "install").hidden = false;
      find("install-button").addEventListener("click", prompt);
    },
  });
}

async function begun() {
  const kept = await loadCard(round);
  if (kept) {
    evening = new Evening(kept);
    ({ difference } = kept);
  }
  root.hidden = false;
  const draft = await loadDraft(person);
  // Also one of another round: it goes to its own.
  if (draft) talking.open(draft);
  if (evening) await refresh();
  follow(route);
  await askCard();
  const isRegistered = await noting.register();
  if (!evening || !isRegistered) notices.warn(word("first_online"));
}

root.querySelector("[data-refused-again]").addEventListener("click", async () => {
  await outbox.again((await outbox.refused()).map(({ id }) => id));
  sendNow();
});
root.querySelector("[data-draft-open]").addEventListener("click", () => openTalk());
outbox.subscribe(async (what) => {
  if (!evening) return;
  await refresh();
  if (asksAnew && evening.rows.every(({ state }) => state !== "waiting")) {
    asksAnew = false;
    askCard();
  }
  // Finished in another tab: here nothing of it may stay on the screen.
  if (what === "draft" && (await outbox.rows(talking.draft?.round ?? round)).some(({ id }) => id === talking.draft?.id)) {
    talking.close();
    go("", { instead: true });
  }
});
setInterval(() => document.hidden || askCard(), ASK_EVERY);
document.addEventListener("visibilitychange", () => document.hidden || askCard());
addEventListener("online", askCard);
addEventListener("offline", askCard);
watchForSlips();
startSending({ csrf: () => csrf });
showPhone();
begun().catch(() => {
  root.hidden = false;
  notices.warn(word("no_storage"));
});
