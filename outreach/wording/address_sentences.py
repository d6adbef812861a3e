"""Says in the reader's language what the address rules found; it finds nothing itself."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from outreach.address_key import AddressParts, label, walking_order
from outreach.address_lists.address_list import Proposal
from outreach.address_lists.address_rows import RowProblem, RowQuestion
from outreach.address_lists.spreadsheet_rows import Unreadable
from outreach.layout import BadPattern

_COLUMNS = {
    "street": _("street"),
    "number": _("house number"),
    "addition": _("addition"),
    "postcode": _("postcode"),
    "city": _("town"),
    "address": _("address"),
}

_PROBLEMS = {
    "no_headings": _(
        "No row of headings was found. Put one above the list, with at least a street and a house number."
    ),
    "missing_column": _("There is no column for the %(part)s."),
    "missing_street": _("The street is missing."),
    "missing_number": _("The house number is missing."),
    "bad_number": _("“%(raw)s” is no house number."),
    "bad_range": _("“%(raw)s” runs backwards or is no range of house numbers."),
    "bad_addition": _("“%(raw)s” is no addition to a house number."),
    "two_additions": _("“%(raw)s”: there are two additions here, and a door has one."),
    "two_numbers": _("“%(raw)s”: the address and the column of house numbers do not agree."),
    "bad_postcode": _("“%(raw)s” is no Dutch postcode."),
    "name_too_long": _("The %(part)s is too long: at most 80 letters."),
    "double": _("This door stands in row %(other_row)s already."),
    "double_with_other_postcode": _(
        "This door stands in row %(other_row)s already, with another postcode. One of the two is wrong."
    ),
}

_FILES = {
    "empty": _("This file is empty."),
    "too_large": _("This file is too large: it may be %(megabytes)s MB. A list of addresses is far smaller."),
    "too_many_rows": _("This list is too long: at most %(limit)s rows. Make a list for one flat."),
    "too_many_columns": _("Row %(row)s has too many columns: at most %(limit)s."),
    "cell_too_long": _("In row %(row)s, column %(column)s holds too much text to be part of an address."),
    "line_too_long": _("Line %(line)s is too long to be a row of a list."),
    "open_quote": _("A quotation mark opens near line %(line)s and never closes."),
    "old_or_protected_workbook": _(
        "This is an old or protected Excel file. Save it as .xlsx without a password, or as .csv."
    ),
    "opendocument": _("This is an OpenDocument file. Save it as .xlsx or .csv."),
    "macros": _("This file holds macros. Save it as an ordinary .xlsx or as .csv."),
    "protected": _("This file is protected with a password. Save it without one."),
    "pdf": _("This is a PDF, and a list cannot be read from it. Ask for the list as .xlsx or .csv."),
    "picture": _("This is a picture. Give a list as .xlsx or .csv."),
    "text_document": _("This is a text document. Give a list as .xlsx or .csv."),
    "markup": _("This is a web page. Give a list as .xlsx or .csv."),
    "no_list": _("There is no list in this file. Give one as .xlsx or .csv."),
    "binary": _("This file cannot be read. Give a list as .xlsx or .csv."),
    "encoding": _("The letters in this file cannot be read. Save it as .xlsx, or as .csv with UTF-8."),
    "damaged": _("This file is damaged. Open it, save it again as .xlsx, and try once more."),
    "bomb": _("This file unpacks to far more than a list of addresses. Save only the list as .csv."),
    "too_complex": _("This file is too complicated to read safely. Save only the list as .csv."),
}

_PATTERNS = {
    "missing_street": _PROBLEMS["missing_street"],
    "bad_postcode": _PROBLEMS["bad_postcode"],
    "bad_floors": _("A flat has at least one floor."),
    "bad_doors_per_floor": _("A floor has at least one door."),
    "bad_floor": _("Floors run from %(lowest)s to %(highest)s."),
    "too_many_doors": _("That makes %(given)s doors, and a flat has at most %(limit)s."),
    "bad_first_number": _("%(given)s is no house number."),
    "first_has_other_parity": _("%(given)s is not on that side: odd numbers end in 1, 3, 5, 7 or 9."),
    "floor_exceeds_hundred": _(
        "A floor would run on to %(last)s, into the next hundred. Choose fewer doors a floor."
    ),
    "number_too_high": _("The last door would be number %(last)s, and house numbers end at %(limit)s."),
}

# Which field of the pattern form a refusal belongs to; the others are about several at once.
PATTERN_FIELDS = {
    "missing_street": "street",
    "bad_postcode": "postcode",
    "bad_floors": "floors",
    "bad_doors_per_floor": "doors_per_floor",
    "bad_floor": "start_floor",
    "bad_first_number": "first",
    "first_has_other_parity": "first",
}

_QUESTIONS = {
    "range": _("“%(raw)s”: which doors are these?"),
    "date": _("“%(raw)s”: a spreadsheet took this house number for a date. Which one was it?"),
    "line": _("“%(raw)s” can be read in two ways. Which is right?"),
    "withdrawn": _("The list says “%(raw)s”. Does this door still exist?"),
    "not_a_home": _("The list says “%(raw)s”. Does somebody live here?"),
    "side_address": _("This is a side address (“%(raw)s”). Is it a door of its own?"),
}

# Beyond so many doors a choice names only the first and the last.
_NAMED = 4


def problem(found: RowProblem) -> str:
    """Why a row gives no door, without its number: the row stands beside it."""
    part = _COLUMNS.get(found.column, found.column)
    return str(_PROBLEMS[found.code] % {"part": part, **found.params})


def numbered_problem(found: RowProblem) -> str:
    """The same with the row's number in front, where it has one."""
    if not found.row:
        return problem(found)
    return gettext("Row %(row)s: %(problem)s") % {"row": found.row, "problem": problem(found)}


