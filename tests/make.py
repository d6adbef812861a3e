"""Makes the small named cast and the things tests need; each function one thing, with sensible defaults."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image

from buurvoorbuur import crypto
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from matching import asking, exclusions, team_terms
from matching.models import KeptApart, Proposal, TeamTerms, UnusedInterest
from matching.proposal_states import State
from outreach import (
    activities,
    budgets,
    coaching,
    codes,
    envelope_contents,
    envelopes,
    hours,
    ideas,
    letter_drafts,
    named_papers,
    own_words,
    pauses,
    preparations,
    promises,
    questionnaires,
    referrals,
    registrations,
    residents,
    returns,
    settling,
    trust_checks,
    visits,
)
from outreach.activity_terms import IdeaState
from outreach.coach_terms import NoteKind
from outreach.consent_terms import Field, Purpose
from outreach.flat_phases import Phase
from outreach.models import (
    Activity,
    Address,
    BudgetLine,
    CoachNote,
    ConsentCode,
    Envelope,
    Flat,
    FlatAssignment,
    Idea,
    Interest,
    Letter,
    LetterBatch,
    LetterCheck,
    LetterCopy,
    NameOnPaper,
    OptOut,
    OwnWords,
    Phone,
    Promise,
    Referral,
    Resident,
    ReturnLine,
    Round,
    RoundDoor,
    Training,
    Visit,
)
from outreach.money_terms import Origin, Side
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, RoundState

# A Tuesday evening at seven: late enough to be real, early enough to ring.
EVENING = datetime(2026, 10, 6, 19, 0, tzinfo=timezone.get_default_timezone())
PASSWORD = "drie groene fietsen"


def team(name: str = "Buur voor Buur Paddepoel", **fields: object) -> Team:
    made = Team.objects.create(
        name=name,
        neighbourhood="Paddepoel",
        phone="050 123 4567",
        email="team@example.org",
        **fields,  # type: ignore[arg-type]
    )
    questionnaires.adopt(team=made, at=EVENING - timedelta(days=90))
    hours.begin_with_starter(made)
    return made


def logo(shade: int = 40, size: tuple[int, int] = (600, 200)) -> bytes:
    """The file of a plain logo, in a shade of grey."""
    out = BytesIO()
    Image.new("L", size, shade).save(out, "PNG")
    return out.getvalue()


def member(name: str, role: Role, of: Team, *, ends_on: date | None = None) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=f"{name} de Boer")
    Membership.objects.create(user=user, team=of, role=role, ends_on=ends_on)
    return user


def flat(
    of: Team, *, name: str = "Planetenflat", doors: int = 6, per_floor: int = 3, phase: Phase = Phase.VISITS
) -> Flat:
    # The same street in another part of town for each next flat: a door stands in one flat only.
    postcode = f"{9742 + Flat.objects.count()}AB"
    made = Flat.objects.create(team=of, name=name, phase=phase, created_at=EVENING - timedelta(days=60))
    Address.objects.bulk_create(
        Address(
            flat=made,
            key=f"planetenlaan {number}",
            street="Planetenlaan",
            number=number,
            postcode=postcode,
            city="Groningen",
            floor=(number - 1) // per_floor,
            position=(number - 1) % per_floor + 1,
        )
        for number in range(1, doors + 1)
    )
    return made


def assign(user: User, to: Flat) -> None:
    FlatAssignment.objects.create(flat=to, user=user)


def checked_letter(flat: Flat, language: str = "nl") -> Letter:
    """The default text, with the five questions answered by two of the team."""
    draft = letter_drafts.default(language)
    made = Letter.objects.create(
        flat=flat, language=language, version=1, subject=draft.subject, body=draft.body, written_at=EVENING
    )
    read(made, *_two_of(flat.team))
    return made


def read(letter: Letter, *readers: User) -> None:
    """These members answered all five questions yes."""
    LetterCheck.objects.bulk_create(
        LetterCheck(letter=letter, question=question, checked_by=reader, checked_at=EVENING)
        for question in trust_checks.asked("nl")
        for reader in readers
    )


def _two_of(team: Team) -> list[User]:
    known = list(User.objects.filter(memberships__team=team).order_by("joined_at")[:2])
    return known + [member(f"Lezer {n}", Role.INITIATOR, team) for n in range(len(known), 2)]


def delivered_letters(flat: Flat, on: date = date(2026, 9, 20)) -> LetterBatch:
    """Every door got the next version of its letter on that day."""
    letter = Letter.objects.create(
        flat=flat,
        language="nl",
        version=flat.letters.count() + 1,
        subject="Kennismaken",
        body="Beste buur",
        written_at=EVENING,
    )
    batch = LetterBatch.objects.create(
        letter=letter,
        ordered_at=EVENING - timedelta(days=20),
        printed_at=EVENING,
        first_visit_on=on,
        delivered_on=on,
    )
    LetterCopy.objects.bulk_create(
        LetterCopy(batch=batch, address=address, code_index=uuid4().hex) for address in flat.addresses.all()
    )
    return batch


def known_code(batch: LetterBatch) -> str:
    """A code that opens the page of this batch's last door; a printed one is kept nowhere."""
    code = codes.make()
    last = batch.copies.latest("pk")
    last.code_index = codes.index(code)
    last.save(update_fields=["code_index"])
    return code


