// Tonight's card from the server: which doors there are and where nobody rings any more. Holds no names.

const PATIENCE = 10_000; // milliseconds before a silent network counts as none

/** `{card}` when it came, else `{why}`: "offline", "logged_out", or "gone" when this is no longer our round. */
export async function fetchCard(round) {
  const askedAt = Date.now();
  try {
    const answer = await fetch(`/rondes/${round}/kaart/`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { why: "logged_out" };
    if (answer.status === 403 || answer.status === 404) return { why: "gone" };
    if (!answer.ok) return { why: "offline" };
    const card = await answer.json();
    // Whoever owns the stairwell's wifi may answer in the server's place.
    return card.round === round ? { card: { ...card, askedAt } } : { why: "offline" };
  } catch {
    return { why: "offline" };
  }
}
