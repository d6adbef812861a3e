"""Of an account that ended nothing tells whose it was, and what was done under it stays."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from buurvoorbuur import clock, departures, invitations, members, own_data, privacy, retention, tasks
from buurvoorbuur.models import Event, Invitation, Membership, RetentionCount, SignIn, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.retention_terms import ACCOUNTS, months_before
from buurvoorbuur.roles import Role
from outreach import hours, letter_printing
from outreach.models import Flat, FlatAssignment, Hours, LetterBatch, Phone, Round
from outreach.visit_states import RoundState
from tests import entrants, make, proven
from tests.buurvoorbuur.test_logins import by_password, with_app
from tests.house import conftest as house
from tests.house import test_access
from tests.house.conftest import World
from tests.house.site_map import NAMES
from tests.house.test_nothing_readable_at_rest import every_value

world = house.world
plain_refusals = house.plain_refusals
urls = test_access.urls
AT = make.EVENING
YESTERDAY = AT.date() - timedelta(days=1)


def left(user: User, to: User | None = None) -> User:
    """Somebody whose last day in every team is over, and whose work is with a colleague, if one is named."""
    if to:
        members.hand_over(membership=entrants.membership_of(user), to=to, by=to, at=AT)
    Membership.objects.filter(user=user).update(ends_on=YESTERDAY)
    return user


@pytest.fixture
def marked(ans: User) -> User:
    """Ans with a name and an address that occur nowhere else."""
    ans.name, ans.email = "Quirijntje Zwaluwstaart", "quirijntje@merkteken.example"
    ans.save()
    return ans


def with_every_way_in(user: User) -> User:
    with_app(user)
    entrants.passkey(user)
    SocialAccount.objects.create(user=user, provider="municipality", uid="een vingerafdruk")
    entrants.email_change(user, "elders@merkteken.example")
    return user


def test_who_leaves_the_last_team_ends_the_account_and_is_out(team: Team, marked: User, as_) -> None:
    client, elsewhere = as_(marked), by_password(marked)
    with_every_way_in(marked)
    assert client.post(reverse("account_leave", args=[team.pk])).url == reverse("account_end")
    assert "6 maanden" in client.get(reverse("account_end")).text
    done = client.post(reverse("account_end"), follow=True)
    assert done.redirect_chain == [(reverse("logged_out"), 302)] and "Bedankt voor alles" in done.text
    assert client.get("/").url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    assert elsewhere.get("/").url.startswith(reverse("account_login"))
    ours = User.objects.get(pk=marked.pk)
    assert (ours.name, ours.email, ours.is_active) == ("", f"{ours.pk}@ended.invalid", False)
    assert not ours.has_usable_password() and ours.ended_at == AT and ours.last_login is None
    for gone in (Authenticator, SocialAccount, SignIn):
        assert not gone.objects.filter(user=ours).exists()
    values = every_value()
    assert b"merkteken" not in values and b"een vingerafdruk" not in values
    last = Event.objects.filter(object_id=ours.pk).latest("pk")
    assert (last.action, last.actor_id) == ("account.ended", ours.pk)


def test_all_about_somebody_goes_but_what_says_why_it_stays(world: World) -> None:
    phone, _token = make.phone(world.round)
    hours.book(team=world.team, user=world.ans, worked_on=YESTERDAY, minutes=60, by=world.ans, at=AT)
    Round.objects.update(state=RoundState.CLOSED)
    departures.end(user=left(world.ans, world.cora), by=world.cora, at=AT)
    for entry, rows in privacy.about(world.ans):
        assert rows.exists() == (entry.model in (User, Membership, Hours)), entry.model
    assert not Phone.objects.filter(pk=phone.pk).exists()
    assert not FlatAssignment.objects.filter(user=world.ans).exists()


def test_in_a_team_nobody_s_account_ends(team: Team, ans: User, bea: User, as_) -> None:
    page = as_(ans).get(reverse("account_end"))
    assert reverse("account_leave", args=[team.pk]) in page.text
    assert "Mijn account nu opheffen" not in page.text
    assert as_(ans).post(reverse("account_end")).status_code == 409
    path = reverse("member_end_account", args=[entrants.membership_of(ans).pk])
    assert as_(bea).post(path).status_code == 409
    members.block(user=ans, by=bea, at=AT)
    assert as_(bea).post(path).status_code == 409
    assert User.objects.get(pk=ans.pk).name


def test_a_guest_whose_work_nobody_took_over_keeps_the_account_until_the_term(
    team: Team, flat: Flat, ans: User, riny: User, bea: User, as_
) -> None:
    make.walking_round(flat, ans, riny)
    path = reverse("member_end_account", args=[entrants.membership_of(left(ans)).pk])
    refused = as_(bea).post(path)
    assert refused.status_code == 409 and "Draag eerst over" in refused.text
    assert User.objects.get(pk=ans.pk).ended_at is None
    departures.end_by_term(ans, AT)
    assert User.objects.get(pk=ans.pk).ended_at


@pytest.fixture
def sent(world: World) -> Iterator[None]:
    make.aside(world.round)
    Round.objects.update(state=RoundState.CLOSED)
    yield


def test_while_what_a_phone_sent_waits_the_account_stays_until_it_is_settled(
    world: World, sent: None
) -> None:
    left(world.ans, world.cora)
    for at in (AT, AT + timedelta(days=150)):
        with pytest.raises(Refused):
            departures.end(user=world.ans, by=world.cora, at=at)
    Phone.objects.get().envelopes.update(state="destroyed", reason="")
    departures.end(user=world.ans, by=world.cora, at=AT)


@pytest.mark.parametrize(("days", "told", "ends"), [(1, False, False), (1, True, True), (200, False, True)])
def test_while_a_phone_says_it_holds_visits_the_account_stays_for_half_a_year(
    world: World, days: int, told: bool, ends: bool
) -> None:
    make.phone(world.round)
    heard = AT - timedelta(days=days)
    Phone.objects.update(waiting="3-4", last_seen_at=heard, talked_over_at=AT if told else None)
    left(world.ans, world.cora)
    if ends:
        departures.end(user=world.ans, by=world.cora, at=AT)
    else:
        with pytest.raises(Refused):
            departures.end(user=world.ans, by=world.cora, at=AT)
    assert bool(User.objects.get(pk=world.ans.pk).ended_at) == ends


def test_no_page_names_who_left_and_none_breaks(
    plain_refusals: None, world: World, urls: dict[str, str], marked: User, bea: User
) -> None:
    """The asker of an evening, of a batch and of an introduction, and whoever did all the rest."""
    Phone.objects.all().delete()
    departures.end_by_term(left(marked), AT)
    wrong, told = {}, 0
    for who in (world.cora, world.riny, bea):
        client = Client(raise_request_exception=False)
        client.force_login(who)
        for name in NAMES:
            answer = client.get(urls[name])
            text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
            told += "een vroegere vrijwilliger" in text
            if answer.status_code >= 500 or "Quirijntje" in text or "ended.invalid" in text:
                wrong[name] = answer.status_code
    assert wrong == {}
    assert told > 5


def test_what_is_said_of_them_is_said_in_the_reader_s_language(team: Team, ans: User) -> None:
    departures.end(user=left(ans), by=None, at=AT)
    ans.refresh_from_db()
    assert (str(ans), ans.first_name) == ("een vroegere vrijwilliger",) * 2
    with translation.override("en"):
        assert (str(ans), ans.first_name) == ("a former volunteer",) * 2


def test_a_letter_names_nobody_rather_than_somebody_who_left(world: World) -> None:
    batch = world.batch()
    departures.end_by_term(left(world.ans), AT)
    batch = LetterBatch.objects.get(pk=batch.pk)
    occasion = letter_printing._occasion(batch)
    assert (occasion.asker, occasion.note_taker) == ("", world.riny.first_name)


def test_an_administrator_ends_it_for_who_left_and_sees_them_no_more(
    team: Team, ans: User, bea: User, cora: User, as_
) -> None:
    page = reverse("member", args=[entrants.membership_of(left(ans)).pk])
    path = reverse("member_end_account", args=[entrants.membership_of(ans).pk])
    assert path in as_(bea).get(page).text and path not in as_(cora).get(page).text
    assert as_(cora).post(path).status_code == 403
    proofless = as_(bea)
    proven.prove(proofless, bea, "password", "mfa", ago=3600)
    assert proofless.post(path).url.startswith(reverse("account_reauthenticate"))
    assert as_(bea).post(path).url == reverse("members")
    assert Event.objects.filter(action="account.ended", actor_id=bea.pk).count() == 1
    assert as_(bea).get(page).status_code == 404
    for name in ("members", "team"):
        assert "vroegere" not in as_(cora).get(reverse(name)).text


def test_an_account_of_another_team_is_not_ended(team: Team, bea: User, as_) -> None:
    far = left(make.member("Verre", Role.INITIATOR, make.team("Elders")))
    path = reverse("member_end_account", args=[entrants.membership_of(far).pk])
    assert as_(bea).post(path).status_code == 404
    assert User.objects.get(pk=far.pk).ended_at is None


def test_the_command_ends_it_or_says_why_not(team: Team, ans: User) -> None:
    for email, why in (("niemand@example.org", "Niemand"), (ans.email, "zit nog in een team")):
        with pytest.raises(CommandError, match=why):
            call_command("end_account", email)
    call_command("end_account", left(ans).email.upper())
    assert User.objects.get(pk=ans.pk).ended_at


def test_twice_is_once_and_an_ended_account_is_not_opened_again(team: Team, ans: User, bea: User) -> None:
    for _again in range(2):
        departures.end(user=left(ans), by=bea, at=AT)
    assert Event.objects.filter(action="account.ended").count() == 1
    members.unblock(user=ans, by=bea, at=AT)
    assert not User.objects.get(pk=ans.pk).is_active
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ans.pk).update(is_active=True)


def test_the_mailbox_may_be_invited_anew_and_is_then_somebody_new(team: Team, ans: User, cora: User) -> None:
    email = left(ans).email
    entrants.invitation(team, cora, email=email)
    departures.end(user=ans, by=cora, at=AT)
    assert not Invitation.objects.exists(), "it was asked once, and the address goes with the account"
    _made, key = entrants.invitation(team, cora, email=email)
    new = invitations.join(key=key, name="Ans", password="vier gele paraplus", language="nl", at=AT)
    assert new.pk != ans.pk


def nightly(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    tasks.end_what_is_over.func()
    retention.run(at)


def test_half_a_year_after_the_last_team_a_night_ends_it_and_not_a_second_before(
    team: Team, ans: User, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    nightly(monkeypatch, AT)
    assert User.objects.get(pk=ans.pk).left_at is None
    left(ans)
    nightly(monkeypatch, AT)
    assert User.objects.get(pk=ans.pk).left_at == AT
    term = timezone.localtime(AT).replace(year=2027, month=4)
    assert months_before(term, ACCOUNTS) == AT
    nightly(monkeypatch, term - timedelta(seconds=1))
    assert User.objects.get(pk=ans.pk).ended_at is None
    nightly(monkeypatch, term)
    assert User.objects.get(pk=ans.pk).ended_at == term
    counted = RetentionCount.objects.filter(kind="buurvoorbuur.User").latest("pk")
    assert (counted.gone, counted.left) == (1, 0)
    assert User.objects.get(pk=cora.pk).ended_at is None


def test_who_comes_back_into_a_team_stays(
    team: Team, ans: User, cora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(ans)
    nightly(monkeypatch, AT)
    _made, key = entrants.invitation(team, cora, email=ans.email)
    invitations.join_as(key=key, user=ans, at=AT)
    assert User.objects.get(pk=ans.pk).left_at is None
    User.objects.filter(pk=ans.pk).update(left_at=AT)
    retention.run(AT + timedelta(days=400))
    assert User.objects.get(pk=ans.pk).ended_at is None, "also when nobody noted yet that they are back"
    nightly(monkeypatch, AT + timedelta(days=400))
    ours = User.objects.get(pk=ans.pk)
    assert ours.left_at is None and ours.ended_at is None


def test_a_night_leaves_who_has_something_unsettled_and_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes first in its order keeps nobody else from going."""
    first, second = sorted((world.ans, world.riny), key=lambda user: user.pk)
    make.phone(world.round, by=first)
    Phone.objects.update(waiting="1-2", last_seen_at=AT)
    Round.objects.update(state=RoundState.CLOSED)
    for user in (first, second):
        User.objects.filter(pk=left(user).pk).update(left_at=AT - timedelta(days=400))
    nightly(monkeypatch, AT)
    assert set(User.objects.filter(ended_at=AT)) == {second}
    counted = RetentionCount.objects.get(kind="buurvoorbuur.User")
    assert (counted.gone, counted.left) == (1, 1)


