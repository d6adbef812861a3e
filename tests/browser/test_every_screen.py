"""Every page that somebody can open, seen on a phone, with the demo behind it."""

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page

from buurvoorbuur.models import User
from buurvoorbuur.roles import Role
from matching import demo
from matching.models import ProposalMember
from outreach import questionnaires
from outreach.models import LetterBatch, Resident, Visit
from tests import entrants, make, together
from tests.browsing import Enter, Look
from tests.house.site_map import NAMES, Behind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def what_the_demo_holds(coordinator: User) -> Behind:
    """One of everything; the round is one of the initiator that walks here."""
    team = coordinator.memberships.get().team
    draft = questionnaires.copy(questionnaire=questionnaires.current(team), by=coordinator, at=make.EVENING)
    batch = LetterBatch.objects.select_related("letter").first()
    visit = Visit.objects.filter(outcome="talk").select_related("round", "address__flat").first()
    member = ProposalMember.objects.filter(proposal__state="introduced").first()
    assert batch and visit and member
    invited, key = entrants.invitation(team, coordinator)
    resident = Resident.objects.filter(talk__visit=visit)[0]
    participant = together.participant(resident, coordinator)
    return Behind(
        team=team.pk,
        flat=batch.letter.flat_id,
        door=visit.address_id,
        walker=visit.round.asker_id,
        letter=batch.letter_id,
        batch=batch.pk,
        code=make.known_code(batch),
        consent_code=make.own_code(resident),
        round=visit.round_id,
        rung_door=visit.address_id,
        visit=visit.pk,
        resident=resident.pk,
        question=draft.questions.all()[0].pk,
        proposal=member.proposal_id,
        member=member.pk,
        run=member.proposal.run_id,
        pair=make.kept_apart(coordinator, *Resident.objects.order_by("created_at", "pk")[:2]).pk,
        unused=make.unused_interest(Resident.objects.all()[0], coordinator).pk,
        envelope=make.aside(visit.round).pk,
        phone=make.phone(visit.round)[0].pk,
        budgetline=make.budget_line(team, coordinator).pk,
        returnline=make.return_line(team, coordinator).pk,
        activity=participant.activity_id,
        participant=participant.pk,
        venue=together.venue(team, coordinator).pk,
        idea=make.idea(visit.address.flat, coordinator).pk,
        coachnote=make.coach_note(team, coordinator).pk,
        promise=make.promise(visit.address.flat, coordinator).pk,
        referral=make.referral(team, coordinator).pk,
        training=make.training(team, coordinator).pk,
        membership=entrants.membership_of(visit.round.asker).pk,
        invitation=invited.pk,
        invitation_key=key,
        passkey=entrants.passkey(coordinator).pk,
        email_key=entrants.email_change(coordinator)[1],
    )


def screens_of(user: User | None, behind: Behind) -> dict[str, str]:
    """Name and path of every page that this person may open."""
    client = Client()
    if user:
        client.force_login(user)
    paths = {name: behind.address(name) for name in NAMES}
    return {name: path for name, path in paths.items() if is_screen(client.get(path))}


def is_screen(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture
def told_today(settings, without_paper: None) -> None:
    """The demo prints its own letters on their own day; no worker of today comes before it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    demo.fill(today=make.EVENING.date())


def test_every_screen_and_every_role_s_menu_is_fit_for_a_phone(
    told_today: None, page: Page, live_server, entered: Enter, look: Look
) -> None:
    coordinator = User.objects.get(memberships__role=Role.COORDINATOR)
    behind = what_the_demo_holds(coordinator)
    people: dict[str, User | None] = {
        role.value: User.objects.filter(memberships__role=role).first() for role in Role
    }
    people[Role.INITIATOR.value] = User.objects.get(pk=behind.walker)
    assert all(people.values())
    problems, seen = [], set[str]()
    for who, user in {**people, "public": None}.items():
        page.context.clear_cookies()
        if user:
            entered(user)
        for name, path in screens_of(user, behind).items():
            # What one role has seen looks the same to the next, but for the menu, which stands on every page.
            if name in seen and name != "home":
                continue
            seen.add(name)
            page.goto(f"{live_server.url}{path}")
            try:
                look(page, f"{who}-{name}")
            except AssertionError as problem:
                problems.append(str(problem))
    assert not problems, "\n".join(problems)
    assert len(seen) > 60, "the site has more screens than this"
