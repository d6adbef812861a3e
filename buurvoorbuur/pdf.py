"""Turns a template of ours into a tagged PDF; fetches nothing but our static files and what it is given."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from buurvoorbuur.press.fence import Every, Fence
from buurvoorbuur.press.limits import Limits
from buurvoorbuur.press.refusals import FetchRefused, OutOfBounds, PaperFailed, WrongPages
from buurvoorbuur.press.slots import Copy
from buurvoorbuur.press.sources import Sources

__all__ = ["FetchRefused", "OutOfBounds", "PaperFailed", "WrongPages", "print_copies", "render"]

OWN_FILES = Path(settings.STATICFILES_DIRS[0])
FENCE = Fence()
LIMITS = Limits()


def render(
    template: str,
    context: dict[str, Any],
    *,
    language: str = settings.LANGUAGE_CODE,
    pages: int | None = None,
    given: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF (PDF/UA-1: tagged, with language and title) of a print template, as bytes.

    The template extends `print/base.html` and names its style sheets as `static:css/…`. With `pages`
    it must come out on exactly so many. `given` holds the PNG behind each `given:` address of the
    template; it names no other. Raises `FetchRefused`, `WrongPages`, `OutOfBounds` or `PaperFailed`.
    """
    return FENCE.document(_html(template, context, language), Sources(OWN_FILES, given or {}), pages, LIMITS)


def print_copies(
    template: str,
    sides: Iterable[tuple[dict[str, Any], str]],
    copies: Iterable[Copy],
    *,
    every: Every = lambda _done: None,
    given: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF of a template of one page, printed for each copy with its own texts where `slots.mark` stands.

    `sides` are the context and the language of the page, or of the front and of the back. As `render`, and
    many times faster for many copies. `every` hears now and then how many are done; what it raises stops
    the printing.
    """
    pages = [_html(template, context, language) for context, language in sides]
    with TemporaryFile() as out:
        FENCE.copies(pages, copies, Sources(OWN_FILES, given or {}), out, LIMITS, every)
        return out.read()


def _html(template: str, context: dict[str, Any], language: str) -> str:
    with translation.override(language):
        return render_to_string(template, {**context, "language": language})