def test_an_older_backup_brings_nobody_back_but_who_lived_on(team: Team, marked: User, riny: User) -> None:
    before = {user: User.objects.filter(pk=user.pk).values()[0] for user in (marked, riny)}
    for user in (marked, riny):
        departures.end(user=left(user), by=None, at=AT)
        User.objects.filter(pk=user.pk).update(**before[user])
    Membership.objects.update(ends_on=None)
    Event.objects.create(
        at=AT + timedelta(hours=1), actor_id=riny.pk, action="x", object_type="x", object_id="x"
    )
    departures.apply_again(AT + timedelta(days=1))
    assert User.objects.get(pk=marked.pk).name == "" and User.objects.get(pk=riny.pk).name
    assert not departures.in_a_team(AT.date() + timedelta(days=1)).filter(user=marked).exists()


def test_members_take_along_all_that_is_held_and_no_secret(team: Team, marked: User, as_) -> None:
    answer = as_(with_every_way_in(marked)).get(reverse("account_held"))
    assert "attachment" in answer["Content-Disposition"]
    told = {section["model"]: section for section in json.loads(answer.content)}
    assert told["buurvoorbuur.User"]["rows"][0]["email"] == marked.email
    assert told["buurvoorbuur.User"]["rows"][0]["name"] == marked.name
    assert told["buurvoorbuur.EmailChange"]["rows"][0]["email"] == "elders@merkteken.example"
    assert {row["kind"] for row in told["allauth"]["rows"]} == {"totp", "webauthn", "municipality"}
    marked.refresh_from_db()
    secrets = [marked.password, "een vingerafdruk", marked.email_change.link_index]
    secrets += [one.data.get("secret", "passkey-") for one in Authenticator.objects.filter(user=marked)]
    assert not [secret for secret in secrets if secret in answer.text]
    assert Event.objects.filter(action="account.exported", actor_id=marked.pk).count() == 1


