"""Says phases, plans, channels, reasons and occupancy in the reader's language; decides nothing."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outreach.flat_phases import Afterwards, Because, Deed, Phase
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Occupancy, OccupancySource
from outreach.wording.round_words import OCCUPANCY

PHASES: dict[Phase, Any] = {
    Phase.PREPARE: _("Preparing"),
    Phase.LETTER: _("Letter"),
    Phase.VISITS: _("Visits"),
    Phase.MATCHING: _("Introductions"),
    Phase.REPORT: _("Report"),
    Phase.KEEP: pgettext_lazy("phase", "Letting go"),
}
AFTERWARDS: dict[Afterwards, Any] = {
    Afterwards.INTRODUCTIONS: _("We introduce neighbours to each other"),
    Afterwards.GROUPS: _("We start small groups around something to do"),
    Afterwards.GATHERING: _("We invite everybody to one gathering"),
    Afterwards.REPORT_ONLY: _("We only tell the flat what we heard"),
}
DEEDS_SAID: dict[Deed, Any] = {
    Deed.INTRODUCE: _("We look who fits whom, and ask each of them apart."),
    Deed.GATHER: _("We choose a day and a room with somebody who lives here, and invite everybody."),
    Deed.PASS_ON: _("We introduce nobody: what we heard goes on to the report."),
    Deed.REPORT: _("All doors hear what the talks brought, on one sheet."),
    Deed.STAY: _("We stay within reach: a card, a letter or a call now and then."),
    Deed.HAND_OVER: _("What residents do together becomes theirs; what we still have we hand over."),
}
DEEDS_TO_DO: dict[Deed, Any] = {
    Deed.INTRODUCE: _("Look who fits"),
    Deed.GATHER: _("Set the gathering"),
    Deed.PASS_ON: _("On to the report"),
    Deed.REPORT: _("Make the report"),
    Deed.STAY: _("Stay in touch"),
    Deed.HAND_OVER: _("Give it to the residents"),
}
BECAUSE: dict[Because, Any] = {
    Because.OWN: _("One of us lives in this flat or street"),
    Because.NEAR: _("We live close by, and pass it often"),
    Because.KNOWN: _("We know people here already"),
    Because.ASKED: _("Somebody who lives here asked us"),
    Because.ADVISED: _("The neighbourhood worker advised it"),
    Because.OTHER: _("For another reason, which stands in our letter"),
}
CHANNELS: dict[Channel, Any] = {
    Channel.PHONE: _("By phone"),
    Channel.EMAIL: _("By e-mail"),
    Channel.LETTER: _("By letter or note"),
    Channel.DOOR: _("In person, at the door"),
    Channel.CODE: _("With the code on the letter"),
}
END_REASONS: dict[EndReason, Any] = {
    EndReason.RESIDENT_ASKED: _("The resident asked for it"),
    EndReason.NEW_HOUSEHOLD: _("A new household lives here, and that was confirmed"),
}
OCCUPANCIES: dict[Occupancy, Any] = {
    Occupancy.INHABITED: OCCUPANCY[Occupancy.INHABITED],
    Occupancy.SEEMS_EMPTY: OCCUPANCY[Occupancy.SEEMS_EMPTY],
    Occupancy.CONFIRMED_EMPTY: _("Empty, that is certain"),
}
# Who can tell, away from the door; what two people see at it is noted with their visit.
HEARD_FROM: dict[OccupancySource, Any] = {
    OccupancySource.NEIGHBOUR: _("A neighbour said so"),
    OccupancySource.LANDLORD: _("The landlord said so"),
}
OCCUPANCY_SOURCES = {OccupancySource.AT_THE_DOOR: _("Seen at the door"), **HEARD_FROM}


def floor_name(floor: int) -> str:
    """What people call a floor."""
    if floor == 0:
        return gettext("Ground floor")
    if floor < 0:
        return gettext("Basement %(number)s") % {"number": -floor}
    return gettext("Floor %(number)s") % {"number": floor}
