"""Back where asking by letter is not known, whoever was to get a letter is asked at the door."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from matching.models import ProposalMember
from matching.proposal_states import AskChannel
from outreach import interests
from outreach.models import Flat
from tests import make


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("matching", name)])


@pytest.fixture
def put_back():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_who_was_to_get_a_letter_is_asked_at_the_door(put_back: None, flat: Flat, ans, riny) -> None:
    interests.load_starter()
    evening = make.walking_round(flat, ans, riny)
    people = [make.resident(evening, door) for door in flat.addresses.all()[:3]]
    members = make.proposed(*people).members
    for member, way in zip(members.all(), ("letter", "phone", ""), strict=True):
        members.filter(pk=member.pk).update(ask_by=way)
    migrate("0002_terms_groups_and_asking")
    assert list(ProposalMember.objects.values_list("ask_by", flat=True)) == ["door", "phone", ""]
    migrate("0003_asked_by_letter")
    assert ProposalMember.objects.update(ask_by=AskChannel.LETTER) == 3
