"""Stores the doors of a list in a flat from the command line, by the rules of the screens; asks nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur import clock
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from outreach import addresses, placed_doors
from outreach.address_lists import address_list, spreadsheets
from outreach.address_lists.address_list import Proposal
from outreach.address_lists.address_rows import ONE_DOOR
from outreach.address_lists.spreadsheet_rows import MOST_BYTES, Unreadable
from outreach.layout import BadPattern
from outreach.placed_doors import PlacedDoor, Rows
from outreach.wording import address_sentences

# What --ranges split stands for, from the fewest doors to the most.
_SPLIT = ("both", "same_side", "every")


class Command(BaseCommand):
    help = (
        "Stores the doors of a list (CSV or XLSX) in a flat. Prints a sentence for each row that is not "
        "right or in doubt, and then stores nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--flat", required=True, help="name of the flat, new or existing")
        parser.add_argument("--team", help="name of the team; not needed when there is one")
        parser.add_argument("--per-floor", type=int, help="doors on each floor, in walking order")
        parser.add_argument("--first-floor", type=int, default=0, help="the lowest floor with doors")
        parser.add_argument("--pand", help="register id of the building, when the list holds several")
        parser.add_argument(
            "--ranges",
            choices=["split", "one"],
            help="what 36-38 means: a door for each number on that side of the street, or one door",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        proposal = _of_building(_read(options["file"]), options["pand"])
        proposal = address_list.answer(proposal, _about_ranges(proposal, options["ranges"]))
        self._refuse_doubts(proposal)
        doors = _placed(proposal, options["per_floor"], options["first_floor"])
        team, name = _team(options["team"]), options["flat"].strip()
        before = addresses.compare(team=team, name=name, doors=doors)
        self._tell_and_stop([taken.sentence for taken in before.taken])
        try:
            flat = addresses.store(team=team, name=name, doors=doors, by=None, at=clock.now())
        except Refused as no:
            raise CommandError(str(no.sentence)) from no
        for address in before.gone:
            self.stdout.write(_("Not in this list, and kept: %(door)s") % {"door": address})
        told = {"flat": flat, "new": len(before.new), "known": len(before.known)}
        self.stdout.write(_("%(flat)s: %(new)s doors added, %(known)s known already.") % told)

    def _refuse_doubts(self, proposal: Proposal) -> None:
        sentences = [address_sentences.numbered_problem(found) for found in proposal.problems]
        sentences += [address_sentences.question(asked) for asked in proposal.questions]
        self._tell_and_stop(sentences)

    def _tell_and_stop(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            raise CommandError(
                ngettext(
                    "Nothing was stored: %(count)s thing is not right or in doubt. Mend the list, or go "
                    "through it on the screen, where each doubt is asked.",
                    "Nothing was stored: %(count)s things are not right or in doubt. Mend the list, or go "
                    "through it on the screen, where each doubt is asked.",
                    len(sentences),
                )
                % {"count": len(sentences)}
            )


def _read(path: Path) -> Proposal:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        return address_list.propose(spreadsheets.read(path.name, data))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except Unreadable as refusal:
        raise CommandError(address_sentences.unreadable(refusal)) from refusal


def _of_building(proposal: Proposal, building: str | None) -> Proposal:
    listed = address_list.buildings(proposal)
    if building is not None:
        if building not in listed:
            raise CommandError(_("There is no building %(id)s in this list.") % {"id": building})
        return address_list.only(proposal, building)
    if len(listed) > 1:
        choices = "\n".join(f"  --pand {name or repr('')}  {count}" for name, count in listed.items())
        raise CommandError(_("This list holds several buildings. Choose one:") + "\n" + choices)
    return proposal


def _about_ranges(proposal: Proposal, ranges: str | None) -> dict[tuple[int, str], str]:
    """The same answer for each range; of several ways to split the one with the fewest doors that fits."""
    if ranges is None:
        return {}
    wanted = (ONE_DOOR,) if ranges == "one" else _SPLIT
    return {
        (asked.row, asked.kind): next(code for code in wanted if code in asked.choices)
        for asked in proposal.questions
        if asked.kind == "range" and set(wanted) & set(asked.choices)
    }


def _placed(proposal: Proposal, per_floor: int | None, first_floor: int) -> tuple[PlacedDoor, ...]:
    rows = None if per_floor is None else Rows(per_floor, first_floor)
    try:
        return placed_doors.from_list(proposal.doors, rows)
    except BadPattern as refusal:
        raise CommandError(address_sentences.bad_pattern(refusal)) from refusal


def _team(name: str | None) -> Team:
    teams = list(Team.objects.filter(name=name) if name else Team.objects.all())
    if len(teams) != 1:
        known = ", ".join(Team.objects.order_by("name").values_list("name", flat=True)) or "–"
        raise CommandError(_("Name one team with --team. There are: %(teams)s.") % {"teams": known})
    return teams[0]
