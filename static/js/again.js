// On a page about work that is under way: shows by itself how far it is, and the whole page anew once it is done.

const EVERY = 3000;
// Longer nobody waits for it; then the page stands as one without a script, and who left it open is logged out in time.
const UNTIL = Date.now() + 5 * 60_000;

async function look() {
  if (Date.now() > UNTIL) return;
  if (document.hidden) return setTimeout(look, EVERY);
  const mine = document.querySelector("[data-under-way]");
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-under-way]");
    if (!now) return location.reload();
    mine.replaceWith(now);
  }
  setTimeout(look, EVERY);
}

if (document.querySelector("[data-under-way]")) setTimeout(look, EVERY);
