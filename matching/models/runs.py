"""Runs of matching and the terms they were made under, in counts and codes; knows no resident."""

import uuid
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.models import Team, User
from matching.run_states import UNFINISHED, RunState
from matching.scoring import Weights
from matching.terms import Terms

_USUAL = Terms()


def _points(label: Any, usual: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=usual, validators=[MaxValueValidator(100)])


class TermsColumns(models.Model):
    """The terms of a run as columns: what each reason counts, the floor and the room, in whole points."""

    interests = _points(_("interests in common"), _USUAL.weights.interests)
    offer_meets_wish = _points(_("one offers what the other would like"), _USUAL.weights.offer_meets_wish)
    both_ways = _points(_("giving and receiving both ways"), _USUAL.weights.both_ways)
    part_of_day = _points(_("a part of the day that suits all"), _USUAL.weights.part_of_day)
    same_flat = _points(_("the same flat"), _USUAL.weights.same_flat)
    near_floor = _points(_("at most one floor apart"), _USUAL.weights.near_floor)
    neighbouring_flat = _points(_("flats round the corner"), _USUAL.weights.neighbouring_flat)
    willing_to_pull = _points(_("somebody who would get a group going"), _USUAL.weights.willing_to_pull)
    floor = _points(_("least points of a proposal"), _USUAL.floor)
    venue_places = models.PositiveSmallIntegerField(
        _("people who fit in the room"), null=True, blank=True, default=None
    )

    TERMS: ClassVar[set[str]] = {
        "interests", "offer_meets_wish", "both_ways", "part_of_day", "same_flat", "near_floor",
        "neighbouring_flat", "willing_to_pull", "floor", "venue_places",
    }  # fmt: skip

    class Meta:
        abstract = True

    @property
    def terms(self) -> Terms:
        """These columns as a value. Raises `BadWeights` when they cannot be used."""
        weights = Weights(
            interests=self.interests,
            offer_meets_wish=self.offer_meets_wish,
            both_ways=self.both_ways,
            part_of_day=self.part_of_day,
            same_flat=self.same_flat,
            near_floor=self.near_floor,
            neighbouring_flat=self.neighbouring_flat,
            willing_to_pull=self.willing_to_pull,
        )
        return Terms(weights, self.floor, self.venue_places)


class TeamTerms(TermsColumns):
    """What a team lets count; without a row the usual terms hold."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="matching_terms")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Privacy:
        why = "People decide what counts in an introduction; numbers, no persons."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {"id", "team", "changed_at", "changed_by"} | TermsColumns.TERMS

    def __str__(self) -> str:
        return str(self.team_id)


class RunQuerySet(models.QuerySet["Run"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(team__in=reach.whole_teams)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)


class Run(TermsColumns):
    """One run of matching: its terms, what went in as counts, what came out, and how good that is proven.

    `reached` counts residents with an introduction; `covered` those with a pair, among who had room left
    after the groups; totals are tenths of a point. The bounds are what no other set could exceed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=8, default=RunState.WAITING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    candidates = models.PositiveIntegerField(default=0)
    possible_pairs = models.PositiveIntegerField(default=0)
    in_groups = models.PositiveIntegerField(default=0)
    in_groups_bound = models.PositiveIntegerField(default=0)
    groups_total = models.PositiveIntegerField(default=0)
    groups_bound = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    covered = models.PositiveIntegerField(default=0)
    covered_bound = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    bound = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    class Privacy:
        why = "To show how a set of introductions came about, in counts."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "team", "state", "started_at", "started_by", "finished_at", "candidates", "possible_pairs",
            "in_groups", "in_groups_bound", "groups_total", "groups_bound", "reached", "covered",
            "covered_bound", "total", "bound", "left_out",
        } | TermsColumns.TERMS  # fmt: skip

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RunState)), name="run_state_is_known"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(state__in=list(UNFINISHED)), name="one_run_at_a_time_a_team"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.started_at:%Y-%m-%d}"

    @property
    def is_proven_best(self) -> bool:
        return not self.left_out and (self.covered, self.total, self.in_groups, self.groups_total) == (
            self.covered_bound, self.bound, self.in_groups_bound, self.groups_bound,
        )  # fmt: skip
