// Shows the page of a letter beside its text while it is written: the real page, drawn by the server.

const PAUSE = 700; // milliseconds without a key before the page is asked for

const form = document.querySelector("#letter");
const place = document.querySelector("[data-page]");
const canvas = place.querySelector("canvas");
const refusal = place.querySelector("[data-refusal]");

let waiting = null;
let asking = new AbortController();

async function show() {
  asking.abort();
  asking = new AbortController();
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(place.dataset.page, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "image/png" },
    signal: asking.signal,
  });
  if (answer.ok) await draw(await answer.blob());
  refusal.textContent = answer.status === 422 ? await answer.text() : "";
  place.toggleAttribute("data-refused", !answer.ok);
  place.removeAttribute("aria-busy");
  place.hidden = false;
}

async function draw(picture) {
  const page = await createImageBitmap(picture);
  [canvas.width, canvas.height] = [page.width, page.height];
  canvas.getContext("2d").drawImage(page, 0, 0);
}

/** Without network, or when a newer question overtook this one, the page stays as it was. */
function showOrLeave() {
  show().catch(() => place.removeAttribute("aria-busy"));
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(showOrLeave, PAUSE);
});

showOrLeave();
