"""From rows about people to rows that could be anybody's: at least five alike; knows no database.

A column is either known, when others can know it of somebody, or told, when only they themselves can. Rows
are alike when all their known columns are the same. After L. Sweeney, 'k-anonymity: a model for protecting
privacy', International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10 (2002) 557–570, and
A. Machanavajjhala and others, 'l-diversity: privacy beyond k-anonymity', ACM Transactions on Knowledge
Discovery from Data 1 (2007).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, str]

ALIKE = 5
# One in so many rows may go, so that a column can stay.
SPARED = 10


@dataclass(frozen=True)
class SafeRows:
    """The rows and columns that are left; `left_out` counts rows, the other columns are gone from all."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    left_out: int


def look_alike(rows: Sequence[Row], *, known: Sequence[str], told: Sequence[str]) -> SafeRows:
    """The rows in which nobody is picked out, with as many known columns as that allows.

    Known columns come in one by one, the most even first. One with which more than a tenth of the rows
    would be recognisable stays out, and so does one that would then say the same in every row that is
    left. Then the rows that still are recognisable go. A told column in which all say the same tells it
    of everybody, and goes too.
    """
    kept_told = [column for column in told if _varies(rows, column)]
    kept_known: list[str] = []
    alike, left = [0] * len(rows), _safe(rows, [0] * len(rows), kept_told)
    for column in sorted(known, key=lambda column: -_evenness(rows, column)):
        finer = _numbered([(one, row[column]) for one, row in zip(alike, rows, strict=True)])
        spared = _safe(rows, finer, kept_told)
        if SPARED * (len(rows) - len(spared)) <= len(rows) and all(
            _varies(spared, one) or not _varies(rows, one) for one in (*kept_known, column)
        ):
            kept_known.append(column)
            alike, left = finer, spared
    columns = tuple(column for column in (*known, *told) if column in {*kept_known, *kept_told})
    return SafeRows(
        columns,
        tuple({column: row[column] for column in columns} for row in left),
        left_out=len(rows) - len(left),
    )


def _varies(rows: Sequence[Row], column: str) -> bool:
    return len({row[column] for row in rows}) > 1


def _evenness(rows: Sequence[Row], column: str) -> int:
    """How many rows say something else than most do."""
    said = Counter(row[column] for row in rows)
    return len(rows) - max(said.values(), default=0)


def _numbered(found: Sequence[tuple[int, str]]) -> list[int]:
    numbers: dict[tuple[int, str], int] = {}
    return [numbers.setdefault(one, len(numbers)) for one in found]


def _safe(rows: Sequence[Row], alike: Sequence[int], told: Sequence[str]) -> list[Row]:
    """The rows of which at least five are alike, who do not all tell the same."""
    together: dict[int, list[Row]] = defaultdict(list)
    for one, row in zip(alike, rows, strict=True):
        together[one].append(row)
    safe = {
        one
        for one, group in together.items()
        if len(group) >= ALIKE and all(_varies(group, column) for column in told)
    }
    return [row for one, row in zip(alike, rows, strict=True) if one in safe]
