"""A stuurbuur who stops: no new paper carries the name, and old ones are listed until they are taken back."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission, Role
from outreach import consents, named_papers, next_steps, optouts, own_words, residents
from outreach.consent_terms import How, Purpose
from outreach.flat_phases import Phase
from outreach.models import Address, Flat, NamedPaper, NameOnPaper, Resident
from outreach.opt_out_terms import Channel
from tests import make, paper
from tests.house.site_map import NAMES

AT, TODAY = make.EVENING, make.EVENING.date()
STILL = "Op deze papieren staat nog de naam"


def stop(person: Resident, by: User) -> Resident | None:
    return consents.withdraw(resident=person, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, by=by, at=AT)


def read(content: bytes) -> str:
    return " ".join(" ".join(paper.pages(content)).split())


def test_what_was_printed_with_a_name_is_known_by_day_and_may_be_delivered(
    samira: Resident, flat: Flat, cora: User, as_
) -> None:
    client = as_(cora)
    for _ in range(2):
        printed = client.post(reverse("flat_report_pdf", args=[flat.pk]), {"language": "nl"})
        assert "Samira Haddad" in read(printed.content)
    ours = NamedPaper.objects.get()
    assert [name.resident for name in ours.names.all()] == [samira] and ours.delivered_on is None
    sent = {"printed_on": TODAY.isoformat(), "delivered_on": TODAY.isoformat()}
    client.post(reverse("flat_report_delivered", args=[flat.pk]), sent)
    assert "bezorgd op 6 oktober 2026" in client.get(reverse("flat_report", args=[flat.pk])).text


def test_a_report_without_a_name_leaves_nothing_to_take_back(flat: Flat, cora: User) -> None:
    named_papers.report_to_print(flat=flat, by=cora, at=AT)
    assert not NamedPaper.objects.exists()
    assert Event.objects.get().action == "flat_report.printed"


@pytest.mark.parametrize(
    ("printed", "delivered", "field"),
    [(-1, 0, "printed_on"), (0, -1, "delivered_on"), (0, 1, "delivered_on")],
)
def test_a_day_that_cannot_be_is_refused_and_stores_nothing(
    samira: Resident, flat: Flat, cora: User, printed: int, delivered: int, field: str
) -> None:
    make.name_on_paper(samira, cora)
    days = {"printed_on": TODAY + timedelta(days=printed), "delivered_on": TODAY + timedelta(days=delivered)}
    with pytest.raises(Refused) as no:
        named_papers.deliver(flat=flat, **days, by=cora, at=AT)
    assert no.value.field == field and NamedPaper.objects.get().delivered_on is None


def test_once_a_stuurbuur_stops_the_old_papers_are_listed_until_they_are_taken_back(
    samira: Resident, flat: Flat, cora: User, as_
) -> None:
    name = make.name_on_paper(samira, cora)
    make.name_on_paper(samira, cora, AT - timedelta(days=40))
    named_papers.deliver(flat=flat, printed_on=TODAY, delivered_on=TODAY, by=cora, at=AT)
    client, pages = as_(cora), (reverse("follow_up"), reverse("resident", args=[samira.pk]))
    assert not any(STILL in client.get(page).text for page in pages)
    stop(samira, cora)
    for page in pages:
        shown = client.get(page).text
        assert STILL in shown and "geprint op 27 augustus 2026, niet genoteerd als bezorgd" in shown
        assert "geprint op 6 oktober 2026, bezorgd op 6 oktober 2026" in shown
    assert "2 papieren dragen nog een naam die eraf moet" in client.get(reverse("home")).text
    back = client.post(
        reverse("papers_taken_back"), {"names": [str(name.pk)]}, headers={"referer": "/bewoners/"}
    )
    assert back.status_code == 302
    shown = client.get(reverse("follow_up")).text
    assert "6 oktober" not in shown and "27 augustus 2026" in shown
    assert Event.objects.filter(action="named_paper.settled").count() == 1


def test_with_the_code_on_their_card_it_goes_the_same_way(samira: Resident, cora: User, client, as_) -> None:
    make.name_on_paper(samira, cora)
    client.post(reverse("consent_code", args=[make.own_code(samira)]), {"purpose": "named_stuurbuur"})
    assert STILL in as_(cora).get(reverse("follow_up")).text


def test_who_goes_altogether_leaves_the_list_without_a_name_or_a_link(
    samira: Resident, cora: User, as_
) -> None:
    make.name_on_paper(samira, cora)
    residents.erase(resident=samira, by=cora, at=AT)
    assert NameOnPaper.objects.get().resident is None
    shown = as_(cora).get(reverse("follow_up")).text
    assert STILL in shown and "Samira" not in shown and "bewaren we niets meer" in shown


def test_the_no_of_their_door_counts_and_a_door_that_rests_does_not(samira: Resident, cora: User) -> None:
    make.name_on_paper(samira, cora)
    Address.objects.filter(pk=samira.address_id).update(paused_at=AT)
    assert not NameOnPaper.objects.to_take_back()
    Address.objects.filter(pk=samira.address_id).update(paused_at=None)
    optouts.record(address=samira.address, channel=Channel.PHONE, by=cora, at=AT)
    assert NameOnPaper.objects.to_take_back().count() == 1


def test_a_yes_given_again_makes_the_paper_good_again(samira: Resident, cora: User) -> None:
    make.name_on_paper(samira, cora)
    stop(samira, cora)
    consents.give(
        resident=samira, purpose=Purpose.NAMED_STUURBUUR, how=How.PHONE, language="nl", by=cora, at=AT
    )
    assert not NameOnPaper.objects.to_take_back()


def test_printed_again_after_it_was_taken_back_it_is_listed_again(samira: Resident, cora: User) -> None:
    name = make.name_on_paper(samira, cora)
    named_papers.settle(name=name, by=cora, at=AT)
    make.name_on_paper(samira, cora)
    stop(samira, cora)
    assert [one.pk for one in NameOnPaper.objects.to_take_back()] == [name.pk]


def test_the_names_of_other_teams_are_neither_seen_nor_settled(samira: Resident, cora: User, as_) -> None:
    name = make.name_on_paper(samira, cora)
    stop(samira, cora)
    elsewhere = as_(make.member("Otto", Role.COORDINATOR, make.team("Elders")))
    assert STILL not in elsewhere.get(reverse("follow_up")).text
    for ids in ([str(name.pk)], [str(uuid4())], ["x' OR 1=1"], []):
        elsewhere.post(reverse("papers_taken_back"), {"names": ids})
    assert NameOnPaper.objects.get().settled_at is None


def test_an_initiator_sees_no_list_and_nobody_is_told_who_may_not_know(
    samira: Resident, cora: User, ans: User, wim: User, bea: User, as_
) -> None:
    make.name_on_paper(samira, cora)
    stop(samira, cora)
    assert STILL not in as_(ans).get(reverse("follow_up")).text
    for person in (ans, wim, bea):
        assert not list(next_steps.old_papers(Somebody.known(person), AT))


def test_no_new_paper_carries_the_name_of_who_stopped_on_any_road(
    samira: Resident, flat: Flat, team: Team, cora: User, as_
) -> None:
    """Every file about a flat or its neighbourhood, in both languages, and what the team wrote itself."""
    own_words.write(flat=flat, text="Samira Haddad schenkt koffie.", seen=0, by=cora, at=AT)
    client = as_(cora)
    of_flat = {name: flat.pk for name in NAMES if name.startswith("flat")}
    of_team = {name: team.pk for name in NAMES if name.startswith(("neighbourhood", "counts"))}
    roads = {}
    for name, key in (of_flat | of_team).items():
        with suppress(NoReverseMatch):
            if (path := reverse(name, args=[key])).endswith((".pdf", ".csv")):
                roads[name] = path
    # What is about one flat or its neighbourhood; nothing else prints who is stuurbuur.
    assert {"flat_report_pdf", "flat_badges", "neighbourhood_slide", "counts_csv"} <= set(roads)

    def carries() -> set[str]:
        found = set()
        for name, path in roads.items():
            for language in ("nl", "en"):
                answer = client.get(path, {"language": language})
                if answer.status_code == 405:
                    answer = client.post(path, {"language": language})
                # A note about a pause is only there while the flat rests.
                assert answer.status_code == (409 if name == "flat_pause_note" else 200), name
                is_pdf = answer.content.startswith(b"%PDF")
                said = read(answer.content) if is_pdf else answer.content.decode()
                found |= {f"{name} {language}"} if "Samira" in said else set()
        return found

    assert carries() == {"flat_report_pdf nl", "flat_report_pdf en"}
    stop(samira, cora)
    assert carries() == set()
    assert "Samira" not in client.get(reverse("flat_report", args=[flat.pk])).text.split("left-out")[0]


def test_flats_whose_talks_are_over_and_that_have_no_stuurbuur_are_listed_to_a_coordinator(
    samira: Resident, flat: Flat, team: Team, cora: User, ans: User, as_
) -> None:
    make.flat(team, name="Zonneflat", phase=Phase.KEEP)
    make.flat(team, name="Maanflat", phase=Phase.VISITS)
    Flat.objects.filter(pk=flat.pk).update(phase=Phase.REPORT)
    reach = Somebody.known(cora).reach(Permission.SEE_RESIDENTS)
    assert [str(one) for one in named_papers.flats_without(reach)] == ["Zonneflat"]
    stop(samira, cora)
    shown = as_(cora).get(reverse("follow_up")).text
    assert "Flats zonder stuurbuur" in shown and "Planetenflat" in shown and "Zonneflat" in shown
    assert "Flats zonder stuurbuur" not in as_(ans).get(reverse("follow_up")).text


def test_the_list_takes_the_same_queries_for_one_paper_as_for_many(samira: Resident, cora: User, as_) -> None:
    client, taken = as_(cora), []
    stopped = False
    for days in (range(1, 2), range(2, 12)):
        for day in days:
            paper_of_a_day = NamedPaper.objects.create(
                flat=samira.address.flat, printed_on=TODAY - timedelta(days=day)
            )
            paper_of_a_day.names.create(resident=samira)
        stopped = stopped or bool(stop(samira, cora))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("follow_up"))
        taken.append(len(queries))
    assert taken[0] == taken[1]
