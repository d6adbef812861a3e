"""Paper cannot be made to fetch or run anything, and it is readable for everybody."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from pathlib import Path

import pytest
from django.template import engines

from buurvoorbuur import pdf
from tests import paper as paper_tools


class Listener(HTTPServer):
    """A web server that notes every knock on its door."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Knock)
        self.knocks: list[str] = []


class Knock(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.knocks.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def door() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def listener(door: Listener) -> Listener:
    door.knocks.clear()
    return door


@pytest.fixture
def render(tmp_path: Path, settings):
    """Renders a template written on the spot."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    engines.__dict__.pop("templates", None)

    def rendered(body: str, context: dict[str, object] | None = None, **options: object) -> bytes:
        (tmp_path / "trial.html").write_text(body, encoding="utf-8")
        return pdf.render("trial.html", context or {}, **options)

    return rendered


HOSTILE = [
    '<img src="{url}" alt="">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<style>@import url("{url}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}"); }} p {{ font-family: x; }}</style><p>x</p>',
    '<p style="background: url({url})">x</p>',
    '<ul style="list-style-image: url({url})"><li>x</li></ul>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{url}#x"/></svg>',
]
MORE_HOSTILE = [
    '<img src="static:css/none.svg" srcset="{url} 2x" alt="">',
    '<picture><source srcset="{url}"><img alt=""></picture>',
    '<iframe src="{url}"></iframe>',
    '<base href="{url}"><img src="knock" alt="">',
    '<meta http-equiv="refresh" content="0; url={url}">',
    '<video poster="{url}" src="{url}"></video><audio src="{url}"></audio>',
    '<input type="image" src="{url}" alt="">',
    '<table background="{url}"><tr><td background="{url}">x</td></tr></table>',
    '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}"/></svg>',
    '<svg width="9" height="9"><style>@import url("{url}");</style><path d="M0 0h9"/></svg>',
    '<svg width="9" height="9"><path fill="url({url}#x)" filter="url({url}#y)" d="M0 0h9v9z"/></svg>',
    '<svg width="9" height="9"><filter id="f"><feImage href="{url}"/></filter></svg>',
    '<svg width="9" height="9"><foreignObject><img src="{url}"/></foreignObject></svg>',
    '<?xml-stylesheet href="{url}"?><p>x</p>',
    '<style>p::before {{ content: url("{url}"); }}</style><p>x</p>',
    '<style>@page {{ background: url("{url}"); @top-left {{ content: url("{url}"); }} }}</style><p>x</p>',
    '<p style="border-image: url({url}) 1; cursor: url({url}), auto; mask: url({url})">x</p>',
    '<p style="mask-image: url({url}); clip-path: url({url}#x); shape-outside: url({url})">x</p>',
    '<p style="background: image-set(url({url}) 1x); list-style: url({url})">x</p>',
    '<p style="display: list-item; list-style: inside url({url})">x</p>',
    '<p style="--x: url({url}); background: var(--x)">x</p>',
    '<p data-x="{url}" style="background: attr(data-x url); content: attr(data-x url)">x</p>',
    '<a href="{url}" rel="attachment">x</a><a href="{url}" ping="{url}" download>y</a>',
    '<link rel="preload" as="image" href="{url}"><link rel="icon" href="{url}"><p>x</p>',
    '<script src="{url}"></script><script>fetch("{url}")</script><p>x</p>',
]
ADDRESSES = [
    "http://127.0.0.1:{port}/knock",
    "file:///etc/passwd",
    "file:{secret}",
    "data:image/svg+xml,<svg/>",
    "ftp://127.0.0.1:{port}/knock",
    "static:../.env",
    "static:css/../../../.env",
    "static:/etc/passwd",
    "static:sw.js",
    "STATIC:css/none.css",
    "//127.0.0.1:{port}/knock",
]


@pytest.mark.parametrize(
    ("markup", "address"),
    [*product(HOSTILE, ADDRESSES), *product(MORE_HOSTILE, [ADDRESSES[0], ADDRESSES[2]])],
)
def test_nothing_is_fetched(render, listener: Listener, tmp_path: Path, markup: str, address: str) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>geheim</text></svg>')
    url = address.format(port=listener.server_port, secret=secret)
    try:
        paper = render(f'<html lang="nl"><title>x</title><body>{markup.format(url=url)}</body></html>')
    except (pdf.FetchRefused, pdf.PaperFailed):
        paper = b""
    assert not listener.knocks
    inside = paper_tools.opened(paper) if paper else ""
    assert "root:" not in inside and "EmbeddedFile" not in inside
    assert not any("geheim" in page for page in (paper_tools.pages(paper) if paper else []))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.css", "file:///etc/passwd", "data:text/css,p{}"])
def test_a_refusal_is_an_error_that_can_be_caught(render, address: str) -> None:
    with pytest.raises(pdf.FetchRefused):
        render(f'<html lang="nl"><title>x</title><link rel="stylesheet" href="{address}"><p>x</p></html>')


def test_what_is_filled_in_stays_text(render, listener: Listener) -> None:
    hostile = f'<img src="http://127.0.0.1:{listener.server_port}/x">'
    render('<html lang="nl"><title>x</title><p>{{ said }}</p></html>', {"said": hostile})
    assert not listener.knocks


def test_paper_is_tagged_and_says_its_language_and_title(render) -> None:
    paper = render('<html lang="{{ language }}"><title>Brief</title><h1>Dag</h1></html>', language="en")
    assert paper_tools.is_sound(paper)
    inside = paper_tools.opened(paper)
    for mark in ("/MarkInfo", "/StructTreeRoot", "/Lang (en)", "pdfuaid:part", "/DisplayDocTitle true"):
        assert mark in inside


def test_the_number_of_pages_can_be_demanded(render) -> None:
    two = '<html lang="nl"><title>x</title><p>een</p><p style="break-before: page">twee</p></html>'
    assert render(two, pages=2)
    with pytest.raises(pdf.WrongPages):
        render(two, pages=1)
