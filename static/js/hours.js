// Whether a new door may be opened at a moment, by the clock of the Netherlands whatever the phone's own says.
// The server decides; this spares two people a ring too many.

const EARLIEST = "09:00";
const NETHERLANDS = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Amsterdam",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** Day (2026-10-06) and time (20:31) in the Netherlands. */
export function local(at) {
  const [day, time] = NETHERLANDS.format(at).split(" ");
  return { day, time };
}

/** Why no new door may be opened now: "other_day", "late", or null when it may. */
export function whyNot(at, { plannedOn, lastNewDoor }) {
  const { day, time } = local(at);
  if (day !== plannedOn) return "other_day";
  return time < EARLIEST || time > lastNewDoor ? "late" : null;
}
