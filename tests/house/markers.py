"""Enters something recognisable in every field about a person, by the screens that people use.

Run as a program it does so in a fresh SQLite file and leaves copies of the file and its journal as they
lay on disk, in the folder that is its argument.
"""

import shutil
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import tests.environment  # noqa: F401 - before Django reads its settings

if __name__ == "__main__":
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()

    from tests import proven

    proven.by_default()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from buurvoorbuur import catalog, clock
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from matching import proposals, runs
from matching.models import Proposal
from outreach import (
    interests,
    letter_batches,
    letter_drafts,
    letter_remarks,
    letters,
    optouts,
    trust_checks,
)
from outreach.consent_terms import Purpose
from outreach.letter_batches import PrintOrder
from outreach.letter_drafts import LetterDraft
from outreach.models import Activity, Address, Flat, Interest, Phone, ResearchExport, Resident, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import RoundState
from tests import make

QUESTIONS = ("pleasant_or_change", "joins_in", "cares_about", "offers", "share_or_receive")
# So many markers at least are looked for.
ENOUGH = 200
# Stands in a field that is plain by declaration: who looks well must find it.
READABLE = "Zichtbaarflat"


@dataclass
class Markers:
    """Words, telephone numbers and e-mail addresses that occur nowhere else."""

    given: list[str] = field(default_factory=list)

    def word(self) -> str:
        return self._note(f"Zwaluwstaart{len(self.given):03}q")

    def phone(self) -> str:
        return self._note(f"06 55500{len(self.given):03}")

    def email(self) -> str:
        return self._note(f"zwaluwstaart{len(self.given):03}@merkteken.example")

    def _note(self, marker: str) -> str:
        self.given.append(marker)
        return marker

    def found_in(self, data: bytes) -> list[str]:
        """The markers that can be read in this, however they are cased or a number is spaced."""
        text = data.lower()
        spellings = {marker: (marker, marker.replace(" ", "")) for marker in self.given}
        return [
            marker
            for marker, ways in spellings.items()
            if any(way.lower().encode(code) in text for way in ways for code in ("utf-8", "utf-16-le"))
        ]


def enter(markers: Markers) -> None:
    """One team from its first letter to an introduction, with a marker wherever a person is named."""
    team = make.team()
    interests.load_starter()
    cora, ans, riny = (
        _member(team, role, markers) for role in (Role.COORDINATOR, Role.INITIATOR, Role.INITIATOR)
    )
    flat = make.flat(team, name=READABLE, doors=28)
    for person in (ans, riny):
        make.assign(person, flat)
    make.delivered_letters(flat)
    _team(cora, team, markers)
    _letter(flat, cora, ans, riny, markers)
    evening = _round(flat, ans, riny)
    doors = list(flat.addresses.in_walking_order())
    # Not at the sixth, which is paused before anything is handed in for it.
    for door in doors[:5] + doors[6:27]:
        assert talk(_client(ans), evening, door, markers) == 302
    _second_resident(_client(ans), evening, doors[0], markers)
    lines = {line: markers.word() for line in ("wonder", "worry", "lesson")}
    _client(ans).post(reverse("round_close", args=[evening.pk]), {"both_home": "on", **lines})
    # Who is at home stands there as long as a round is open.
    at_home = {"contact_name": markers.word(), "contact_phone": markers.phone()}
    _client(ans).post(reverse("round_safety", args=[_planned(flat, ans, riny).pk]), at_home)
    _follow_up(cora, ans, riny, markers)
    _introduce(team, cora, markers)
    told = {"text": f"Veel bewoners missen een {markers.word()}."}
    assert _client(cora).post(reverse("flat_report_words", args=[flat.pk]), told).status_code == 302
    # A flat of its own: a pause calls off who is waited for at home.
    rests = make.flat(team, name="Sterrenflat", doors=1)
    why = {"restarts_on": "2027-01-11", "message": markers.word()}
    assert _client(cora).post(reverse("flat_pause", args=[rests.pk]), why).status_code == 302
    _research(team, markers)
    _hand_in_later(ans, evening, doors, cora, markers)


def talk(client: Client, evening: Round, door: Address, markers: Markers) -> int:
    """One talk by the screen, with a marker in every field of it; the status of the answer."""
    liked = Interest.objects.values_list("code", flat=True)[0]
    said = {f"answer_{code}": markers.word() for code in QUESTIONS}
    said |= {"visit_id": str(uuid4()), "taal": "nl", "shares": liked, "answer_feels_at_home": "3"}
    return client.post(
        reverse("round_talk", args=[evening.pk, door.pk]), {**said, **_person(markers)}
    ).status_code


