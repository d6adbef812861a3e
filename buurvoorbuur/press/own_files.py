"""What paper may fetch: style sheets and drawings of the project, and nothing else."""

from pathlib import Path

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STATIC = "static:"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}


class OwnFilesOnly(URLFetcher):
    """Answers `static:` addresses from the project's static files and refuses everything else."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        path = Path(url.removeprefix(STATIC).lstrip("/"))
        is_ours = url.startswith(STATIC) and path.suffix in KINDS and ".." not in path.parts
        found = self._folder / path
        if not is_ours or not found.is_file():
            raise FatalURLFetchingError
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": KINDS[path.suffix]})
