"""The event log leaves the house in the field names of the Dutch standard, and that is a line itself."""

import json

import pytest
from django.urls import reverse

from buurvoorbuur import audit
from buurvoorbuur.models import Event, Team, User
from outreach.models import Flat, Resident, Round
from tests import make

FIELDS = {"trace_id", "span_id", "status_code", "name", "start_time", "end_time", "resource", "attributes"}


@pytest.fixture
def lines(flat: Flat, ans: User, riny: User, cora: User, bea: User, as_) -> list[dict[str, object]]:
    walked: Round = make.walking_round(flat, ans, riny)
    person = make.resident(walked, flat.addresses.all()[0])
    audit.record("resident.opened", by=cora, about=person, at=make.EVENING, team=flat.team_id)
    far = Team.objects.create(name="Elders", neighbourhood="Selwerd")
    audit.record("team.changed", by=None, about=far, at=make.EVENING, team=far.pk)
    answer = as_(bea).get(reverse("events_export"))
    assert answer["Content-Disposition"].startswith("attachment;")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_every_line_of_the_team_has_the_fields_of_the_standard(lines: list[dict], team: Team) -> None:
    ours = Event.objects.filter(team_id=team.pk).order_by("pk")
    assert [line["name"] for line in lines] == [event.action for event in ours]
    for line in lines:
        assert set(line) == FIELDS
        assert len(bytes.fromhex(line["trace_id"])) == 16 and len(bytes.fromhex(line["span_id"])) == 8
        assert line["start_time"] == line["end_time"] == 1000 * int(make.EVENING.timestamp())
    assert len({line["trace_id"] for line in lines}) == len(lines)


def test_that_it_was_taken_is_its_last_line(lines: list[dict], bea: User) -> None:
    assert lines[-1]["name"] == "events.exported"
    assert lines[-1]["attributes"]["buurvoorbuur.actor_id"] == str(bea.pk)
    assert Event.objects.filter(action="events.exported").count() == 1


def test_a_person_is_a_code_from_which_nobody_is_known(lines: list[dict]) -> None:
    person = Resident.objects.get()
    [opened] = [line for line in lines if line["name"] == "resident.opened"]
    said = opened["attributes"]
    assert len(said["dpl.core.data_subject_id"]) == 64
    assert said["dpl.core.data_subject_id_type"] == "outreach.resident"
    whole = json.dumps(opened)
    assert str(person.pk) not in whole and person.name not in whole
