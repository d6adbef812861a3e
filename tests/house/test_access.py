"""Promise 4: nobody sees what is not theirs. Every URL × method × person, against one table read by eye.

The table stands in `access_table.txt` beside this file: a line per URL and method, a column per person.
302 is the way to the login for who is not logged in, 403 a right that is missing, 404 what is out of
reach, 405 a method that does not exist here, 409 a refusal with its sentence.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.roles import Role
from outreach.models import Round
from outreach.visit_states import RoundState
from tests import entrants, make, together
from tests.house.conftest import World
from tests.house.site_map import NAMES, Behind

TABLE = Path(__file__).with_name("access_table.txt")
PEOPLE = (
    "anonymous",
    "initiator",
    "other_flat",
    "coordinator",
    "other_team",
    "welfare",
    "administrator",
    "guest_gone",
    "stranger",
    "blocked",
    "round_closed",
)
METHODS = ("get", "post")
NEVER_DONE = {302, 403, 404, 405}


@pytest.fixture
def clients(world: World, wim: User, bea: User, stranger: User) -> dict[str, Client]:
    far_team = Team.objects.create(name="Elders", neighbourhood="Selwerd")
    gone = make.EVENING.date() - timedelta(days=1)
    people = {
        "initiator": world.ans,
        "other_flat": make.member("Oda", Role.INITIATOR, world.team),
        "coordinator": world.cora,
        "other_team": make.member("Otto", Role.COORDINATOR, far_team),
        "welfare": wim,
        "administrator": bea,
        "guest_gone": make.member("Gijs", Role.INITIATOR, world.team, ends_on=gone),
        "stranger": stranger,
        "blocked": make.member("Bram", Role.COORDINATOR, world.team),
        # As `initiator`, once their evening is over: `tried` closes it.
        "round_closed": world.ans,
    }
    make.assign(people["other_flat"], make.flat(world.team, name="Sterrenflat"))
    make.assign(people["guest_gone"], world.flat)
    clients = {"anonymous": Client(raise_request_exception=False)}
    for name, person in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(person)
    User.objects.filter(pk=people["blocked"].pk).update(is_active=False)
    return clients


@pytest.fixture
def urls(world: World, without_paper: None) -> dict[str, str]:
    """Each name with the address of something real behind it."""
    proposal = world.introduced()
    batch = world.batch()
    draft = world.draft()
    somebody = make.resident(world.round, world.doors[4], "Derde")
    invited, key = entrants.invitation(world.team, world.cora)
    behind = Behind(
        team=world.team.pk,
        flat=world.flat.pk,
        door=world.door.pk,
        walker=world.riny.pk,
        letter=batch.letter_id,
        batch=batch.pk,
        code=make.known_code(batch),
        consent_code=make.own_code(world.resident),
        round=world.round.pk,
        rung_door=world.doors[3].pk,
        visit=make.visit(world.round, world.free_door).pk,
        resident=world.resident.pk,
        question=draft.questions.all()[0].pk,
        proposal=proposal.pk,
        member=proposal.members.all()[0].pk,
        run=proposal.run_id,
        pair=make.kept_apart(world.cora, world.resident, somebody).pk,
        unused=make.unused_interest(world.resident, world.cora).pk,
        envelope=make.aside(world.round).pk,
        phone=make.phone(world.round)[0].pk,
        budgetline=make.budget_line(world.team, world.cora).pk,
        returnline=make.return_line(world.team, world.cora).pk,
        activity=(participant := together.participant(world.resident, world.cora)).activity_id,
        participant=participant.pk,
        venue=together.venue(world.team, world.cora).pk,
        idea=make.idea(world.flat, world.cora).pk,
        coachnote=make.coach_note(world.team, world.cora).pk,
        promise=make.promise(world.flat, world.cora).pk,
        referral=make.referral(world.team, world.cora).pk,
        training=make.training(world.team, world.cora).pk,
        membership=entrants.membership_of(world.riny).pk,
        invitation=invited.pk,
        invitation_key=key,
        passkey=entrants.passkey(world.cora).pk,
        email_key=entrants.email_change(world.cora)[1],
    )
    return {name: behind.address(name) for name in NAMES}


def tried(client: Client, method: str, url: str, *, round_closed: bool = False) -> int:
    """The status of one request, whose effects are taken back, also those on the browser's cookies."""
    mark = transaction.savepoint()
    if round_closed:
        Round.objects.update(state=RoundState.CLOSED)
    fresh = Client(raise_request_exception=False)
    fresh.cookies = SimpleCookie({name: cookie.value for name, cookie in client.cookies.items()})
    status = getattr(fresh, method)(url).status_code
    transaction.savepoint_rollback(mark)
    return int(status)