def unreadable(refusal: Unreadable) -> str:
    """Why a whole file is refused."""
    return str(_FILES[refusal.code] % refusal.params)


def bad_pattern(refusal: BadPattern) -> str:
    """Why a flat cannot stand as described."""
    return str(_PATTERNS[refusal.code] % refusal.params)


def question(asked: RowQuestion) -> str:
    """What only a person can say about a row."""
    return gettext("Row %(row)s: %(question)s") % {
        "row": asked.row,
        "question": _QUESTIONS[asked.kind] % {"raw": asked.raw},
    }


def choice(code: str, doors: tuple[AddressParts, ...]) -> str:
    """One answer to a question; `doors` are those it would give, empty when the code says enough."""
    if code == "keep":
        return gettext("Yes, keep this door")
    if code == "leave_out":
        return gettext("Leave it out")
    named = [f"{door.street} {label(door)}" if len(doors) == 1 else label(door) for door in doors]
    if len(doors) == 1:
        town = f", {doors[0].city}" if doors[0].city else ""
        return gettext("One door: %(door)s") % {"door": named[0] + town}
    shown = ", ".join(named) if len(named) <= _NAMED else f"{named[0]}, {named[1]}, … {named[-1]}"
    return gettext("%(count)s doors: %(doors)s") % {"count": len(doors), "doors": shown}


def building(listed: Proposal) -> str:
    """What somebody would recognise a building by; `listed` holds its rows only."""
    doors = [door.parts for door in listed.doors]
    if not doors:
        return gettext("Rows without a clear door")
    first, last = min(doors, key=walking_order), max(doors, key=walking_order)
    words = ngettext("%(first)s: %(count)s door", "%(first)s to %(last)s: %(count)s doors", len(doors))
    return words % {
        "first": f"{first.street} {label(first)}",
        "last": label(last) if last.street == first.street else f"{last.street} {label(last)}",
        "count": len(doors),
    }
