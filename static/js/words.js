// The sentences of a page, picked by name from its <template data-words>; knows no language.

const page = document.querySelector("[data-words]");
const sentences = new Map(
  [...(page?.content.querySelectorAll("[data-word]") ?? [])].map((one) => [one.dataset.word, one.textContent]),
);

/** The sentence with this name, with {places} filled in. */
export function word(name, places = {}) {
  return (sentences.get(name) ?? name).replace(/\{(\w+)\}/g, (_all, place) => places[place] ?? "");
}

/** The sentence for a number: `name_one` for one, `name` for more. */
export function counted(name, n, places = {}) {
  return word(n === 1 ? `${name}_one` : name, { n, ...places });
}