def table(clients: dict[str, Client], urls: dict[str, str]) -> str:
    """What the site answers, in the form of the table."""
    width = max(len(name) for name in NAMES) + 7
    head = " " * width + "  ".join(PEOPLE)
    lines = [head.rstrip()]
    for name in NAMES:
        for method in METHODS:
            cells = [
                str(tried(clients[person], method, urls[name], round_closed=person == "round_closed")).center(
                    len(person)
                )
                for person in PEOPLE
            ]
            lines.append((f"{name} {method.upper()}".ljust(width) + "  ".join(cells)).rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.one_database
def test_every_url_answers_every_person_as_the_table_says(
    plain_refusals: None, clients: dict[str, Client], urls: dict[str, str]
) -> None:
    assert table(clients, urls) == TABLE.read_text(encoding="utf-8")


@pytest.mark.one_database
def test_other_methods_do_nothing_for_anybody(
    plain_refusals: None, clients: dict[str, Client], urls: dict[str, str]
) -> None:
    # The login library takes a PUT for a form that is handed in.
    ours = [name for name in NAMES if not resolve(urls[name]).func.__module__.startswith("allauth")]
    assert len(ours) > 150
    done = {
        f"{name} {method} {status}"
        for person in ("anonymous", "coordinator")
        for name in ours
        for method in ("put", "patch", "delete", "trace")
        if (status := tried(clients[person], method, urls[name])) not in NEVER_DONE
    }
    assert done == set()


def test_nobody_gets_an_error_and_no_url_is_without_a_guard() -> None:
    rows = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    assert {row.split()[0] for row in rows} == set(NAMES)
    assert not [row for row in rows if " 500 " in f"{row} "]


def test_something_real_stands_behind_every_url() -> None:
    rows = [row.split() for row in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    answers: dict[str, set[str]] = {}
    for name, _method, *cells in rows:
        answers.setdefault(name, set()).update(cells)
    assert [name for name, given in answers.items() if given <= {"404"}] == []


# A list of names is the way to a page about one of them; a report names who said yes to that; an asker sees
# what they noted themselves a moment ago.
NAMED_WITHOUT_EVENT = {
    "askings",
    "letter_test_readers",
    "residents",
    "proposals",
    "proposals_approve",
    "matching_waiting",
    "matching_apart",
    "flat_report",
    "follow_up",
}


def test_a_page_that_names_a_resident_says_in_the_log_who_opened_it(
    world: World, urls: dict[str, str], as_
) -> None:
    client, unlogged = as_(world.cora), set()
    for name in sorted(set(NAMES) - NAMED_WITHOUT_EVENT):
        before = Event.objects.count()
        page = client.get(urls[name])
        names = {resident.name for resident in world.residents}
        is_screen = page.status_code == 200 and page["Content-Type"].startswith("text/html")
        if is_screen and any(shown in page.text for shown in names):
            unlogged |= {name} if Event.objects.count() != before + 1 else set()
    assert unlogged == set()


def _views(resolver: URLResolver | None = None) -> Iterator[Callable[..., object]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern)
        else:
            yield pattern.callback


def test_every_view_of_ours_wears_its_permission_or_is_public() -> None:
    ours = [view for view in _views() if not view.__module__.startswith("allauth")]
    assert [view.__qualname__ for view in ours if not hasattr(view, "permission")] == []


def test_a_round_of_somebody_else_is_not_opened_by_its_flat_mate(world: World, as_) -> None:
    mine: Round = world.round
    stranger_in_flat = make.member("Piet", Role.INITIATOR, world.team)
    make.assign(stranger_in_flat, world.flat)
    door = world.doors[3]
    assert as_(stranger_in_flat).get(reverse("round_door", args=[mine.pk, door.pk])).status_code in (403, 404)
