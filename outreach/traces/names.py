"""Finds names in a text: whole words whatever their accents, ordinary words only as a name is written."""

from collections.abc import Iterable, Iterator, Sequence

from outreach.traces.words import LISTS, Found, Trace, Word, composed, found_at, keys_of, words_of

PARTICLES = frozenset(LISTS["particles"])
TITLES = frozenset(LISTS["titles"])
NO_NAMES = PARTICLES | TITLES | frozenset(LISTS["nobody"])
ORDINARY = frozenset(LISTS["ordinary"])
# Stands where a name was taken away.
GAP = "[…]"
# Shorter ones are words too easily: "an", "jo", "ed".
SHORTEST = 3
# From so many letters an s behind a name is somebody's: "Annekes idee".
OWNS_FROM = 4
_ENDS_SENTENCE = ".!?:\n•-–"


def names_in(text: str, names: Iterable[str], named: Iterable[str]) -> Iterator[Found]:
    """What could be one of these names, first or last; where one of `named` stands in full nothing is."""
    words = words_of(text)
    free = _places_of(words, text, named)
    barred = {key for name in names for key in _keys(name) if key not in NO_NAMES and len(key) > 1}
    hits = [
        (index, trace)
        for index, word in enumerate(words)
        if index not in free and (trace := _trace(text, words, index, barred))
    ]
    yield from _together(text, words, hits)


def without_names(text: str, names: Iterable[str], named: Iterable[str]) -> str:
    """The text with a gap for each of these names."""
    kept = composed(text)
    for found in sorted(names_in(kept, names, named), reverse=True):
        kept = f"{kept[: found.start]}{GAP}{kept[found.end :]}"
    return kept


def gaps_in(text: str) -> Iterator[Found]:
    """Where a name was taken away."""
    at = text.find(GAP)
    if at >= 0:
        yield found_at(text, at, at + len(GAP), Trace.GAP)


def _keys(name: str) -> list[str]:
    return [key for key in keys_of(name) if not key.isdigit()]


def _places_of(words: Sequence[Word], text: str, named: Iterable[str]) -> set[int]:
    """The words that together are one of these names."""
    found: set[int] = set()
    for keys in map(_keys, named):
        for index in range(len(words) - len(keys) + 1 if keys else 0):
            if [word.key for word in words[index : index + len(keys)]] == keys:
                found.update(range(index, index + len(keys)))
    return found


def _trace(text: str, words: Sequence[Word], index: int, barred: set[str]) -> Trace | None:
    word = words[index]
    key = word.key
    is_ordinary = key in ORDINARY or len(key) < SHORTEST
    if key not in barred:
        owner = key.removesuffix("s")
        if owner not in barred or owner in ORDINARY or len(owner) < OWNS_FROM or owner == key:
            return None
        is_ordinary = key in ORDINARY
    if not is_ordinary or _follows_title(words, index):
        return Trace.NAME
    if not word.text[0].isupper():
        return None
    return Trace.NAME_OR_WORD if _begins_sentence(text, word) else Trace.NAME


def _follows_title(words: Sequence[Word], index: int) -> bool:
    before = index - 1
    while before >= 0 and words[before].key in PARTICLES:
        before -= 1
    return before >= 0 and words[before].key in TITLES


def _begins_sentence(text: str, word: Word) -> bool:
    before = text[: word.start].rstrip(" \t\"'“”‘’«»(")
    return not before or before[-1] in _ENDS_SENTENCE


def _together(text: str, words: Sequence[Word], hits: Sequence[tuple[int, Trace]]) -> Iterator[Found]:
    """Names that stand side by side, or with only particles between, are one."""
    runs: list[list[tuple[int, Trace]]] = []
    for hit in hits:
        if runs and _belong(text, words, runs[-1][-1][0], hit[0]):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    for run in runs:
        kinds = {trace for _index, trace in run}
        trace = Trace.NAME if Trace.NAME in kinds else Trace.NAME_OR_WORD
        yield found_at(text, words[run[0][0]].start, words[run[-1][0]].end, trace)


def _belong(text: str, words: Sequence[Word], one: int, other: int) -> bool:
    between = words[one + 1 : other]
    rest = text[words[one].end : words[other].start]
    return all(word.key in PARTICLES for word in between) and not set(rest) & set(".,;:!?()\n")
