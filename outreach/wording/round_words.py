"""Says outcomes, parts of the day, purposes, fields and rounds in the reader's language; decides nothing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.consent_terms import Direction, Field, How, Purpose
from outreach.question_kinds import PullAnswer, QuestionKind
from outreach.visit_states import Occupancy, Outcome, PartOfDay, RoundState, Wish

# State → icon, word, tone of its badge.
ROUNDS: dict[RoundState, tuple[str, Any, str]] = {
    RoundState.PLANNED: ("calendar", _("Planned"), "info"),
    RoundState.WALKING: ("bell", _("Under way"), "good"),
    RoundState.CLOSED: ("home", _("Closed"), ""),
    RoundState.CANCELLED: ("cross", _("Called off"), ""),
}
# Planned for a day gone by and never begun.
MISSED: tuple[str, Any, str] = ("warning", _("Not walked"), "warn")
OUTCOMES: dict[Outcome, Any] = {
    Outcome.NOBODY_HOME: _("Nobody home"),
    Outcome.DECLINED_DOOR: _("No, at the door"),
    Outcome.DECLINED_INTERCOM: _("No, by intercom"),
    Outcome.COME_BACK: _("Come back"),
    Outcome.LEFT: _("Paused"),
    Outcome.TALK: _("Talk held"),
}
# What begins a talk at a door, by its language.
TALKS: dict[str, Any] = {"nl": _("A talk, in Dutch"), "en": _("A talk, in English")}
# Why nobody rings where an earlier visit brought an answer.
ANSWERED: dict[str, Any] = {
    Outcome.DECLINED_DOOR: (_said_no := _("Somebody said no here. We do not ring again by ourselves.")),
    Outcome.DECLINED_INTERCOM: _said_no,
    Outcome.TALK: _("There was a talk here before. We do not ring again by ourselves."),
}
# What can be ticked on a printed round, in the order of its columns, and entered from it.
ON_PAPER: dict[Outcome, Any] = {
    Outcome.NOBODY_HOME: OUTCOMES[Outcome.NOBODY_HOME],
    Outcome.DECLINED_DOOR: OUTCOMES[Outcome.DECLINED_DOOR],
    Outcome.DECLINED_INTERCOM: OUTCOMES[Outcome.DECLINED_INTERCOM],
    Outcome.LEFT: _("We left"),
    Outcome.TALK: _("Talk"),
    Outcome.COME_BACK: OUTCOMES[Outcome.COME_BACK],
}
PARTS: dict[PartOfDay, Any] = {
    PartOfDay.MORNING: _("In the morning"),
    PartOfDay.AFTERNOON: _("In the afternoon"),
    PartOfDay.EVENING: _("In the evening"),
}
PARTS_ON_PAPER: dict[PartOfDay, Any] = {
    PartOfDay.MORNING: _("morning"),
    PartOfDay.AFTERNOON: _("afternoon"),
    PartOfDay.EVENING: _("evening"),
}
# What a resident asked with a code, as it stands on a tile.
WISHES: dict[Wish, Any] = {
    Wish.MORNING: _("Morning, please"),
    Wish.AFTERNOON: _("Afternoon, please"),
    Wish.EVENING: _("Evening, please"),
    Wish.ANY: _("Welcome any time"),
}
# The same as a resident chooses it.
MOMENTS: dict[Wish, Any] = {
    Wish.MORNING: PARTS[PartOfDay.MORNING],
    Wish.AFTERNOON: PARTS[PartOfDay.AFTERNOON],
    Wish.EVENING: PARTS[PartOfDay.EVENING],
    Wish.ANY: _("Any time is fine"),
}
# When nobody was met, try…
ANOTHER_PART: dict[PartOfDay, Any] = {
    PartOfDay.MORNING: _("an evening"),
    PartOfDay.AFTERNOON: _("an evening"),
    PartOfDay.EVENING: _("a Saturday afternoon"),
}
# What two people at a door may say of a home; that it is surely empty they cannot know.
OCCUPANCY: dict[Occupancy, Any] = {
    Occupancy.UNKNOWN: _("I do not know"),
    Occupancy.INHABITED: _("Somebody lives here"),
    Occupancy.SEEMS_EMPTY: _("Seems empty"),
}
DIRECTIONS: dict[Direction, Any] = {
    Direction.SHARES: _("Likes to share"),
    Direction.OFFERS: _("Offers"),
    Direction.WISHES: _("Would like"),
}
PULL_ANSWERS: dict[PullAnswer, Any] = {
    PullAnswer.YES: _("Yes"),
    PullAnswer.MAYBE_LATER: _("Maybe later"),
    PullAnswer.NO: _("No"),
}
PURPOSES: dict[Purpose, Any] = {
    Purpose.KEEP_ANSWERS: _("Keep answers"),
    Purpose.MATCH: _("Look for a match"),
    Purpose.SHARE_FIELDS: _("Pass on details"),
    Purpose.KEEP_POSTED: _("Keep posted"),
    Purpose.NAMED_STUURBUUR: _("Stuurbuur by name"),
}
FIELDS: dict[Field, Any] = {
    Field.NAME: _("Name"),
    Field.DOOR: _("House number"),
    Field.PHONE: _("Phone number"),
    Field.EMAIL: _("E-mail address"),
}
HOW: dict[How, Any] = {
    How.SPOKEN: _("Spoken, at the door"),
    How.PHONE: _("By phone"),
    How.PAPER: _("On paper"),
    How.CODE: _("With their code"),
}
QUESTION_KINDS: dict[QuestionKind, Any] = {
    QuestionKind.TEXT: _("Open question"),
    QuestionKind.SCALE: _("Number from 1 to 5"),
    QuestionKind.CHOICE: _("Yes, maybe later or no"),
    QuestionKind.INTERESTS_SHARES: _("Choose from the interests: to share"),
    QuestionKind.INTERESTS_OFFERS: _("Choose from the interests: to offer"),
    QuestionKind.INTERESTS_WISHES: _("Choose from the interests: to wish for"),
}