def own_code(resident: Resident) -> str:
    """A code that opens this resident's consents."""
    code = codes.make()
    ConsentCode.objects.create(resident=resident, code_index=codes.index(code), made_at=EVENING)
    return code


def walking_round(flat: Flat, asker: User, note_taker: User, at: datetime = EVENING) -> Round:
    """A round under way with all doors of the flat planned."""
    made = Round.objects.create(
        flat=flat,
        planned_on=timezone.localdate(at),
        starts_at=time(18, 30),
        last_new_door=time(20, 30),
        asker=asker,
        note_taker=note_taker,
        state=RoundState.WALKING,
        asker_read_safety_at=at - timedelta(minutes=40),
        note_taker_read_safety_at=at - timedelta(minutes=40),
        started_at=at - timedelta(minutes=30),
    )
    RoundDoor.objects.bulk_create(RoundDoor(round=made, address=door) for door in flat.addresses.all())
    return made


def visit(
    round: Round, address: Address, outcome: Outcome = Outcome.NOBODY_HOME, at: datetime = EVENING
) -> Visit:
    notes = visits.DoorNotes(outcome=outcome, opened_at=at)
    return visits.record(id=uuid4(), round=round, address=address, notes=notes, by=round.asker, at=at)


def resident_notes(name: str = "Samira Haddad", **fields: object) -> residents.ResidentNotes:
    """Somebody who says yes to everything, with fields to differ."""
    known: dict[str, object] = {
        "name": name,
        "consents": frozenset(Purpose),
        "shared_fields": frozenset({Field.NAME, Field.DOOR}),
        "languages": frozenset({"nl"}),
        "moments": frozenset({"evening"}),
    }
    return residents.ResidentNotes(**{**known, **fields})  # type: ignore[arg-type]


def talk(
    round: Round,
    address: Address,
    *people: residents.ResidentNotes,
    answers: dict[str, str] | None = None,
    at: datetime = EVENING,
) -> Visit:
    """A visit with a talk; one resident who says yes to everything unless others are given."""
    talked = visits.TalkNotes(
        language="nl", minutes=25, answers=answers or {}, residents=people or (resident_notes(),)
    )
    notes = visits.DoorNotes(outcome=Outcome.TALK, opened_at=at, talk=talked)
    return visits.record(id=uuid4(), round=round, address=address, notes=notes, by=round.asker, at=at)


def resident(round: Round, address: Address, name: str = "Samira Haddad", **fields: object) -> Resident:
    """A resident of a talk at this door."""
    visit = talk(round, address, resident_notes(name, **fields))
    return Resident.objects.get(talk__visit=visit)


def phone(round: Round, by: User | None = None, at: datetime = EVENING) -> tuple[Phone, str]:
    """A phone of the asker, with its token."""
    made = registrations.register(id=uuid4(), round=round, by=by or round.asker, at=at)
    return made.phone, made.token


def entry(round: Round, address: Address, *fields: tuple[str, str], **said: object) -> dict[str, object]:
    """What a phone seals of one visit: nobody home, unless fields say otherwise."""
    moment = EVENING.isoformat()
    known = {"kind": "visit", "round": str(round.pk), "address": address.pk}
    happened = {"opened": moment, "ended": moment, "fields": fields or [("outcome", "nobody_home")]}
    return {**known, **happened, **said}


