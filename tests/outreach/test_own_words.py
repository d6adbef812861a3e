"""A team's own words are kept only while they point at nobody, and are read anew at every printing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import consents, optouts, own_words, reports, residents
from outreach.consent_terms import How, Purpose
from outreach.models import Flat, OwnWords, Resident, Round
from outreach.opt_out_terms import Channel
from outreach.own_words import PointsAtSomebody
from tests import make

FINE = "Veel bewoners missen een bankje.\nSamen eten doet men graag."


def refused(flat: Flat, by: User, text: str) -> list[str]:
    with pytest.raises(PointsAtSomebody) as no:
        make.words(flat, by, text)
    assert no.value.field == "text"
    return no.value.sentences


def test_words_are_kept_tidied_and_leave_one_event(flat: Flat, cora: User) -> None:
    kept = make.words(flat, cora, f"  {FINE}\r\n\r\n \r\n")
    assert kept and own_words.told(flat) == own_words.Told(FINE, ())
    assert (kept.written_by, kept.written_at) == (cora, make.EVENING)
    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor_id) == (
        "flat_report.words_written", str(flat.pk), cora.pk,
    )  # fmt: skip


def test_writing_again_takes_the_place_and_nothing_takes_away(flat: Flat, cora: User) -> None:
    make.words(flat, cora)
    later = make.EVENING + timedelta(days=1)
    own_words.write(flat=flat, text="Iets anders.", seen=1, by=cora, at=later)
    assert [(words.text, words.written_at) for words in OwnWords.objects.all()] == [("Iets anders.", later)]
    assert make.words(flat, cora, " \n ") is None
    assert own_words.told(flat) is None
    assert Event.objects.latest("pk").action == "flat_report.words_removed"
    with pytest.raises(Refused, match="refused"):
        make.words(flat, cora, "")


@pytest.mark.parametrize("text", ["a" * 601, "\n".join("abcdefg"), "Pas op\u202e!", "Pas\x07op"])
def test_too_much_and_what_cannot_be_printed_is_refused(flat: Flat, cora: User, text: str) -> None:
    with pytest.raises(Refused) as no:
        make.words(flat, cora, text)
    assert no.value.field == "text"
    assert not OwnWords.objects.exists() and not Event.objects.exists()


def test_six_hundred_signs_on_six_lines_may(flat: Flat, cora: User) -> None:
    assert make.words(flat, cora, "\n".join(["m" * 99] * 5 + ["m" * 100]))


def test_everything_that_points_at_somebody_is_told_at_once_and_nothing_is_stored(
    flat: Flat, cora: User, tonight: Round, in_english: None
) -> None:
    door = flat.addresses.in_walking_order()[0]
    said = "Ik zou heel graag weer eens met andere mensen zingen."
    make.talk(tonight, door, make.resident_notes("Samira Haddad"), answers={"cares_about": said})
    consents.withdraw(
        resident=Resident.objects.get(), purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora,
        at=make.EVENING,
    )  # fmt: skip
    before = Event.objects.count()
    told = refused(
        flat,
        cora,
        f"Mevrouw Haddad woont op {door.number}, derde verdieping links. {said} Bel 06 12345678 of mail "
        "a@voorbeeld.nl. Twee buren ook.",
    )
    starts = ("Haddad", f"op {door.number}", "derde", "Ik zou", "06", "a@", "Twee buren")
    assert [one[1:].startswith(start) for one, start in zip(told, starts, strict=True)] == [True] * 7
    assert not OwnWords.objects.exists() and Event.objects.count() == before


def test_the_team_s_own_number_and_the_names_the_report_says_anyway_may(flat: Flat, cora: User) -> None:
    assert make.words(flat, cora, f"Welkom in de {flat}. Bel 050 123 4567, of mail team@example.org.")


def test_only_what_belongs_to_this_flat_counts(flat: Flat, cora: User, ans: User, riny: User) -> None:
    elsewhere = make.flat(flat.team, name="Sterrenflat", doors=20)
    make.resident(make.walking_round(elsewhere, ans, riny), elsewhere.addresses.all()[0], "Samira Haddad")
    assert make.words(flat, cora, "Samira bakt op 17 mooi brood.")


def test_a_stuurbuur_may_be_named_as_long_as_the_yes_is_open(
    flat: Flat, cora: User, samira: Resident
) -> None:
    text = "Samira Haddad is onze stuurbuur."
    make.words(flat, cora, text)
    report = reports.flat_report(flat)
    assert report.own_words and report.own_words.may_go == text
    consents.withdraw(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora, at=make.EVENING
    )
    told = own_words.told(flat)
    assert told and told.text == text
    assert (told.may_go, [found.words for found in told.found]) == ("", ["Samira Haddad"])


def test_a_stuurbuur_behind_a_door_that_said_no_may_not_be_named(
    flat: Flat, cora: User, samira: Resident
) -> None:
    make.words(flat, cora, "Samira is onze stuurbuur.")
    optouts.record(address=samira.address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    told = own_words.told(flat)
    assert told and told.may_go == ""


@pytest.mark.parametrize("way", ["erased", "withdrawn"])
def test_with_a_resident_goes_the_name_in_the_words_and_the_words_to_no_door(
    flat: Flat, cora: User, samira: Resident, way: str
) -> None:
    make.words(flat, cora, "Samira Haddad is onze stuurbuur. Vraag het Samira!")
    if way == "erased":
        residents.erase(resident=samira, by=cora, at=make.EVENING)
    else:
        for purpose in Purpose:
            consents.withdraw(resident=samira, purpose=purpose, how=How.PHONE, by=cora, at=make.EVENING)
    told = own_words.told(flat)
    assert told and told.text == "[…] is onze stuurbuur. Vraag het […]!"
    assert told.may_go == "" and [found.words for found in told.found] == ["[…]"]


def test_a_name_that_is_corrected_leaves_a_gap_and_another_correction_none(
    flat: Flat, cora: User, samira: Resident
) -> None:
    make.words(flat, cora, "Samira Haddad is onze stuurbuur.")
    same = make.resident_notes("Samira Haddad", phone="06 12345678")
    residents.correct(resident=samira, notes=same, by=cora, at=make.EVENING)
    assert OwnWords.objects.get().text == "Samira Haddad is onze stuurbuur."
    residents.correct(resident=samira, notes=make.resident_notes("Salima"), by=cora, at=make.EVENING)
    assert OwnWords.objects.get().text == "[…] is onze stuurbuur."


def test_words_without_the_name_of_who_goes_stay_as_they_are(
    flat: Flat, cora: User, samira: Resident, tonight: Round
) -> None:
    make.resident(tonight, flat.addresses.in_walking_order()[1], "Samira Jansen")
    make.words(flat, cora, "Samira Jansen is onze stuurbuur.")
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    told = own_words.told(flat)
    assert told and told.may_go == "Samira Jansen is onze stuurbuur."


def test_a_new_resident_called_like_a_word_keeps_the_words_from_the_doors(
    flat: Flat, cora: User, tonight: Round
) -> None:
    make.words(flat, cora, "Bij Roos ruikt het lekker.")
    told = own_words.told(flat)
    assert told and told.may_go
    door = flat.addresses.in_walking_order()[0]
    make.resident(tonight, door, "Roos Postma", consents=frozenset({Purpose.MATCH}))
    told = own_words.told(flat)
    assert told and (told.may_go, [found.words for found in told.found]) == ("", ["Roos"])


def test_a_resident_whose_talk_is_gone_is_not_named_either(flat: Flat, cora: User, samira: Resident) -> None:
    consents.withdraw(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=cora, at=make.EVENING
    )
    Resident.objects.update(talk=None)
    assert len(refused(flat, cora, "Samira bakt mooi brood.")) == 1


def test_words_are_read_in_the_same_queries_at_any_size(
    flat: Flat, cora: User, ans: User, riny: User, starter_interests: None
) -> None:
    taken = []
    large = make.as_published(flat.team, ans, riny, name="Grote flat")
    make.resident(make.walking_round(flat, ans, riny), flat.addresses.all()[0])
    for place in (flat, large):
        make.words(place, cora)
        fresh = Flat.objects.select_related("team").get(pk=place.pk)
        with CaptureQueriesContext(connection) as asked:
            assert own_words.told(fresh)
        taken.append(len(asked))
    assert taken == [4, 4]
