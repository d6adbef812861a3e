"""Modules find each other under the names that carry their hash, so that a browser may keep each for ever."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\./[^"']+)["']""")
BACKEND = "buurvoorbuur.static_storage.HashedModules"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": BACKEND}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        # What others wrote imports nothing of ours, and takes forty times as long.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*bootstrap*"])
    return root


def test_every_import_of_a_module_names_a_file_with_its_hash(collected: Path) -> None:
    paths: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    modules = {name: hashed for name, hashed in paths.items() if re.match(r"js/\w+\.js$", name)}
    assert len(modules) > 10
    for name, hashed in modules.items():
        text = (collected / hashed).read_text(encoding="utf-8")
        imported = IMPORT.findall(text)
        written = IMPORT.findall((settings.BASE_DIR / "static" / name).read_text(encoding="utf-8"))
        assert len(imported) == len(written), name
        for target in imported:
            assert re.search(r"\.[0-9a-f]{12}\.js$", target), f"{name} imports {target}"
            assert (collected / "js" / target).exists()