def sealed(
    phone: Phone, said: object, counter: int = 1, id: UUID | None = None, round: UUID | None = None
) -> envelopes.Sealed:
    """An entry sealed as a phone does."""
    id, key = id or uuid4(), crypto.sealing_key()
    info = envelope_contents.bound_to(phone.pk, id)
    content = crypto.seal_to(key.public, json.dumps(said).encode(), info)
    outside = round or (said.get("round") if isinstance(said, dict) else None)
    try:
        named = UUID(str(outside))
    except ValueError:
        named = uuid4()
    return envelopes.Sealed(id, counter, named, key.id, content)


def received(phone: Phone, *ours: envelopes.Sealed, at: datetime = EVENING) -> list[Envelope]:
    """These envelopes, taken in and not settled yet."""
    delivery = envelopes.Delivery(ours, made=max(one.counter for one in ours), waiting=(), clock_difference=0)
    taken = envelopes.receive(phone=phone, delivery=delivery, at=at)
    return [Envelope.objects.get(pk=taken[one.id].pk) for one in ours]


def aside(round: Round) -> Envelope:
    """An envelope that nobody can read, laid aside."""
    [envelope] = received(sender := phone(round)[0], sealed(sender, "no entry", round=round.pk))
    settling.settle(sender.pk, EVENING)
    envelope.refresh_from_db()
    return envelope


def as_published(of: Team, asker: User, note_taker: User, *, name: str = "Planetenflat") -> Flat:
    """Ninety doors as the publication tells: 24 opted out, 24 talks, 41 out or declined, 1 not recorded."""
    made = flat(of, name=name, doors=90, per_floor=10)
    walked = walking_round(made, asker, note_taker)
    doors = iter(made.addresses.order_by("pk"))
    OptOut.objects.bulk_create(
        OptOut(address=door, channel=Channel.PHONE, opted_out_at=EVENING) for door in islice(doors, 24)
    )
    for number, door in enumerate(islice(doors, 24)):
        likes = resident_notes(f"Bewoner {number}", shares=frozenset({"cook_together"}))
        answers = {"feels_at_home": "4", "pleasant_or_change": "Heerlijk rustig hier."}
        talk(walked, door, likes, answers=answers)
    others = {Outcome.NOBODY_HOME: 23, Outcome.DECLINED_DOOR: 11, Outcome.DECLINED_INTERCOM: 7}
    # Stored at once: one by one they take longer than most tests that look at this flat.
    Visit.objects.bulk_create(
        Visit(
            id=uuid4(),
            round=walked,
            address=door,
            outcome=outcome,
            happened_at=EVENING,
            recorded_at=EVENING,
            recorded_by=asker,
        )
        for outcome, count in others.items()
        for door in islice(doors, count)
    )
    return made


def proposed(*people: Resident, state: State = State.PROPOSED, fewest: int = 2, score: int = 300) -> Proposal:
    """These residents in a proposal that no run made."""
    made = Proposal.objects.create(
        team=people[0].address.flat.team,
        interest=Interest.objects.first(),
        state=state,
        fewest=fewest,
        score=score,
        proposed_at=EVENING,
    )
    for person in people:
        made.members.create(resident=person)
    return made


def meeting_group(people: Sequence[Resident]) -> Proposal:
    """A group of these that got its letters."""
    made = proposed(*people, state=State.INTRODUCED)
    made.members.update(answer="yes")
    Proposal.objects.filter(pk=made.pk).update(fewest=max(3, len(people)))
    made.refresh_from_db()
    return made


def asked(proposal: Proposal, by: User, at: datetime = EVENING) -> Proposal:
    """Everybody in it is asked by one member of the team, within a week."""
    before = timezone.localdate(at) + timedelta(days=asking.USUAL_DAYS)
    return asking.ask(proposal=proposal, askings=asking.usual(proposal, by), before=before, by=by, at=at)


def settled_terms(team: Team, by: User, **changes: int | None) -> TeamTerms:
    """The usual terms of matching but for these."""
    values = {name: getattr(TeamTerms(), name) for name in TeamTerms.TERMS} | changes
    return team_terms.change(team=team, values=values, by=by, at=EVENING)


def unused_interest(person: Resident, by: User) -> UnusedInterest:
    """Something that matching leaves out for this resident."""
    return UnusedInterest.objects.create(
        resident=person, interest=Interest.objects.all()[0], since=EVENING, decided_by=by
    )


