"""Turns a template of ours into a tagged PDF; fetches nothing but the project's own static files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STATIC = "static:"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}


class FetchRefused(Exception):
    """A print template asked for something that is not a style sheet or drawing of the project."""


class WrongPages(Exception):
    """The document came out on more or fewer pages than it must have."""


class _OwnFilesOnly(URLFetcher):
    """Answers `static:` addresses from the project's static files and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        path = Path(url.removeprefix(STATIC).lstrip("/"))
        is_ours = url.startswith(STATIC) and path.suffix in KINDS and ".." not in path.parts
        found = finders.find(str(path)) if is_ours else None
        if found is None:
            raise FatalURLFetchingError
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": KINDS[path.suffix]})


def render(
    template: str,
    context: dict[str, Any],
    *,
    language: str = settings.LANGUAGE_CODE,
    pages: int | None = None,
) -> bytes:
    """The PDF (PDF/UA-1: tagged, with language and title) of a print template, as bytes.

    The template extends `print/base.html` and names its style sheets as `static:css/…`. With `pages`
    it must come out on exactly so many. Raises `FetchRefused` or `WrongPages`.
    """
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language})
    paper = weasyprint.HTML(string=html, base_url=STATIC, url_fetcher=_OwnFilesOnly())
    options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    with _refusals():
        document = paper.render(**options)
        if pages is not None and len(document.pages) != pages:
            raise WrongPages(f"{len(document.pages)} pages instead of {pages}")
        return document.write_pdf(**options)


@contextmanager
def _refusals() -> Iterator[None]:
    """WeasyPrint's own error ends the process that meets it (a BaseException); ours does not."""
    try:
        yield
    except FatalURLFetchingError:
        raise FetchRefused("paper may fetch nothing from outside the project") from None
