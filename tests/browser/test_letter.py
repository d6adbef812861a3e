"""The letter's screens in a real browser: from the default text to letters that are delivered."""

import pytest
from playwright.sync_api import Dialog, expect

from buurvoorbuur.models import Team, User
from outreach import letter_remarks, optouts
from outreach.flat_phases import Phase
from outreach.models import Flat, Letter, LetterBatch
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from tests import make
from tests.browsing import MAIN, Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    made = make.flat(team, phase=Phase.LETTER)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


def test_a_letter_is_written_checked_printed_and_delivered(
    entered: Enter, live_server, cora: User, ans: User, riny: User, flat: Flat, look: Look
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/flats/{flat.pk}/brief/")
    look(page, "letter-new")
    page.locator("#id_body").fill("Beste [[voornaam]]")
    press(page.locator(MAIN))
    expect(page.locator(".invalid-feedback")).to_contain_text("[[voornaam]]")
    look(page, "letter-wrong")

    page.goto(f"{live_server.url}/flats/{flat.pk}/brief/")
    press(page.locator(MAIN))
    look(page, "letter-saved")

    press(page.locator("a[href$='/nakijken/']"))
    for answer in page.locator(".form-check-label").all():
        answer.click()
    look(page, "letter-checks")
    press(page.locator(MAIN))
    make.read(Letter.objects.get(), ans)
    page.reload()

    press(page.locator("a[href$='/drukken/']"))
    page.locator("#id_asker").select_option(label=str(ans))
    page.locator("#id_note_taker").select_option(label=str(riny))
    look(page, "letter-order")
    press(page.locator(MAIN))

    made = LetterBatch.objects.get()
    LetterBatch.objects.update(printed_at=None, sealed_pdf=None, letters_done=2)
    page.reload()
    look(page, "letter-waiting")
    LetterBatch.objects.update(letters_done=4)
    expect(page.locator("[data-under-way]")).to_contain_text("4 van")
    LetterBatch.objects.update(printed_at=made.printed_at, sealed_pdf=made.sealed_pdf)
    expect(page.locator("a[href$='.pdf']").first).to_be_visible()
    LetterBatch.objects.update(printed_at=None, sealed_pdf=None)
    page.reload()
    press(page.locator("form[action$='/stoppen/'] button"))
    look(page, "letter-stopped")
    press(page.locator("form[action$='/opnieuw/'] button"))

    optouts.record(address=flat.addresses.all()[1], channel=Channel.CODE, by=None, at=make.EVENING)
    page.reload()
    look(page, "letter-batch")
    with page.expect_download() as download:
        page.locator("a[href$='brieven.pdf']").click()
    assert download.value.suggested_filename == "brieven-planetenflat.pdf"

    press(page.locator("form[action*='/eruit/'] button"))
    press(page.locator("form:has(#id_on) button"))
    look(page, "letter-delivered")
    assert LetterBatch.objects.get().delivered_on == make.EVENING.date()
    page.goto(f"{live_server.url}/flats/{flat.pk}/brief/")
    look(page, "letter-history")


def test_what_stands_around_a_letter_can_be_used_by_everybody(
    entered: Enter, live_server, cora: User, ans: User, riny: User, team: Team, look: Look
) -> None:
    first, second = make.flat(team), make.flat(team, name="Sterrenflat")
    evening = make.walking_round(first, ans, riny)
    make.delivered_letters(first)
    plain = make.delivered_letters(second)
    Letter.objects.filter(pk=plain.letter_id).update(shows_logo=False)
    make.visit(evening, first.addresses.all()[0], Outcome.TALK)
    front = make.checked_letter(make.flat(team, name="Maanflat"))
    make.checked_letter(front.flat, "en")
    letter_remarks.note(letter=front, resident=None, text="Te lang", by=cora, at=make.EVENING)
    page = entered(cora)
    for name, path in {
        "letter-compare": f"/flats/{first.pk}/brief/vergelijken/",
        "letter-readers": f"/flats/{front.flat_id}/brief/{front.pk}/proeflezers/",
        "letter-back": f"/flats/{front.flat_id}/brief/{front.pk}/drukken/",
        "letter-arabic": f"/flats/{front.flat_id}/brief/?taal=ar",
        "print-pack": f"/flats/{first.pk}/drukwerk/",
    }.items():
        page.goto(f"{live_server.url}{path}")
        look(page, name)
    page.goto(f"{live_server.url}/flats/{front.flat_id}/brief/?taal=ar")
    expect(page.locator("[data-page] canvas")).to_be_visible()


def test_typed_text_is_not_lost_without_a_question(
    entered: Enter, live_server, cora: User, flat: Flat
) -> None:
    page = entered(cora)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"{live_server.url}/flats/{flat.pk}/brief/")
    english = page.get_by_role("link", name="English")
    subject = page.locator("#id_subject")
    press(english)
    assert not asked
    subject.fill("Hello neighbour")
    page.get_by_role("link", name="Nederlands").click()
    assert asked == ["confirm"]
    expect(subject).to_have_value("Hello neighbour")
    with page.expect_popup():
        page.locator("form button[formtarget=_blank]").click()
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["confirm", "beforeunload"] and not page.is_closed()
    press(page.locator(MAIN))
    press(page.get_by_role("link", name="Nederlands"))
    assert asked == ["confirm", "beforeunload"]
    assert Letter.objects.get().subject == "Hello neighbour"


def test_text_that_was_refused_is_not_lost_without_a_question_either(
    entered: Enter, live_server, cora: User, flat: Flat
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/flats/{flat.pk}/brief/")
    page.locator("#id_body").fill("Beste [[voornaam]]")
    press(page.locator(MAIN))
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("link", name="English").click()
    assert asked.value.type == "confirm"
    page.wait_for_url("**/?taal=en")
