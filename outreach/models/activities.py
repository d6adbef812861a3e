"""What residents do together after the talks, and what they would like to see come about."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur.access import Reach
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import Team, Versioned
from outreach.activity_terms import ActivityState, IdeaState, TouchWay
from outreach.models.places import Flat
from outreach.models.residents import Resident
from outreach.models.venues import Venue


class ActivityQuerySet(models.QuerySet["Activity"]):
    def within_reach_of(self, reach: Reach) -> Self:
        """Those of the teams this person reaches, or only those in a flat they are assigned to."""
        theirs = Q(team__in=reach.assigned_teams, flats__in=Flat.objects.within_reach_of(reach))
        return self.filter(Q(team__in=reach.whole_teams) | theirs).distinct()


class Activity(Versioned):
    """Something residents of one or more flats do together; `began_on` is empty until it took place once.

    `next_on` is a day that somebody chose, never one that was worked out. What is left empty is not known:
    a price of 0 is for free, none is not settled. `let_go_at` is when it turned out that nobody took it on,
    `ask_on` from when we ask once how it goes, `touch_on` when we let hear of us next.

    `began_at` is when the system first heard so, which is what numbers of a quarter go by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="activities")
    flats = models.ManyToManyField(Flat, related_name="activities")
    name = EncryptedText(_("what"), max_length=80)
    planned_at = models.DateTimeField()
    began_on = models.DateField(_("first time"), null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    stopped_on = models.DateField(_("last time"), null=True, blank=True)
    next_on = models.DateField(_("next time"), null=True, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    venue = models.ForeignKey(
        Venue, on_delete=models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    place = EncryptedText(_("where"), max_length=120, blank=True)
    step_free = models.BooleanField(_("without steps"), null=True)
    price = models.DecimalField(_("price"), max_digits=6, decimal_places=2, null=True, blank=True)
    at_least = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    at_most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    bring = EncryptedText(_("bring along"), max_length=160, blank=True)
    is_of_group = models.BooleanField(default=False)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    let_go_at = models.DateTimeField(null=True, blank=True)
    ask_on = models.DateField(null=True, blank=True)
    touch_every = models.PositiveSmallIntegerField(null=True, blank=True)
    touch_way = models.CharField(max_length=8, blank=True)
    touch_on = models.DateField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Privacy:
        why = "To carry what the talks began; a name of it may hold the name of a person."
        keep = "until the project ends"
        may_name = "team__flats__addresses__residents"
        personal = {"name", "place", "bring"}
        plain = {
            "id", "team", "version", "nameless_since", "planned_at", "began_on", "began_at", "stopped_on",
            "next_on",
            "starts_at", "step_free", "price", "at_least", "at_most", "venue", "is_of_group",
            "handed_over_at", "let_go_at", "ask_on", "touch_every", "touch_way", "touch_on",
        }  # fmt: skip

    class Meta:
        ordering = ["planned_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(began_on=None, began_at=None) | Q(began_on__isnull=False, began_at__isnull=False),
                name="a_beginning_was_heard_of",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None) | Q(stopped_on__gte=F("began_on")),
                name="what_stops_began_before",
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(stopped_on=None), name="what_stopped_has_no_next_time"
            ),
            models.CheckConstraint(
                condition=Q(at_least=None) | Q(at_most=None) | Q(at_most__gte=F("at_least")),
                name="room_for_as_many_as_are_needed",
            ),
            models.CheckConstraint(
                condition=Q(let_go_at=None) | Q(began_on=None, next_on=None),
                name="what_nobody_took_on_never_began",
            ),
            models.CheckConstraint(
                condition=Q(touch_every=None, touch_way="", touch_on=None)
                | Q(touch_every__isnull=False, touch_way__in=list(TouchWay), touch_on__isnull=False),
                name="we_let_hear_of_us_in_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> ActivityState:
        """How far it is."""
        if self.stopped_on:
            return ActivityState.STOPPED
        if self.let_go_at:
            return ActivityState.LET_GO
        if self.handed_over_at:
            return ActivityState.THEIRS
        return ActivityState.GOES_ON if self.began_on else ActivityState.TO_BEGIN

    @property
    def where(self) -> str:
        """The place in words, empty when it is not known."""
        return self.venue.name if self.venue else self.place

    @property
    def without_steps(self) -> bool | None:
        """Whether one gets in without steps, None when nobody knows."""
        return self.venue.step_free if self.venue else self.step_free


class IdeaQuerySet(models.QuerySet["Idea"]):
    def within_reach_of(self, reach: Reach) -> Self:
        """Those of the teams this person reaches, or only those of a flat they are assigned to."""
        theirs = Q(team__in=reach.assigned_teams, flat__in=Flat.objects.within_reach_of(reach))
        return self.filter(Q(team__in=reach.whole_teams) | theirs)


class Idea(Versioned):
    """What residents would like to see come about, of one flat or, with none, of the neighbourhood.

    `helped_at` is when the system first heard that it got help, and stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ideas")
    flat = models.ForeignKey(Flat, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    what = EncryptedText(_("what"), max_length=120)
    state = models.CharField(max_length=12, default=IdeaState.HEARD)
    heard_at = models.DateTimeField()
    helped_at = models.DateTimeField(null=True, blank=True)
    resident = models.ForeignKey(
        Resident, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    euros = models.DecimalField(_("euros"), max_digits=9, decimal_places=2, null=True, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Privacy:
        why = "To lose no idea of residents, and to tell how many got help."
        keep = "until the project ends"
        about = "resident"
        stays = "as an idea of the flat; whose it was is gone, and the name goes from its text"
        may_name = "team__flats__addresses__residents"
        personal = {"what"}
        plain = {
            "id", "team", "flat", "version", "nameless_since", "state", "heard_at", "helped_at", "resident",
            "euros",
        }  # fmt: skip

    class Meta:
        ordering = ["heard_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(IdeaState)), name="idea_state_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