def _person(markers: Markers) -> dict[str, object]:
    return {
        "name": markers.word(),
        "phone": markers.phone(),
        "email": markers.email(),
        "moments": "evening",
        "languages": "nl",
        "introductions_wanted": "1",
        "shared_fields": ["name", "phone", "email"],
        **{f"consent_{purpose}": "on" for purpose in Purpose},
    }


def _member(team: Team, role: Role, markers: Markers) -> User:
    user = User.objects.create_user(f"{uuid4()}@example.org", make.PASSWORD, name=markers.word())
    Membership.objects.create(user=user, team=team, role=role)
    return user


def _client(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _team(cora: User, team: Team, markers: Markers) -> None:
    page = _client(cora).get(reverse("team"))
    said = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    said |= {"phone": markers.phone(), "email": markers.email()}
    assert _client(cora).post(reverse("team"), said).status_code == 302


def _letter(flat: Flat, cora: User, ans: User, riny: User, markers: Markers) -> None:
    body = f"{letter_drafts.default('nl').body}\n\n{markers.word()}"
    draft = LetterDraft("nl", markers.word(), body)
    letter = letters.write(flat=flat, draft=draft, by=cora, at=make.EVENING)
    five = trust_checks.asked("nl")
    for reader in (cora, ans):
        trust_checks.check(letter=letter, questions=five, seen=letter.written_at, by=reader, at=make.EVENING)
    _budget(cora, flat.team, markers)
    invited = {"email": markers.email(), "role": "initiator"}
    assert _client(cora).post(reverse("member_invite"), invited).status_code == 302
    assert _client(cora).post(reverse("email_change"), {"email": markers.email()}).status_code == 302
    _activities(cora, flat, markers)
    letter_remarks.note(letter=letter, resident=None, text=markers.word(), by=cora, at=make.EVENING)
    in_time = make.EVENING.date() + timedelta(days=9)
    batch = letter_batches.order(
        letter=letter, order=PrintOrder(ans, riny, in_time, may_print_number=True), by=cora, at=make.EVENING
    )
    batch.refresh_from_db()
    assert batch.sealed_pdf, "the PDF lies in the database, sealed"


def _budget(cora: User, team: Team, markers: Markers) -> None:
    line = {"year": 2026, "what": markers.word(), "payer": markers.word(), "origin": "gift"}
    assert _client(cora).post(reverse("budget", args=[team.pk]), line).status_code == 302


def _activities(cora: User, flat: Flat, markers: Markers) -> None:
    doing = {"name": markers.word(), "flats": [flat.pk], "place": markers.word(), "bring": markers.word()}
    assert _client(cora).post(reverse("activities_new"), doing).status_code == 302
    place = {name: markers.word() for name in ("name", "directions", "contact")}
    assert _client(cora).post(reverse("venue_new"), place).status_code == 302
    [activity] = Activity.objects.filter(team=flat.team)
    jobs = {"jobs-TOTAL_FORMS": 1, "jobs-INITIAL_FORMS": 0, "jobs-0-what": markers.word()}
    assert _client(cora).post(reverse("activity_jobs", args=[activity.pk]), jobs).status_code == 302
    wish = {"kind": "training", "text": markers.word()}
    assert _client(cora).post(reverse("coaching", args=[flat.team_id]), wish).status_code == 302
    number = {name: markers.word() for name in ("name", "what_for", "hours")}
    number |= {"phone": markers.phone(), "checked_on": make.EVENING.date()}
    assert _client(cora).post(reverse("referrals"), number).status_code == 302
    assert _client(cora).post(reverse("trainings"), {"name": markers.word()}).status_code == 302
    thought = {"what": markers.word(), "flat": flat.pk, "state": "heard"}
    assert _client(cora).post(reverse("ideas_new"), thought).status_code == 302
    promised = {"what": markers.word(), "keeper": cora.pk, "due_on": make.EVENING.date()}
    assert _client(cora).post(reverse("flat_promise", args=[flat.pk]), promised).status_code == 302


def _research(team: Team, markers: Markers) -> None:
    """As a file for research leaves it; there are too few talks here to make one."""
    ResearchExport.objects.create(
        team=team,
        recipient=markers.word(),
        purpose=markers.word(),
        talks=12,
        left_out=0,
        made_at=make.EVENING,
    )


def _planned(flat: Flat, ans: User, riny: User) -> Round:
    plan = {"planned_on": "2026-10-06", "starts_at": "18:30", "asker": ans.pk, "note_taker": riny.pk}
    _client(ans).post(f"{reverse('round_new')}?flat={flat.pk}", plan)
    return Round.objects.get(state=RoundState.PLANNED)


def _round(flat: Flat, ans: User, riny: User) -> Round:
    evening = _planned(flat, ans, riny)
    for person in (ans, riny):
        _client(person).post(reverse("round_safety", args=[evening.pk]))
    _client(ans).post(reverse("round_start", args=[evening.pk]))
    return evening


def _second_resident(client: Client, evening: Round, door: Address, markers: Markers) -> None:
    url = reverse("talk_resident", args=[evening.pk, door.pk])
    client.post(url, {**_person(markers), "resident_id": str(uuid4())})


def _follow_up(cora: User, ans: User, riny: User, markers: Markers) -> None:
    """A later talk with somebody who lets us keep what was said."""
    person = Resident.objects.filter(consents__purpose=Purpose.KEEP_ANSWERS)[0]
    told = {"held_on": "2026-10-06", "first": ans.pk, "second": riny.pk, "note": markers.word()}
    url = reverse("resident_follow_up", args=[person.pk])
    assert _client(cora).post(url, told).status_code == 302


def _hand_in_later(ans: User, evening: Round, doors: list[Address], cora: User, markers: Markers) -> None:
    """Three talks that a phone sends afterwards: one applied, one laid aside, one kept shut."""
    optouts.pause(address=doors[5], by=cora, at=make.EVENING)
    optouts.record(address=doors[4], channel=Channel.PHONE, by=cora, at=make.EVENING)
    asked = {"phone": str(uuid4()), "round": str(evening.pk)}
    told = _client(ans).post(reverse("phone_register"), asked, content_type="application/json").json()
    phone = Phone.objects.get(pk=told["phone"])
    sent = [
        make.sealed(phone, make.entry(evening, door, *_talk_fields(markers)), number)
        for number, door in enumerate((doors[0], doors[4], doors[5]), 1)
    ]
    listed = [
        {
            "id": str(one.id),
            "counter": one.counter,
            "round": str(one.round),
            "key": one.key_id,
            "sealed": urlsafe_b64encode(one.content).decode().rstrip("="),
        }
        for one in sent
    ]
    post = {"phone": told["phone"], "batch": "1", "made": 3, "waiting": [], "envelopes": listed}
    answer = Client().post(
        reverse("envelopes_receive"),
        post,
        content_type="application/json",
        headers={"authorization": f"Bearer {told['token']}"},
    )
    said = {receipt["code"] for receipt in answer.json()["receipts"]}
    assert said == {"", "opted_out", "paused"}, said
    assert _client(cora).get(reverse("envelopes_aside")).status_code == 200


def _talk_fields(markers: Markers) -> Iterator[tuple[str, str]]:
    yield from (("outcome", "talk"), ("taal", "nl"))
    yield from ((f"answer_{code}", markers.word()) for code in QUESTIONS)
    for name, said in _person(markers).items():
        for value in said if isinstance(said, list) else [said]:
            yield name, str(value)


def _introduce(team: Team, cora: User, markers: Markers) -> None:
    runs.start(team=team, by=cora, at=make.EVENING)
    proposal = Proposal.objects.filter(interest__isnull=False)[0]
    assert proposal.interest
    proposals.approve(
        proposal=proposal,
        interest=proposal.interest,
        place=markers.word(),
        first_step=markers.word(),
        by=cora,
        at=make.EVENING,
    )


def files_of_database() -> Iterator[Path]:
    """The SQLite file and whatever lies beside it."""
    main = Path(str(connection.settings_dict["NAME"]))
    return main.parent.glob(f"{main.name}*")


def leave_copies(folder: Path) -> None:
    """Fills the database of the environment and copies its files while it is still open."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] != "wal":
            # A journal that stays where it is, so that it can be read afterwards.
            cursor.execute("PRAGMA journal_mode=PERSIST")
    markers = Markers()
    enter(markers)
    for path in files_of_database():
        shutil.copy(path, folder / path.name)
    (folder / "markers.txt").write_text("\n".join(markers.given))


if __name__ == "__main__":
    clock.now = lambda: make.EVENING
    catalog.build()
    leave_copies(Path(sys.argv[1]))
