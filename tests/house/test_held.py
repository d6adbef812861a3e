"""Promise 8: who asks what is held about them gets all of it, by the schema, and nothing of others."""

import json
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from buurvoorbuur import held, privacy
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Event, User
from outreach import access_requests
from outreach.models import Resident
from outreach.wording import held_words
from tests import paper
from tests.house import test_erasure
from tests.house.conftest import World
from tests.house.test_erasure import NAME, PHONE, Known

known = test_erasure.known


def as_file(world: World, person: Resident) -> str:
    return access_requests.as_file(resident=person, by=world.cora, at=test_erasure.make.EVENING)


def test_every_table_about_residents_is_in_the_file(known: Known, world: World) -> None:
    told = {section["model"] for section in json.loads(as_file(world, known.samira))}
    linked = {
        entry.model._meta.label
        for entry in privacy.register()
        if any(field.related_model is Resident for field in entry.model._meta.concrete_fields)
    }
    assert linked and linked <= told
    assert told == {e.model._meta.label for e in privacy.register() if Resident in e.leads_to()}


def personal_texts(person: Resident) -> set[str]:
    """Every encrypted text of the rows about somebody."""
    return {
        getattr(row, field.name)
        for _entry, rows in privacy.about(person)
        for row in rows
        for field in row._meta.concrete_fields
        if isinstance(field, EncryptedText) and getattr(row, field.name)
    }


def test_every_personal_text_comes_out_in_both(known: Known, world: World) -> None:
    texts = personal_texts(known.samira)
    assert {NAME, PHONE, "Te lang.", f"Met {NAME}.", "Quirijntje belt."} <= texts
    told = as_file(world, known.samira)
    assert [text for text in texts if json.dumps(text, ensure_ascii=False) not in told] == []
    printed = access_requests.as_paper(
        resident=known.samira, language="nl", by=world.cora, at=test_erasure.make.EVENING
    )
    read = "".join("".join(paper.pages(printed)).split())
    assert [text for text in texts if "".join(text.split()) not in read] == []


def test_of_other_people_it_tells_only_that_there_is_somebody(known: Known, world: World) -> None:
    told = as_file(world, known.neighbour)
    assert NAME not in told and "Zwaluwstaart" not in told and PHONE not in told
    assert "Quirijntje" not in told
    assert "another resident" in told
    assert "[…] belt." in told
    assert not [user.name for user in User.objects.all() if user.name in told]


def test_paper_says_codes_in_words_and_puts_no_points_beside_a_name(known: Known) -> None:
    headings = [access_requests._heading(section) for section in access_requests.held_about(known.samira)]
    said = str([(str(label), str(words)) for one in headings for row in one.rows for label, words in row])
    assert "'zet koffie en thee'" in said and "'Nederlands'" in said and "'nog niet gevraagd'" in said
    assert not any(raw in said for raw in ("'coffee'", "'waiting'", "'nl'", "punten"))


def test_no_secret_is_told(known: Known, world: World) -> None:
    assert known.samira.code.code_index not in as_file(world, known.samira)


def test_each_kind_of_thing_and_each_field_has_a_word(known: Known) -> None:
    for section in held.about(known.samira):
        assert section.label in held_words.HEADINGS
        names = {fact.name for row in section.rows for fact in row}
        assert names <= set(held_words.LABELS) | held_words.NOT_ON_PAPER, section.label
    about = {e.model: e for e in privacy.register() if Resident in e.leads_to()}
    for model, entry in about.items():
        shown = {
            field.name
            for field in model._meta.concrete_fields
            if field.name not in held.NEVER_TOLD and field.name in entry.declared
        } - {"id", "resident"}
        assert shown <= set(held_words.LABELS) | held_words.NOT_ON_PAPER, (model, shown)


def test_a_member_s_own_things_are_found_by_the_same_way(known: Known, world: World) -> None:
    told = {section.label for section in access_requests.held_about(world.ans)}
    assert {"buurvoorbuur.User", "buurvoorbuur.Membership", "outreach.FlatAssignment"} <= told


def test_the_page_hands_it_over_and_the_log_says_so(known: Known, world: World, as_) -> None:
    samira = known.samira.pk
    assert reverse("resident_held_pdf", args=[samira]) in as_(world.cora).get(f"/bewoners/{samira}/").text
    for name in ("resident_held_pdf", "resident_held_json"):
        before = Event.objects.filter(action="resident.exported", object_id=str(samira)).count()
        answer = as_(world.cora).get(reverse(name, args=[samira]))
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        assert Event.objects.filter(action="resident.exported", object_id=str(samira)).count() == before + 1


def test_one_command_writes_both_for_nobody_else_to_read(known: Known, tmp_path: Path) -> None:
    pdf, data = tmp_path / "samira.pdf", tmp_path / "samira.json"
    call_command("person", str(known.samira.pk), pdf=str(pdf), json=str(data))
    assert NAME in data.read_text() and pdf.read_bytes().startswith(b"%PDF")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (pdf, data)} == {0o600}
    with pytest.raises(CommandError, match="niets"):
        call_command("person", str(uuid4()), json=str(data))
