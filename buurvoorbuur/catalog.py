"""The words of the screens: gathers them from code and templates, and builds the Dutch catalogue from them.

English is the language of the source, so only Dutch has a catalogue. Works without gettext's own
programs, which a bare machine does not have.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PACKAGES = ("buurvoorbuur", "outreach", "matching")
DUTCH = settings.BASE_DIR / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def gathered() -> Catalog:
    """Every text that code and templates ask a translation for."""
    found = Catalog(project="Buur voor Buur", charset="utf-8")
    for path, source in _sources():
        for line, message, comments, context in extract("python", source, KEYWORDS, ("Translators:",)):
            place = (path.relative_to(settings.BASE_DIR).as_posix(), line)
            found.add(message, None, [place], auto_comments=comments, context=context)
    return found


def dutch() -> Catalog:
    """The Dutch catalogue as it stands in the tree."""
    if not DUTCH.exists():
        return Catalog(locale="nl", charset="utf-8")
    with DUTCH.open("rb") as file:
        return pofile.read_po(file, locale="nl")


def update() -> int:
    """Brings the Dutch catalogue in line with the source; returns how many texts wait for a translation."""
    catalog = dutch()
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.project, catalog.version = "Buur voor Buur", "1"
    catalog.header_comment = "# The Dutch words of Buur voor Buur."
    catalog.last_translator = catalog.msgid_bugs_address = ""
    # The history of the file is in git; a date in it would only make every gathering a change.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    DUTCH.parent.mkdir(parents=True, exist_ok=True)
    with DUTCH.open("wb") as file:
        pofile.write_po(file, catalog, width=100, omit_header=False, include_lineno=False, sort_output=True)
    return len(untranslated())


def untranslated() -> list[str]:
    """The texts of the source that have no Dutch yet."""
    known = dutch()
    return [str(message.id) for message in gathered() if message.id and not _is_said(known, message)]


def build() -> Path:
    """Writes the binary catalogue that Django reads; returns its path."""
    target: Path = DUTCH.with_suffix(".mo")
    half_done = target.with_suffix(f".{os.getpid()}")
    with half_done.open("wb") as file:
        write_mo(file, dutch())
    half_done.replace(target)
    return target


def _is_said(known: Catalog, message: object) -> bool:
    found = known.get(message.id, message.context)  # type: ignore[attr-defined]
    if found is None or found.fuzzy:
        return False
    said = found.string if isinstance(found.string, tuple) else (found.string,)
    return all(said)


def _sources() -> Iterator[tuple[Path, BytesIO]]:
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            yield path, BytesIO(path.read_bytes())
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.[ht]*")):
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        # Indentation means nothing in a template, but it would to the reader of Python.
        yield path, BytesIO("\n".join(line.lstrip() for line in lines).encode())
