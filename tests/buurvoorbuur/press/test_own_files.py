"""Paper reads style sheets and drawings below the folder of static files, and nothing beside or above it."""

from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from buurvoorbuur.press.own_files import OwnFilesOnly
from buurvoorbuur.press.sources import Sources


def test_only_style_sheets_and_drawings_below_the_folder_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    for name in ("static/css/a.css", "static/a.js", "secret.css"):
        (tmp_path / name).write_text("p { color: red }")
    fetcher = OwnFilesOnly(Sources(folder))
    assert b"red" in fetcher.fetch("static:css/a.css").read()
    for address in ("static:a.js", "static:../secret.css", "css/a.css", f"file:{folder}/css/a.css"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(address)


def test_a_job_reads_the_pictures_that_came_with_it_and_no_others(tmp_path: Path) -> None:
    fetcher = OwnFilesOnly(Sources(tmp_path, {"logo": b"picture"}))
    assert fetcher.fetch("given:logo").read() == b"picture"
    for address in ("given:", "given:other", "given:../logo", "logo", "static:logo"):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(address)
