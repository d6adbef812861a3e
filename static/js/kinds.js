// Names what lies in the outbox, by kind and number: "2 visits and 1 opt-out". Knows no door.

const named = document.querySelector("[data-kinds]")?.content.querySelectorAll("[data-kind]") ?? [];
const words = new Map([...named].map(({ dataset }) => [dataset.kind, dataset]));

/** The kinds of some rows in words, each kind counted. */
export function inWords(kinds) {
  const counted = [...words].map(([kind, said]) => [said, kinds.filter((one) => one === kind).length]);
  const parts = counted.filter(([, n]) => n).map(([{ one, many }, n]) => (n === 1 ? one : many).replace("{n}", n));
  return new Intl.ListFormat(document.documentElement.lang).format(parts);
}