def kept_apart(by: User, one: Resident, other: Resident) -> KeptApart:
    """Two residents of a team who are never proposed to each other."""
    return exclusions.keep_apart(one=one, other=other, by=by, at=EVENING)


def budget_line(team: Team, by: User, year: int = 2026) -> BudgetLine:
    """Six hundred and fifty euros, asked for."""
    notes = budgets.LineNotes(year, "Activiteiten", "Gemeente", Origin.SUBSIDY, asked=Decimal(650))
    return budgets.add(team=team, notes=notes, by=by, at=EVENING)


def return_line(team: Team, by: User) -> ReturnLine:
    """What a lunch cost."""
    said = {"activity": "Wijklunch", "side": Side.COST, "what": "Lunch", "euros": Decimal(206), "source": ""}
    return returns.add(team=team, **said, by=by, at=EVENING)  # type: ignore[arg-type]


def activity(
    flat: Flat, by: User, began_on: date | None = date(2026, 10, 6), at: datetime = EVENING
) -> Activity:
    """Something residents of a flat do together."""
    notes = activities.ActivityNotes("Samen koken", [flat], began_on)
    return activities.add(team=flat.team, notes=notes, by=by, at=at)


def announced(flat: Flat, by: User, **more: object) -> Activity:
    """Something with a day, a place and a price, as a poster tells it."""
    told: dict[str, object] = {
        "next_on": date(2026, 10, 14), "starts_at": time(17, 30), "place": "Plutozaal", "step_free": True,
        "price": Decimal("2.50"), "at_least": 4, "at_most": 12, "bring": "een bord en bestek",
    }  # fmt: skip
    notes = activities.ActivityNotes("Samen eten", [flat], **{**told, **more})  # type: ignore[arg-type]
    return activities.add(team=flat.team, notes=notes, by=by, at=EVENING)


def idea(flat: Flat, by: User, state: IdeaState = IdeaState.HEARD, at: datetime = EVENING) -> Idea:
    """Something residents of a flat would like."""
    return ideas.add(team=flat.team, notes=ideas.IdeaNotes("Een bankje", flat, state), by=by, at=at)


def promise(flat: Flat, keeper: User, due_on: date | None = None, address: Address | None = None) -> Promise:
    said = "Het formulier voor een bankje brengen"
    notes = promises.PromiseNotes(said, keeper, due_on or EVENING.date(), address)
    return promises.make(flat=flat, notes=notes, by=keeper, at=EVENING)


def words(flat: Flat, by: User, text: str = "Veel bewoners missen een bankje.") -> OwnWords | None:
    """What the team tells all doors of a flat in its own words."""
    return own_words.write(flat=flat, text=text, by=by, at=EVENING)


def name_on_paper(person: Resident, by: User, at: datetime = EVENING) -> NameOnPaper:
    """A stuurbuur whose name went on the report of their flat."""
    named_papers.report_to_print(flat=person.address.flat, by=by, at=at)
    return NameOnPaper.objects.get(resident=person, paper__printed_on=timezone.localdate(at))


def pause(flat: Flat, by: User, until: date = date(2026, 11, 5)) -> Flat:
    return pauses.pause(flat=flat, restarts_on=until, message="Riny is met verlof.", by=by, at=EVENING)


def coach_note(team: Team, by: User, kind: NoteKind = NoteKind.TRAINING) -> CoachNote:
    """A request to the welfare worker."""
    text = "Een avond oefenen met aanbellen."
    return coaching.write(team=team, kind=kind, text=text, knows_residents=True, by=by, at=EVENING)


def referral(team: Team, by: User, name: str = "Buurtteam", **fields: object) -> Referral:
    """A number looked up today, unless fields say otherwise."""
    known: dict[str, object] = {"what_for": "Meedenken", "phone": "050 7654321", "checked_on": EVENING.date()}
    notes = referrals.ReferralNotes(name, **{**known, **fields})  # type: ignore[arg-type]
    return referrals.add(team=team, notes=notes, by=by, at=EVENING)


def training(team: Team, by: User, name: str = "Reanimeren") -> Training:
    """A training that only this team has."""
    return preparations.add_training(team=team, name=name, by=by, at=EVENING)
