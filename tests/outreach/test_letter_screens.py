"""The letter's screens: who may open them, what they say, and that they change nothing by being looked at."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.roles import Role
from outreach import letter_batches, letter_drafts, letters, optouts, trust_checks
from outreach.flat_phases import Phase
from outreach.letter_batches import PrintOrder
from outreach.models import Address, Flat, Letter, LetterBatch
from outreach.opt_out_terms import Channel
from tests import make, paper

# An initiator of the flat reads the letter, and does nothing else with it.
FOR_READERS = ("/nakijken/", "/voorbeeld.pdf")


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


@pytest.fixture
def text(flat: Flat) -> Letter:
    return make.checked_letter(flat)


@pytest.fixture
def batch(text: Letter, ans: User, riny: User, cora: User) -> LetterBatch:
    return letter_batches.order(
        letter=text, order=PrintOrder(ans, riny, date(2026, 10, 20)), by=cora, at=make.EVENING
    )


@pytest.fixture
def pages(flat: Flat, text: Letter, batch: LetterBatch) -> dict[str, str]:
    names = {
        "letter": [],
        "letter_checks": [text.pk],
        "letter_order": [text.pk],
        "letter_preview": [text.pk],
        "letter_batch": [batch.pk],
        "letter_batch_pdf": [batch.pk],
    }
    return {name: reverse(name, args=[flat.pk, *rest]) for name, rest in names.items()}


def written(language: str = "nl", **changes: str) -> dict[str, str]:
    draft = letter_drafts.default(language)
    return {"subject": draft.subject, "body": draft.body, "shows_logo": "on", **changes}


def test_a_coordinator_opens_every_page(as_, cora: User, pages: dict[str, str]) -> None:
    for url in pages.values():
        assert as_(cora).get(url).status_code == 200


def test_looking_changes_nothing_but_a_download_is_logged(as_, cora: User, pages: dict[str, str]) -> None:
    before = Event.objects.count()
    for url in pages.values():
        as_(cora).get(url)
    assert Event.objects.count() == before + 1
    assert Event.objects.all()[0].action == "letter_batch.downloaded"


def test_others_do_not_open_them(as_, client, ans: User, bea: User, wim: User, pages: dict[str, str]) -> None:
    elsewhere = make.member("Vera", Role.COORDINATOR, make.team("Buur voor Buur Selwerd"))
    for url in pages.values():
        assert client.get(url).status_code == 302
        assert {as_(person).get(url).status_code for person in (bea, wim)} == {403}
        assert as_(ans).get(url).status_code == (200 if url.endswith(FOR_READERS) else 403)
        assert as_(elsewhere).get(url).status_code == 404


def test_a_batch_of_another_flat_is_not_found(as_, cora: User, team: Team, batch: LetterBatch) -> None:
    other = make.flat(team, name="Sterrenflat")
    assert as_(cora).get(reverse("letter_batch", args=[other.pk, batch.pk])).status_code == 404


@pytest.mark.parametrize(
    ("taal", "said"), [("nl", "Beste buur"), ("en", "Dear neighbour"), ("xx", "Beste buur")]
)
def test_each_language_has_a_text_of_its_own(as_, cora: User, flat: Flat, taal: str, said: str) -> None:
    page = as_(cora).get(reverse("letter", args=[flat.pk]), {"taal": taal})
    assert said in page.text


def test_saving_keeps_the_text(as_, cora: User, flat: Flat) -> None:
    url = reverse("letter", args=[flat.pk]) + "?taal=en"
    answer = as_(cora).post(url, written("en", subject="Hello"))
    assert answer.status_code == 302 and answer.url == url
    assert (Letter.objects.get().subject, Letter.objects.get().language) == ("Hello", "en")


def test_a_slip_is_told_at_the_field_and_what_was_typed_stays(as_, cora: User, flat: Flat) -> None:
    page = as_(cora).post(reverse("letter", args=[flat.pk]), written(body="Beste [[voornaam]], <b>dag</b>"))
    assert page.status_code == 200
    assert "[[voornaam]]" in page.context["form"].errors["body"][0]
    assert "&lt;b&gt;dag&lt;/b&gt;" in page.text
    assert not Letter.objects.exists()


def test_all_that_cannot_be_filled_in_is_told_at_once_with_its_line(as_, cora: User, flat: Flat) -> None:
    body = (
        "Dag [[voornaam]] en [[achternaam]]\n\nTot [[morgen]], als u dat ook een goed plan vindt, ja of nee"
    )
    page = as_(cora).post(reverse("letter", args=[flat.pk]), written(body=body))
    (said,) = page.context["form"].errors["body"]
    assert all(f"[[{name}]]" in said for name in ("voornaam", "achternaam", "morgen"))
    assert "Regel 3 (“Tot [[morgen]], als u dat ook een goed plan vindt,…”)" in said


def test_what_a_letter_lacks_is_told_in_plain_words_and_all_at_once(as_, cora: User, flat: Flat) -> None:
    page = as_(cora).post(reverse("letter", args=[flat.pk]), written(body="Beste buur"))
    (said,) = page.context["form"].errors["body"]
    assert "voornaam van wie vraagt [[wie_vraagt]];" in said
    assert "[[telefoon]] of " in said and "[[code]]" in said


@pytest.mark.parametrize(
    ("changes", "field"), [({"body": "Beste"}, "body"), ({"subject": "", "body": "Beste"}, "subject")]
)
def test_the_page_opens_at_the_first_field_that_is_wrong(
    as_, cora: User, flat: Flat, changes: dict[str, str], field: str
) -> None:
    page = as_(cora).post(reverse("letter", args=[flat.pk]), written(**changes)).text
    (focused,) = re.findall(r"<(?:input|textarea)[^>]* autofocus[^>]*>", page)
    assert f'name="{field}"' in focused


def test_the_preview_is_a_page_with_an_example_code(as_, cora: User, pages: dict[str, str]) -> None:
    answer = as_(cora).get(pages["letter_preview"])
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]


def test_a_text_is_tried_out_as_a_picture_and_nothing_is_stored(as_, cora: User, flat: Flat) -> None:
    url = reverse("letter_try", args=[flat.pk])
    answer = as_(cora).post(url, written(), headers={"accept": "image/png"})
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert not Letter.objects.exists() and not Event.objects.filter(action="letter.written").exists()


def test_a_text_that_cannot_be_printed_is_refused_in_a_sentence_for_a_script(
    as_, cora: User, flat: Flat
) -> None:
    url = reverse("letter_try", args=[flat.pk])
    answer = as_(cora).post(url, written(body="Beste [[voornaam]]"), headers={"accept": "image/png"})
    assert answer.status_code == 422
    assert "[[voornaam]]" in answer.text


def test_without_a_script_a_try_is_the_pdf_or_the_page_with_the_slip(as_, cora: User, flat: Flat) -> None:
    url = reverse("letter_try", args=[flat.pk]) + "?taal=ar"
    assert as_(cora).post(url, written("ar")).content.startswith(b"%PDF-")
    page = as_(cora).post(url, written("ar", body="Beste [[voornaam]]"))
    assert "[[voornaam]]" in page.context["form"].errors["body"][0]
    assert 'dir="rtl"' in page.text


def test_the_welfare_organisation_is_named_or_left_out(as_, cora: User, flat: Flat) -> None:
    url = reverse("letter", args=[flat.pk])
    page = as_(cora).post(url, written(names_partner="on"))
    assert list(page.context["form"].errors) == ["names_partner"]
    flat.team.partner = "WIJ Groningen"
    flat.team.save()
    assert as_(cora).post(url, written(names_partner="on")).status_code == 302
    letter = Letter.objects.get()
    assert letter.names_partner and letter.shows_logo
    paper_of = letters.preview(letter=letter, at=make.EVENING)
    assert "WIJ Groningen" in paper.pages(paper_of)[0]
    as_(cora).post(url, written())
    paper_of = letters.preview(letter=Letter.objects.get(), at=make.EVENING)
    assert "WIJ Groningen" not in paper.pages(paper_of)[0]


def test_ticks_are_kept(as_, cora: User, ans: User, text: Letter) -> None:
    seen = Letter.objects.get(pk=text.pk).written_at.isoformat()
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    text.checks.exclude(checked_by=ans).delete()
    assert as_(ans).get(url).text.count(" checked>") == 5
    assert as_(cora).get(url).text.count(" checked>") == 0
    assert as_(cora).post(url, {"questions": ["clear"], "seen": seen}).status_code == 302
    assert [check.question for check in text.checks.filter(checked_by=cora)] == ["clear"]


@pytest.mark.parametrize(("ticked", "said"), [(0, "0 van de 5"), (3, "3 van de 5"), (5, "een van de twee")])
def test_a_reader_hears_what_their_ticks_do_and_may_say_what_is_missing(
    as_, cora: User, ans: User, text: Letter, ticked: int, said: str
) -> None:
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    answers = {"questions": list(trust_checks.asked("nl"))[:ticked], "seen": text.written_at.isoformat()}
    remarks = reverse("letter_test_readers", args=[text.flat_id, text.pk])
    for reader, may_note in ((cora, True), (ans, False)):
        answer = as_(reader).post(url, answers, follow=True)
        assert said in answer.text
        assert (answer.redirect_chain[-1][0] == remarks) is (may_note and ticked < 5)


def test_a_reader_says_what_could_be_better_for_who_writes_it(
    as_, cora: User, ans: User, text: Letter
) -> None:
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    said = {"questions": ["clear"], "seen": text.written_at.isoformat(), "remark": "Wie zijn wij?"}
    assert "Wat je schreef staat bij de brief." in as_(ans).post(url, said, follow=True).text
    remarks = as_(cora).get(reverse("letter_test_readers", args=[text.flat_id, text.pk])).text
    assert "Wie zijn wij?" in remarks
    assert f"{ans}, bij het lezen" in remarks


def test_ticks_for_a_text_that_was_changed_meanwhile_are_not_kept(as_, cora: User, text: Letter) -> None:
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    said = {"questions": ["clear"], "seen": "2026-01-01T00:00:00+00:00", "remark": "Wie zijn wij?"}
    page = as_(cora).post(url, said)
    assert "message-warning" in page.text
    assert "Wie zijn wij?" in page.text, "what was typed is still there"
    assert not text.remarks.exists()
    assert datetime.fromisoformat(page.context["form"]["seen"].value()) == text.written_at
    assert text.checks.count() == 10


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-10-06T19:00:00"])
def test_ticks_without_a_text_are_not_kept(as_, cora: User, text: Letter, seen: str) -> None:
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    assert as_(cora).post(url, {"questions": ["clear"], "seen": seen}).status_code == 200
    assert text.checks.count() == 10


def test_a_text_changed_between_opening_and_ticking_keeps_no_tick(
    as_, cora: User, text: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = trust_checks.check

    def slowly(**facts: object) -> object:
        Letter.objects.update(written_at=make.EVENING + timedelta(seconds=1))
        return ticks(**facts)

    monkeypatch.setattr(trust_checks, "check", slowly)
    url = reverse("letter_checks", args=[text.flat_id, text.pk])
    seen = as_(cora).get(url).context["form"]["seen"].value()
    as_(cora).post(url, {"questions": ["clear"], "seen": seen})
    assert text.checks.count() == 10


def test_ordering_leads_to_the_printing(as_, cora: User, text: Letter, ans: User, riny: User) -> None:
    plan = {"asker": ans.pk, "note_taker": riny.pk, "first_visit_on": "2026-10-20", "fold": "window"}
    answer = as_(cora).post(reverse("letter_order", args=[text.flat_id, text.pk]), plan)
    batch = LetterBatch.objects.get()
    assert answer.url == reverse("letter_batch", args=[text.flat_id, batch.pk])


def test_only_a_private_number_is_asked_about(as_, cora: User, text: Letter, ans: User, riny: User) -> None:
    url = reverse("letter_order", args=[text.flat_id, text.pk])
    assert "may_print_number" not in as_(cora).get(url).context["form"].fields
    text.flat.team.phone = "06 12345678"
    text.flat.team.save()
    plan = {"asker": ans.pk, "note_taker": riny.pk, "first_visit_on": "2026-10-20", "fold": "window"}
    refused = as_(cora).post(url, plan)
    assert list(refused.context["form"].errors) == ["may_print_number"]
    assert as_(cora).post(url, plan | {"may_print_number": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_visit_on", "2026-10-07"),
        ("first_visit_on", "gauw"),
        ("note_taker", ""),
        ("asker", "5b0b0a0e-0000-4000-8000-000000000000"),
        ("asker", "x"),
    ],
)
def test_a_wrong_plan_is_told_at_its_field(
    as_, cora: User, text: Letter, ans: User, riny: User, field: str, value: str
) -> None:
    plan = {
        "asker": ans.pk,
        "note_taker": riny.pk,
        "first_visit_on": "2026-10-20",
        "fold": "window",
        field: value,
    }
    page = as_(cora).post(reverse("letter_order", args=[text.flat_id, text.pk]), plan)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert not LetterBatch.objects.exists()


def test_a_letter_is_taken_out_ticked_and_then_the_rest_is_delivered(
    as_, cora: User, flat: Flat, batch: LetterBatch
) -> None:
    door = flat.addresses.all()[0]
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    url = reverse("letter_batch", args=[flat.pk, batch.pk])
    refused = as_(cora).post(url, {"on": "2026-10-06"})
    assert refused.status_code == 200 and refused.context["form"].errors
    as_(cora).post(reverse("letter_take_out", args=[flat.pk, batch.pk, door.pk]))
    assert as_(cora).post(url, {"on": "2026-10-06"}).status_code == 302
    batch.refresh_from_db()
    assert batch.delivered_on == date(2026, 10, 6)
    page = as_(cora).get(url)
    assert page.context["count"] == 5
    assert reverse("flat_road", args=[flat.pk]) in page.text
    assert as_(cora).get(reverse("letter_batch_pdf", args=[flat.pk, batch.pk])).status_code == 409


def test_taking_out_and_printing_again_are_only_for_posting(as_, cora: User, batch: LetterBatch) -> None:
    flat = batch.letter.flat
    for url in (
        reverse("letter_take_out", args=[flat.pk, batch.pk, flat.addresses.all()[0].pk]),
        reverse("letter_print_again", args=[flat.pk, batch.pk]),
    ):
        assert as_(cora).get(url).status_code == 405
        assert as_(cora).post(url).status_code == 302
    assert not batch.copies.exclude(taken_out_at=None).exists()


def test_a_printing_is_stopped_and_made_anew_on_its_page(as_, cora: User, batch: LetterBatch) -> None:
    LetterBatch.objects.update(printed_at=None, sealed_pdf=None, letters_done=2)
    keys = [batch.letter.flat_id, batch.pk]
    page = as_(cora).get(reverse("letter_batch", args=keys))
    assert "2 van 6" in page.text and 'value="2"' in page.text
    assert as_(cora).post(reverse("letter_stop", args=keys)).status_code == 302
    stopped = as_(cora).get(reverse("letter_batch", args=keys)).text
    assert reverse("letter_stop", args=keys) not in stopped
    as_(cora).post(reverse("letter_print_again", args=keys))
    assert reverse("letter_batch_pdf", args=keys) in as_(cora).get(reverse("letter_batch", args=keys)).text


def test_a_printing_without_a_door_left_says_why(as_, cora: User, batch: LetterBatch) -> None:
    LetterBatch.objects.update(printed_at=None, sealed_pdf=None, failed_at=make.EVENING)
    Address.objects.update(withdrawn_at=make.EVENING)
    page = as_(cora).get(reverse("letter_batch", args=[batch.letter.flat_id, batch.pk])).text
    assert "geen deur meer" in page


@pytest.mark.parametrize("state", ["printing", "failed"])
def test_a_printing_that_is_not_ready_says_so(as_, cora: User, batch: LetterBatch, state: str) -> None:
    failed_at = make.EVENING if state == "failed" else None
    LetterBatch.objects.update(printed_at=None, sealed_pdf=None, failed_at=failed_at)
    page = as_(cora).get(reverse("letter_batch", args=[batch.letter.flat_id, batch.pk]))
    assert reverse("letter_print_again", args=[batch.letter.flat_id, batch.pk]) in page.text
    assert reverse("letter_batch_pdf", args=[batch.letter.flat_id, batch.pk]) not in page.text


@pytest.mark.parametrize("printings", [1, 5])
def test_the_letter_page_asks_as_often_whatever_was_printed(
    as_, cora: User, batch: LetterBatch, printings: int, django_assert_num_queries
) -> None:
    for _more in range(printings - 1):
        LetterBatch.objects.create(
            letter=batch.letter, ordered_at=make.EVENING, first_visit_on=batch.first_visit_on
        )
    browser = as_(cora)
    with django_assert_num_queries(12):
        browser.get(reverse("letter", args=[batch.letter.flat_id]))


def test_an_order_posted_twice_is_one_stack(as_, cora: User, text: Letter, ans: User, riny: User) -> None:
    url, client = reverse("letter_order", args=[text.flat_id, text.pk]), as_(cora)
    id = client.get(url).text.split('name="batch_id" value="')[1].split('"')[0]
    plan = {
        "asker": ans.pk,
        "note_taker": riny.pk,
        "first_visit_on": "2026-10-20",
        "batch_id": id,
        "fold": "window",
    }
    assert len({client.post(url, plan).url for _ in range(2)}) == 1
    assert LetterBatch.objects.count() == 1


def test_who_has_left_by_today_is_not_offered_for_a_letter(as_, cora: User, ans: User, text: Letter) -> None:
    ans.memberships.update(ends_on=date(2026, 10, 5))
    page = as_(cora).get(reverse("letter_order", args=[text.flat.pk, text.pk]))
    assert ans not in page.context["form"].fields["asker"].queryset
