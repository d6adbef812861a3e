"""A team and its welfare worker write to each other about the work, and never about a resident."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import coaching
from outreach.coach_terms import NoteKind
from outreach.models import CoachNote, Flat, Resident
from tests import make


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    return make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])


def url(team: Team) -> str:
    return reverse("coaching", args=[team.pk])


def test_the_welfare_worker_reads_and_settles_what_the_team_asks(
    team: Team, cora: User, wim: User, as_
) -> None:
    as_(cora).post(url(team), {"kind": "people", "text": "We zoeken twee mensen voor de vrijdag."})
    page = as_(wim).get(url(team)).text
    assert "We zoeken twee mensen voor de vrijdag." in page
    note = CoachNote.objects.get()
    for _twice in range(2):
        assert as_(wim).post(reverse("coachnote_settle", args=[note.pk])).status_code == 302
    note.refresh_from_db()
    assert note.settled_at == make.EVENING
    assert Event.objects.filter(action="coach_note.settled", actor_id=wim.pk).count() == 1


def test_a_remark_of_the_welfare_worker_is_read_and_asks_for_nothing(
    team: Team, cora: User, wim: User, as_
) -> None:
    as_(wim).post(url(team), {"kind": "remark", "text": "De bankjes vallen op in het verslag."})
    assert "De bankjes vallen op" in as_(cora).get(url(team)).text
    with pytest.raises(Refused):
        coaching.settle(note=CoachNote.objects.get(), by=wim, at=make.EVENING)


@pytest.mark.parametrize(
    "text", ["Samira Haddad wil een training.", "Bel 06-12345678.", "Op nummer 3 is hulp nodig."]
)
def test_a_coordinator_is_told_when_words_point_at_a_resident_and_nothing_is_kept(
    samira: Resident, team: Team, cora: User, as_, text: str
) -> None:
    answer = as_(cora).post(url(team), {"kind": "remark", "text": text})
    assert list(answer.context["form"].errors) == ["text"]
    assert text in answer.context["form"]["text"].value()
    assert not CoachNote.objects.exists()


def test_a_welfare_worker_learns_from_no_refusal_who_lives_here(
    samira: Resident, team: Team, wim: User, as_
) -> None:
    client = as_(wim)
    with CaptureQueriesContext(connection) as asked:
        for name in ("Samira Haddad", "Nobody Here"):
            answer = client.post(url(team), {"kind": "remark", "text": f"Is {name} er nog?"})
            assert answer.status_code == 302
    assert not [
        query for query in asked if "outreach_resident" in query["sql"] or "outreach_answer" in query["sql"]
    ]


def test_another_team_s_notes_are_out_of_reach(team: Team, wim: User, as_) -> None:
    far = make.team("Elders")
    note = make.coach_note(far, make.member("Otto", "coordinator", far), NoteKind.PRINT)
    assert as_(wim).get(url(far)).status_code == 404
    assert as_(wim).post(reverse("coachnote_settle", args=[note.pk])).status_code == 404


def test_many_notes_take_as_many_queries_as_one(team: Team, cora: User, as_) -> None:
    client, taken = as_(cora), []
    for count in (1, 6):
        for _note in range(count):
            make.coach_note(team, cora)
        with CaptureQueriesContext(connection) as asked:
            client.get(url(team))
        taken.append(len(asked))
    assert taken[0] == taken[1]
