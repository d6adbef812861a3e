"""What a coordinator does by hand on the screens of introductions."""

from playwright.sync_api import Page

from tests.browsing import Look, press


def search(page: Page, url: str, look: Look) -> None:
    page.goto(f"{url}/koppelingen/")
    look(page, "introductions-none")
    press(page.locator("form[action$='/zoeken/'] button"))
    look(page, "search-done")
    press(page.locator("main a.btn-primary[href='/koppelingen/']"))
    look(page, "introductions-found")


def step(page: Page, action: str) -> None:
    press(page.locator(f"form[action$='/stap/{action}/'] button"))


def approve(page: Page, place: str) -> None:
    page.locator("#id_place").fill(place)
    page.locator("#id_first_step").fill("Bel elkaar deze week.")
    press(page.locator("form[action$='/goedkeuren/'] button"))


def says(page: Page, name: str, answer: str) -> None:
    card = page.locator("main .card", has_text=name)
    press(card.locator(f"button[value={answer}]"))


def inside(page: Page) -> set[str]:
    """The first names of who is in the introduction on this page."""
    return {heading.split()[0] for heading in page.locator("main .card h2").all_inner_texts()}
