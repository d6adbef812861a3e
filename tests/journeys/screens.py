"""One browser that goes from screen to screen as somebody, and looks at every screen and paper it passes."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, TimeoutError, expect

from buurvoorbuur.models import User
from tests import paper
from tests.browsing import Enter, Look, press


@dataclass
class Screens:
    """What is pressed is found by the names that the forms send, which are the same in every language."""

    page: Page
    site: str
    enter: Enter
    look: Look

    def become(self, user: User) -> None:
        """Somebody else takes the phone."""
        self.enter(user)

    def become_nobody(self) -> None:
        self.page.context.clear_cookies()

    def open(self, path: str, name: str) -> None:
        self.page.goto(f"{self.site}{path}")
        self.look(self.page, name)

    def press(self, what: str | Locator, name: str = "") -> None:
        """Presses a button or a link and waits for the next screen, which gets a look when it has a name."""
        place = self.find(what)
        try:
            press(place)
        except TimeoutError as late:
            raise AssertionError(f"{what} at {self.page.url}: {self.page.inner_text('main')[:300]}") from late
        if name:
            self.look(self.page, name)

    def find(self, what: str | Locator) -> Locator:
        return self.page.locator(what) if isinstance(what, str) else what

    def fill(self, field: str, text: str) -> None:
        self.page.locator(f"main [name={field}]").fill(text)

    def tick(self, field: str, value: str = "") -> None:
        """A box or one of several, by its label as a thumb does; the fold it lies in is opened first."""
        box = self.page.locator(f"[name={field}]" + (f"[value='{value}']" if value else ""))
        fold = self.page.locator("details:not([open])", has=box)
        if fold.count():
            fold.locator("> summary").click()
        self.page.locator(f"label[for='{box.get_attribute('id')}']").click()
        expect(box).to_be_checked()

    def choose(self, field: str, user: User) -> None:
        self.page.locator(f"main select[name={field}]").select_option(str(user.pk))

    def paper(self, what: str | Locator) -> bytes:
        """Downloads a PDF, and finds it sound and readable aloud."""
        with self.page.expect_download() as coming:
            self.find(what).click()
        return _read(coming.value)

    @property
    def text(self) -> str:
        """What stands on the screen, in one line."""
        return " ".join(self.page.locator("main").inner_text().split())


def _read(download: Download) -> bytes:
    pdf = Path(download.path()).read_bytes()
    assert paper.is_sound(pdf), f"{download.suggested_filename} is broken"
    assert paper.is_tagged(pdf), f"{download.suggested_filename} is not tagged"
    return pdf
