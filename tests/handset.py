"""A phone whose browser can die at any moment and start again with what it had stored, as phones do."""

import os
import shutil
import signal
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import Page, Playwright

from buurvoorbuur.models import User
from tests.browsing import PHONE


class Handset:
    """One phone: a folder in which its browser stores, and the page it shows now."""

    page: Page

    def __init__(self, playwright: Playwright, launch: dict[str, Any], folder: Path, site: str) -> None:
        self._playwright, self._launch, self._folder, self._site = playwright, launch, folder, site
        self._is_offline = False
        self._member: User | None = None
        self.start()

    def start(self) -> None:
        """Opens the browser; whoever was logged in is so again, since the server has not forgotten."""
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self._folder), **self._launch, viewport=PHONE, locale="en-GB"
        )
        self.page = self.context.pages[0]
        self.context.set_offline(self._is_offline)
        if self._member:
            self.log_in(self._member)

    def log_in(self, member: User) -> None:
        self._member = member
        client = Client()
        client.force_login(member)
        [cookie] = client.cookies.values()
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self._site}])

    def open(self, path: str) -> None:
        self.page.goto(self._site + path)

    def lose_network(self, is_lost: bool = True) -> None:
        self._is_offline = is_lost
        self.context.set_offline(is_lost)

    def die(self) -> None:
        """The whole browser is killed, without a word to its pages, and opens the same page again."""
        path = self.page.url.partition("#")[0].removeprefix(self._site)
        with self.context.expect_event("close"):
            for process in self._processes():
                os.kill(process, signal.SIGKILL)
        self.start()
        self.open(path)

    def put_away(self) -> None:
        self.context.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _processes(self) -> list[int]:
        mark = f"--user-data-dir={self._folder}".encode()
        numbers = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
        return [int(entry.name) for entry in numbers if mark in _command(entry).split(b"\0")]


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""  # it ended meanwhile
