"""Writes about what is asked in a talk, and about who answered."""

from outreach import (
    access_requests,
    consent_cards,
    consents,
    follow_ups,
    interests,
    questionnaires,
    residents,
)
from outreach.consent_terms import Direction, How, Purpose
from tests import make
from tests.house.conftest import World
from tests.house.writes.table import Act, At, simple, write

WORDS = {"label_nl": "Kort", "label_en": "Short", "text_nl": "Hoe is het?", "text_en": "How are you?"}


simple("outreach.residents.add", residents.add, lambda w: {
    "talk": w.resident.talk, "notes": make.resident_notes("Tweede"),
})  # fmt: skip
simple("outreach.residents.correct", residents.correct, lambda w: {
    "resident": w.resident, "notes": make.resident_notes("Anders"),
})  # fmt: skip
simple("outreach.access_requests.as_paper", access_requests.as_paper, lambda w: {
    "resident": w.resident, "language": "nl",
})  # fmt: skip
simple("outreach.access_requests.as_file", access_requests.as_file, lambda w: {"resident": w.resident})
simple("outreach.residents.erase", residents.erase, lambda w: {"resident": w.resident})
simple("outreach.residents.opened", residents.opened, lambda w: {"resident": w.resident})
simple("outreach.follow_ups.record", follow_ups.record, lambda w: {
    "resident": w.resident, "notes": follow_ups.FollowUpNotes(At.date(), w.ans, w.riny),
})  # fmt: skip
simple("outreach.consent_cards.print_card", consent_cards.print_card, lambda w: {"resident": w.resident})
simple("outreach.consents.withdraw", consents.withdraw, lambda w: {
    "resident": w.resident, "purpose": Purpose.MATCH, "how": How.PHONE,
})  # fmt: skip
simple("outreach.questionnaires.copy", questionnaires.copy, lambda w: {"questionnaire": w.questionnaire()})
simple(
    "outreach.questionnaires.put_in_use", questionnaires.put_in_use, lambda w: {"questionnaire": w.draft()}
)
simple("outreach.questionnaires.add_question", questionnaires.add_question, lambda w: {
    "questionnaire": w.draft(without=1), **WORDS,
})  # fmt: skip
simple("outreach.questionnaires.change_question", questionnaires.change_question, lambda w: {
    "question": w.draft().questions.all()[0], "position": 1, **WORDS,
})  # fmt: skip
simple("outreach.questionnaires.remove_question", questionnaires.remove_question, lambda w: {
    "question": w.draft().questions.all()[0],
})  # fmt: skip
simple("outreach.interests.add", interests.add, lambda w: {
    "team": w.team, "group": w.interest_group(), "name_nl": "Duiven", "name_en": "Pigeons",
    "directions": frozenset(Direction),
})  # fmt: skip


@write("outreach.consents.give")
def _give(world: World) -> Act:
    consents.withdraw(resident=world.resident, purpose=Purpose.MATCH, how=How.PHONE, by=world.cora, at=At)
    return lambda: consents.give(
        resident=world.resident,
        purpose=Purpose.MATCH,
        how=How.PHONE,
        language="nl",
        by=world.cora,
        at=At,
    )
