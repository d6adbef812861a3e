"""Finds what was taken over from an answer, word by word."""

from collections.abc import Iterable, Iterator

from outreach.traces.words import Found, Trace, found_at, keys_of, words_of

# So many words in a row are nobody's by chance.
IN_A_ROW = 8


def quotations_in(text: str, answers: Iterable[str]) -> Iterator[Found]:
    """Eight words in a row or more that stand in one of these answers, whatever their signs and capitals."""
    words = words_of(text)
    rows = {row for answer in answers for row in _rows(keys_of(answer))}
    hits = {index for index, row in enumerate(_rows([word.key for word in words])) if row in rows}
    # Rows that follow each other are one stretch.
    for first in (index for index in sorted(hits) if index - 1 not in hits):
        last = next(index for index in range(first, len(words)) if index + 1 not in hits)
        yield found_at(text, words[first].start, words[last + IN_A_ROW - 1].end, Trace.QUOTATION)


def _rows(keys: list[str]) -> list[tuple[str, ...]]:
    return [tuple(keys[at : at + IN_A_ROW]) for at in range(len(keys) - IN_A_ROW + 1)]
