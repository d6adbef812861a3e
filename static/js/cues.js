// The quiet cues of a talk: which hint is due after so many minutes; knows nothing of what is said.

/** Tells the newest due hint among `[data-minute]` rows, once each: a screen reader hears only what changes. */
export function tell(rows, cue, minutes) {
  const due = [...rows.querySelectorAll("[data-minute]")].filter((one) => Number(one.dataset.minute) <= minutes);
  const hint = due.at(-1)?.querySelector("[data-hint]").dataset.hint ?? "";
  if (cue.textContent !== hint) cue.textContent = hint;
}
