"""Numbers of a phone's entries: written as ranges, and which of them never came; knows no entries."""

from collections.abc import Iterable


def written(numbers: Iterable[int]) -> str:
    """Numbers as people write them: `3,5-8`."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def read(text: str) -> set[int]:
    """The numbers in a text that `written` made."""
    numbers: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _dash, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def missing(made: int, came: Iterable[int], waiting: Iterable[int]) -> list[int]:
    """The numbers up to `made` that neither came nor wait on the phone, in order."""
    return sorted(set(range(1, made + 1)) - set(came) - set(waiting))
