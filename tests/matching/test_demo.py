"""The demo tells the publication's flat: 90 = 24 + 66 and 66 = 24 + 41 + 1, wherever one looks."""

import csv
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from buurvoorbuur.roles import Role
from matching import demo
from matching.demo import script
from outreach import letter_pages
from outreach.models import Flat, FollowUpTalk
from outreach.quarters import Quarter
from tests import make, paper


def seen(html: str) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def client(settings, db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The coordinator of the demo, reading English; the letters of the demo are not looked at here."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with monkeypatch.context() as during:
        during.setattr(letter_pages, "paper", lambda *_given, **_named: b"%PDF-1.7 of a test")
        demo.fill(today=make.EVENING.date())
    made = Client()
    made.force_login(User.objects.get(memberships__role=Role.COORDINATOR))
    made.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    return made


def test_the_ledger_of_the_demo_is_the_publication_s_on_screen_in_csv_and_on_paper(client: Client) -> None:
    flat = Flat.objects.get(letters__isnull=False)
    page = seen(client.get(reverse("flat", args=[flat.pk])).text)
    assert "90 doors = 24 opted out + 66 that may be rung" in page
    assert "66 = 24 talks + 41 not home or declined + 1 not recorded" in page

    figures = {
        "Doors": "90", "Opted out": "24", "Left to ring at": "66", "Talk held": "24",
        "Not home or rather not": "41", "Not recorded": "1",
    }  # fmt: skip
    report = seen(client.get(reverse("flat_report", args=[flat.pk])).text)
    sheet = client.get(reverse("flat_report_csv", args=[flat.pk])).content.decode("utf-8-sig")
    rows = {row[0]: row[1] for row in csv.reader(sheet.splitlines(), delimiter=";") if len(row) > 1}
    printed = " ".join(
        " ".join(paper.pages(client.post(reverse("flat_report_pdf", args=[flat.pk])).content)).split()
    )
    assert {word: rows.get(word) for word in figures} == figures
    for word, count in figures.items():
        assert f"{word} {count} " in report
        assert f"{word} {count} " in printed
    closes = (
        "24 talks + 41 not home or rather not + 0 to come back to + 0 left in peace for now + 1 not recorded"
    )
    for told in (report, printed):
        assert closes in told


def test_the_later_talks_of_the_demo_stand_on_the_pages_of_their_residents(client: Client) -> None:
    talks = list(FollowUpTalk.objects.select_related("resident", "first", "second"))
    assert len(talks) == 2
    for talk in talks:
        page = seen(client.get(reverse("resident", args=[talk.resident_id])).text)
        assert f"with {talk.first.first_name} and {talk.second.first_name} · {talk.minutes} minutes" in page
        assert talk.note in page


def test_the_list_of_flats_counts_the_demo_alike(client: Client) -> None:
    assert "90 doors · 24 opted out · 24 talks" in seen(client.get(reverse("flats")).text)


def test_on_every_day_of_a_year_the_quarter_of_the_rounds_is_over() -> None:
    for number in range(366):
        today = date(2026, 1, 1) + timedelta(days=number)
        story = script.read(today)
        evenings = [story.day(row) for row in story.parts["rounds"]]
        begun = [story.day(row) for row in story.parts["activities"] if row["began"]]
        assert max(evenings + begun) < Quarter.of(today).first_day, today
        assert today - max(evenings) < timedelta(weeks=16), today


def test_a_welfare_worker_of_the_demo_reads_what_was_released(client: Client) -> None:
    team = Flat.objects.get(letters__isnull=False).team
    client.force_login(User.objects.get(memberships__role=Role.WELFARE_WORKER))
    page = seen(client.get(reverse("neighbourhood_report", args=[team.pk])).text)
    assert "24 talks. This report names no homes" in page
    assert "The whole neighbourhood 1 1 1" in page


@pytest.mark.django_db
def test_on_a_server_nobody_gets_a_login_whose_password_everybody_knows(settings: Any) -> None:
    settings.INSECURE_LOCALHOST = False
    for options in ([], ["--logins"]):
        with pytest.raises(CommandError, match="one's own machine only"):
            call_command("demo", *options)
    assert not User.objects.exists()
