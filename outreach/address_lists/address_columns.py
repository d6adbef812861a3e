"""Knows the headings under which lists keep the parts of an address; it knows no value below them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from outreach.address_key import street_key
from outreach.address_lists.spreadsheet_rows import Row, Table

_SEARCHED_ROWS = 30


class Column(Enum):
    """What a column of a list holds."""

    STREET = "street"
    NUMBER = "number"
    LETTER = "letter"
    ADDITION = "addition"
    POSTCODE = "postcode"
    CITY = "city"
    ADDRESS = "address"
    BUILDING = "building"
    HOME = "home"
    PURPOSE = "purpose"
    STATUS = "status"
    KIND = "kind"


# From the surest heading to the weakest, as `street_key` writes them.
_HEADINGS = {
    Column.STREET: """
        straat straatnaam openbareruimte openbareruimtenaam naamopenbareruimte adresstraat street
    """,
    Column.NUMBER: """
        huisnummer huisnr hnr huisnummers huisnummermettoevoeging huisnummerentoevoeging
        huisnummertoevoegingcombinatie volledighuisnummer housenumber nummer nr
    """,
    Column.LETTER: "huisletter hletter hltr letter",
    Column.ADDITION: """
        huisnummertoevoeging toevoeging toevoegingen toev huisnummertoev huisnrtoevoeging huisnrtoev
        hnrtoev toevoeginghuisnummer addition suffix
    """,
    Column.POSTCODE: "postcode postcode6 pc6 pc postalcode zipcode",
    Column.CITY: "woonplaats woonplaatsnaam plaats plaatsnaam stad city",
    Column.ADDRESS: """
        adres volledigadres adresvolledig adresregel adresregel1 straatenhuisnummer straathuisnummer
        straatennummer address
    """,
    Column.BUILDING: "pand pandid pandidentificatie identificatiepand pandnummer building",
    Column.HOME: """
        verblijfsobject verblijfsobjectid verblijfsobjectidentificatie identificatieverblijfsobject vbo vboid
        adresseerbaarobject adresseerbaarobjectid adresseerbaarobjectidentificatie
    """,
    Column.PURPOSE: """
        gebruiksdoel gebruiksdoelen gebruiksdoelverblijfsobject gebruiksdoelomschrijving functie
    """,
    Column.STATUS: """
        status verblijfsobjectstatus statusverblijfsobject vbostatus adresstatus nummeraanduidingstatus
        statusnaam
    """,
    Column.KIND: "adrestype typeadres adressoort soortadres hoofdnevenadres",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts stand: the row of the headings, the place of each part, and its heading as written.

    `doubled` are the parts whose heading stands in the list twice: nobody can know which is meant.
    """

    heading_row: int
    places: Mapping[Column, int]
    headings: Mapping[Column, str]
    doubled: tuple[Column, ...]

    def cell(self, row: Row, column: Column) -> str:
        """Return the text of a part in a row, empty where the list has no such column."""
        place = self.places.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def missing(self) -> tuple[Column, ...]:
        """Name the parts without which no row of this list is an address."""
        if Column.ADDRESS in self.places:
            return ()
        return tuple(column for column in (Column.STREET, Column.NUMBER) if column not in self.places)


def find(table: Table) -> Columns | None:
    """Find the row of headings, which may stand below a title; None when no row looks like one."""
    found = [_read(row) for row in table.rows[:_SEARCHED_ROWS]]
    best = max(found, key=lambda columns: len(columns.places), default=None)
    if best is None or not best.places.keys() & {Column.STREET, Column.NUMBER, Column.ADDRESS}:
        return None
    return best


def _read(row: Row) -> Columns:
    names = [street_key(re.sub(r"\([^()]*\)", "", cell)) for cell in row.cells]
    places: dict[Column, int] = {}
    doubled: list[Column] = []
    for column, headings in _HEADINGS.items():
        # The surest heading wins: `nr` counts rows in a list that has a `huisnummer` too.
        known = [heading for heading in headings.split() if heading in names]
        if known:
            places[column] = names.index(known[0])
            doubled += [column] * (names.count(known[0]) > 1)
    written = {column: row.cells[place] for column, place in places.items()}
    return Columns(row.number, places, written, tuple(doubled))
