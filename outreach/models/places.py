"""Flats and their doors, who walks where, who said no, and what is known of a home being lived in."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.models import Team, User
from buurvoorbuur.retention_terms import OPT_OUTS, VISITS, Term
from outreach.activity_terms import TouchWay
from outreach.flat_phases import Because, Phase
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Occupancy, OccupancySource


class FlatQuerySet(models.QuerySet["Flat"]):
    def within_reach_of(self, reach: Reach) -> Self:
        """The flats of the teams this person reaches, or only those they are assigned to."""
        assigned = FlatAssignment.objects.filter(user=reach.user, flat=OuterRef("pk"))
        return self.filter(Q(team__in=reach.whole_teams) | Q(Exists(assigned), team__in=reach.assigned_teams))


class Flat(models.Model):
    """One building that is walked door by door."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="flats")
    name = models.CharField(_("name of the flat"), max_length=80)
    phase = models.CharField(max_length=12, default=Phase.PREPARE)
    restarts_on = models.DateField(_("starts again on"), null=True, blank=True)
    plan_afterwards = models.CharField(_("what happens after the talks"), max_length=20, blank=True)
    because = models.CharField(_("why this flat"), max_length=8, blank=True)
    part = models.CharField(_("part of the neighbourhood"), max_length=40, blank=True)
    created_at = models.DateTimeField()
    # In months, by card, letter or telephone, and when the next time is.
    touch_every = models.PositiveSmallIntegerField(null=True, blank=True)
    touch_way = models.CharField(max_length=6, blank=True)
    touch_on = models.DateField(null=True, blank=True)

    objects = FlatQuerySet.as_manager()

    class Privacy:
        why = "To know which building is walked and how far it is."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "team", "name", "phase", "restarts_on", "plan_afterwards", "because", "part", "created_at",
            "touch_every", "touch_way", "touch_on",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=list(Phase)), name="flat_phase_is_known"),
            models.CheckConstraint(condition=Q(because__in=["", *Because]), name="why_this_flat_is_known"),
            models.CheckConstraint(
                condition=Q(touch_every=None, touch_way="", touch_on=None)
                | Q(touch_every__isnull=False, touch_way__in=list(TouchWay), touch_on__isnull=False),
                name="a_flat_hears_from_us_in_a_known_way",
            ),
            models.UniqueConstraint(fields=["team", "name"], name="one_flat_a_name_a_team"),
        ]

    def __str__(self) -> str:
        return self.name

    def rests_on(self, day: date) -> bool:
        """Whether the flat is left in peace on this day: it was paused and its restart is still to come."""
        return self.restarts_on is not None and day < self.restarts_on


class FlatAssignment(models.Model):
    """A flat that a member walks."""

    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")

    class Privacy:
        why = "An initiator sees only the flats they walk."
        keep = "until the flat or the account ends"
        about = "user"
        personal: set[str] = set()
        plain = {"id", "flat", "user"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flat", "user"], name="assigned_once")]

    def __str__(self) -> str:
        return f"{self.flat_id} {self.user_id}"


class AddressQuerySet(models.QuerySet["Address"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(flat__in=Flat.objects.within_reach_of(reach))

    def with_opt_out(self) -> Self:
        """Adds `is_opted_out`: whether a no stands at this door now."""
        return self.annotate(is_opted_out=Exists(OptOut.objects.open().filter(address=OuterRef("pk"))))

    def without_no(self) -> Self:
        """The doors that did not say no and are still in the register; a pause passes by."""
        return self.with_opt_out().filter(is_opted_out=False, withdrawn_at__isnull=True)

    def contactable(self) -> Self:
        """The doors that may be rung, printed or matched: no opt-out, not paused, still in the register."""
        return self.without_no().filter(paused_at__isnull=True)

    def with_wish(self) -> Self:
        """Adds `wished_part`: when somebody behind this door chose to be rung, or None."""
        return self.annotate(wished_part=F("wish__part"))

    def in_walking_order(self) -> Self:
        return self.order_by("floor", "position", "number", "suffix")


class Address(models.Model):
    """One door."""

    flat = models.ForeignKey(Flat, on_delete=models.CASCADE, related_name="addresses")
    key = models.CharField(max_length=200)
    street = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=14, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    city = models.CharField(max_length=80, blank=True)
    floor = models.SmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    register_id = models.CharField(max_length=16, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Privacy:
        why = "To know which doors there are; a door without a person."
        keep = "until the project ends"
        personal: set[str] = set()
        plain = {
            "id", "flat", "key", "street", "number", "suffix", "postcode", "city", "floor", "position",
            "register_id", "paused_at", "resumed_at", "withdrawn_at",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flat", "key"], name="one_door_however_it_is_spelled"),
            # A no stands on one door: two teams that each hold it would each have their own.
            models.UniqueConstraint(
                fields=["key", "postcode"], condition=~Q(postcode=""), name="a_door_stands_in_one_flat"
            ),
        ]
        indexes = [models.Index(fields=["key"], name="address_by_key")]

    def __str__(self) -> str:
        return f"{self.street} {self.door}"

    @property
    def written_postcode(self) -> str:
        """As the post writes it, on screens and on paper: `9742 ZY`."""
        return f"{self.postcode[:4]} {self.postcode[4:]}".strip()

    @property
    def door(self) -> str:
        """The house number as it stands beside the bell: `12A-3`."""
        return f"{self.number}{self.suffix}"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class OptOut(models.Model):
    """A no, kept on the door alone, so that it outlives people, imports and restores."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="opt_outs")
    channel = models.CharField(max_length=12, choices=[(channel, channel) for channel in Channel])
    opted_out_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    end_reason = models.CharField(max_length=20, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Privacy:
        why = "So that a door that said no is not rung."
        keep = "until 24 months after the project"
        term = Term(
            "address__flat__team__ended_on",
            team="address__flat__team",
            months="opt_out_months",
            longest=OPT_OUTS,
        )
        personal: set[str] = set()
        plain = {
            "id", "address", "channel", "opted_out_at", "recorded_by", "ended_at", "ended_by", "end_reason",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(ended_at__isnull=True), name="one_open_opt_out_a_door"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=list(EndReason)),
                name="an_opt_out_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address_id} {self.channel}"


class OccupancyNoteQuerySet(models.QuerySet["OccupancyNote"]):
    def standing(self) -> Self:
        """All but those of a visit that was undone."""
        return self.filter(visit__undone_at=None)


class OccupancyNote(models.Model):
    """What somebody saw or heard of a home being lived in; a fact apart from the outcome of a visit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="occupancy_notes")
    occupancy = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    visit = models.ForeignKey(
        "outreach.Visit", on_delete=models.CASCADE, null=True, related_name="occupancy_notes"
    )

    objects = OccupancyNoteQuerySet.as_manager()

    class Privacy:
        why = "To count empty homes apart from people who were out."
        keep = "6 months after it was noted"
        term = Term("noted_at", team="address__flat__team", months="visit_months", longest=VISITS)
        personal: set[str] = set()
        plain = {"id", "address", "occupancy", "source", "noted_at", "noted_by", "visit"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(occupancy__in=list(Occupancy)), name="occupancy_is_known"),
            models.CheckConstraint(
                condition=Q(source__in=list(OccupancySource)), name="occupancy_source_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address_id} {self.occupancy}"
