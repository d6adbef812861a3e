"""What paper may fetch: our own style sheets and drawings, the job's pictures, and nothing else."""

from pathlib import Path

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from buurvoorbuur.press.sources import Sources

STATIC, GIVEN = "static:", "given:"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}


class OwnFilesOnly(URLFetcher):
    """Answers `static:` and `given:` addresses from the sources of a job and refuses everything else."""

    def __init__(self, sources: Sources) -> None:
        super().__init__()
        self._sources = sources

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        picture = self._sources.given.get(url.removeprefix(GIVEN)) if url.startswith(GIVEN) else None
        if picture is not None:
            return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})
        path = Path(url.removeprefix(STATIC).lstrip("/"))
        is_ours = url.startswith(STATIC) and path.suffix in KINDS and ".." not in path.parts
        found = self._sources.static / path
        if not is_ours or not found.is_file():
            raise FatalURLFetchingError
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": KINDS[path.suffix]})