def test_nobody_else_is_named_in_it(world: World) -> None:
    make.aside(world.round)
    told = own_data.as_file(user=world.ans, at=AT)
    others = list(User.objects.exclude(pk=world.ans.pk))
    assert others and not [user for user in others if user.name in told or user.email in told]


def test_who_is_in_no_team_finds_the_way_from_a_page_that_stays_shut(team: Team, ans: User, as_) -> None:
    client = as_(left(ans))
    assert reverse("account_end") in client.get("/").text
    assert client.get(reverse("account_held")).status_code == 200
    proven.prove(client, ans, "password", ago=3600)
    assert client.get(reverse("account_end")).url.startswith(reverse("account_reauthenticate"))
    assert Client().get(reverse("account_end")).url.startswith(reverse("account_login"))


def test_an_evening_that_was_walked_keeps_its_figures(
    team: Team, flat: Flat, ans: User, riny: User, cora: User
) -> None:
    evening = make.walking_round(flat, ans, riny)
    make.visit(evening, flat.addresses.all()[0])
    hours.book(team=team, user=ans, worked_on=YESTERDAY, minutes=60, by=ans, at=AT)
    Round.objects.update(state=RoundState.CLOSED)
    before = (Round.objects.count(), sum(Hours.objects.values_list("minutes", flat=True)))
    departures.end(user=left(ans, cora), by=cora, at=AT)
    assert before == (Round.objects.count(), sum(Hours.objects.values_list("minutes", flat=True)))
    evening.refresh_from_db()
    assert evening.asker.first_name == "een vroegere vrijwilliger"
