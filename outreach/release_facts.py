"""Counts what came of the talks and whole flats hear of: activities, ideas, stuurburen; no answers."""

from collections.abc import Iterable, Sequence

from buurvoorbuur.models import Team
from outreach.models import Activity, Flat, Idea, Release, Resident
from outreach.quarters import Quarter
from outreach.report_counts import Window


def of_flats(parts: Sequence[tuple[Flat, Window]]) -> dict[str, int]:
    """What was heard of each of these flats in its own window, as the fields of a release."""
    begun = {
        pk
        for flat, window in parts
        for pk in Activity.objects.filter(window.holds("began_at"), flats=flat).values_list("pk", flat=True)
    }
    helped = [Idea.objects.filter(window.holds("helped_at"), flat=flat).count() for flat, window in parts]
    return _facts(len(begun), sum(helped), [flat.pk for flat, _window in parts])


def of_team(team: Team, quarter: Quarter) -> dict[str, int]:
    """What was heard of all flats of a team since its last release, with what is of no flat."""
    last = Release.objects.filter(team=team, is_sum=True).order_by("year", "number").last()
    window = Window(Quarter(last.year, last.number).end if last else None, quarter.end)
    begun = Activity.objects.filter(window.holds("began_at"), team=team).count()
    helped = Idea.objects.filter(window.holds("helped_at"), team=team).count()
    return _facts(begun, helped, Flat.objects.filter(team=team).values_list("pk", flat=True))


def _facts(activities: int, ideas: int, flats: Iterable[int]) -> dict[str, int]:
    willing = Resident.objects.named_as_stuurbuur().filter(address__flat__in=flats)
    return {
        "activities": activities,
        "ideas_helped": ideas,
        "flats_with_stuurbuur": willing.values("address__flat").distinct().count(),
    }
