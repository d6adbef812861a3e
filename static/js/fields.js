// What a form holds, as pairs of name and value: read, put back, and brought down to what was agreed.

const CONSENT = "consent_";
const KEEP_ANSWERS = "keep_answers";
const ANSWER = "answer_";
const ALWAYS = new Set(["taal", "questionnaire"]);
// What tells of a person; languages and a number of introductions are filled in beforehand.
const TOLD = new Set(["name", "phone", "email", "moments", "stays_until", "shares", "offers", "wishes"]);

/** The pairs of a form, empty ones left out. */
export function read(form) {
  return [...new FormData(form)].filter(([, value]) => value !== "");
}

/** Puts pairs back into a form that may be another one with the same names; nothing given leaves it as it opens. */
export function fill(form, pairs) {
  if (pairs.length) for (const box of form.querySelectorAll('[type="checkbox"]')) box.checked = false;
  for (const [name, value] of pairs) {
    if (ALWAYS.has(name)) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const isBox = field.type === "checkbox" || field.type === "radio";
      if (isBox) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
}

/** Whether anything was agreed to. */
export function agrees(pairs, purpose = "") {
  return pairs.some(([name]) => name.startsWith(CONSENT + purpose));
}

/** Whether a form holds something that was told: an answer, who it is, or what they like. */
export function tells(pairs) {
  return pairs.some(([name]) => name.startsWith(ANSWER) || TOLD.has(name));
}

/** Without a yes nothing of a person leaves the form; without a yes to keeping answers, no answer does. */
export function agreed(pairs) {
  if (!agrees(pairs)) return pairs.filter(([name]) => ALWAYS.has(name));
  return agrees(pairs, KEEP_ANSWERS) ? pairs : pairs.filter(([name]) => !name.startsWith(ANSWER));
}

/**
 * What stays of a talk that ends in a no: with a name and a yes to keeping answers those, else nothing of a person. A
 * way to reach somebody is no use any more, and a yes to be reached neither.
 */
export function keptAfterNo(pairs) {
  const isNamed = pairs.some(([name, value]) => name === "name" && value.trim());
  const mayKeep = isNamed && agrees(pairs, KEEP_ANSWERS);
  const isAnswer = (name) => name === "name" || name === CONSENT + KEEP_ANSWERS || name.startsWith(ANSWER);
  return pairs.filter(([name]) => ALWAYS.has(name) || (mayKeep && isAnswer(name)));
}

/** What is not right yet: pairs of field name and sentence name. The server checks again. */
export function wrong(pairs) {
  const of = (name) => pairs.filter(([one]) => one === name).map(([, value]) => value.trim());
  const [phone = ""] = of("phone");
  const [email = ""] = of("email");
  const shared = of("shared_fields");
  const found = [];
  if (!agrees(pairs)) return found;
  if (!of("name").join("")) found.push(["name", "name_needed"]);
  if (agrees(pairs, "share_fields") && !shared.length) found.push(["shared_fields", "fields_needed"]);
  if (phone && phone.replace(/\D/g, "").length < 9) found.push(["phone", "phone_wrong"]);
  else if (!phone && agrees(pairs, "share_fields") && shared.includes("phone")) found.push(["phone", "detail_needed"]);
  if (email && !/^\S+@\S+\.\S+$/.test(email)) found.push(["email", "email_wrong"]);
  else if (!email && agrees(pairs, "share_fields") && shared.includes("email")) found.push(["email", "detail_needed"]);
  return found;
}
