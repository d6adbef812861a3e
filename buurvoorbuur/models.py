"""The people who log in, their teams, what they did, and the key canary; knows no doors and no residents."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import retention_terms
from buurvoorbuur.crypto import EncryptedText, SealedBytes
from buurvoorbuur.roles import Role

ROLE_WORDS = {
    Role.INITIATOR: _("initiator"),
    Role.COORDINATOR: _("coordinator"),
    Role.WELFARE_WORKER: _("welfare worker"),
    Role.ADMINISTRATOR: _("administrator"),
}


def _months(label: Any, longest: int) -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(1), MaxValueValidator(longest)]
    return models.PositiveSmallIntegerField(label, default=longest, validators=bounds)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, name: str = "", **fields: Any
    ) -> "User":
        """Makes an account; without a password it can only be entered by an invitation or a reset."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who logs in. Residents never do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = EncryptedText(_("name"), max_length=80)
    language = models.CharField(
        _("language"), max_length=2, default="nl", choices=[("nl", "nl"), ("en", "en")]
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Privacy:
        why = "To log in and to stand under a letter."
        keep = "until the account ends"
        about = "self"
        personal = {"name"}
        readable = {"email": "The login is found by it, and a reset is sent to it; members, not residents."}
        plain = {"id", "password", "last_login", "language", "is_active", "joined_at"}

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """What stands on a letter and on a round."""
        return self.name.split(" ")[0] if self.name else ""


class Team(models.Model):
    """Neighbours who work in one neighbourhood, with their own settings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=80)
    phone = EncryptedText(_("phone number"), max_length=20, blank=True)
    email = EncryptedText(_("e-mail address"), max_length=120, blank=True)
    partner = models.CharField(_("welfare organisation"), max_length=80, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        _("days between letter and first visit"), default=7, validators=[MaxValueValidator(60)]
    )
    last_new_door = models.TimeField(_("no new door after"), default=time(20, 30))
    doors_an_evening = models.PositiveSmallIntegerField(
        _("doors an evening"), default=10, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    ended_on = models.DateField(_("project ended on"), null=True, blank=True)
    visit_months = _months(_("months that outcomes at doors are kept"), retention_terms.VISITS)
    contact_months = _months(
        _("months that answers are kept after the last contact"), retention_terms.CONTACT
    )
    opt_out_months = _months(_("months that opt-outs are kept after the project"), retention_terms.OPT_OUTS)

    class Privacy:
        why = "To be reached by residents and to hold the team's own agreements."
        keep = "until the team ends"
        nobody = "It is the team's own number and address, which stand on its letters."
        personal = {"phone", "email"}
        plain = {
            "id", "name", "neighbourhood", "partner", "notice_days", "last_new_door", "doors_an_evening",
            "ended_on", "visit_months", "contact_months", "opt_out_months",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_new_door__lte=time(20, 30)), name="team_rings_no_later_than_half_past_eight"
            ),
            models.CheckConstraint(
                condition=Q(
                    visit_months__range=(1, retention_terms.VISITS),
                    contact_months__range=(1, retention_terms.CONTACT),
                    opt_out_months__range=(1, retention_terms.OPT_OUTS),
                ),
                name="terms_are_only_made_shorter",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamLogo(models.Model):
    """What a team prints at the top of its letters instead of our drawing."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="logo")
    picture = models.BinaryField()
    changed_at = models.DateTimeField()

    class Privacy:
        why = "To be recognised on a letter."
        keep = "until the team ends or takes it away"
        personal: set[str] = set()
        plain = {"team", "picture", "changed_at"}

    def __str__(self) -> str:
        return f"{self.team}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, today: date) -> Self:
        """Not ended, of accounts that are not blocked."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), user__is_active=True)


class Membership(models.Model):
    """One person's role in one team; a guest's ends by itself on a date."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=list(ROLE_WORDS.items()))
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        why = "Who may do what in which team."
        keep = "until the account or the team ends"
        about = "user"
        personal: set[str] = set()
        plain = {"id", "user", "team", "role", "ends_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="one_role_a_person_a_team"),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        """Not used, not taken back, and not too old."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """A role in a team, offered to whoever reads one mailbox; only a fingerprint of its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = EncryptedText(_("e-mail address"), max_length=254)
    role = models.CharField(max_length=20, choices=list(ROLE_WORDS.items()))
    ends_on = models.DateField(null=True, blank=True)
    link_index = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        why = "To ask somebody into a team by their own mailbox."
        keep = "30 days after it ended"
        nobody = "It is a mailbox that somebody was asked by; whoever accepts has an account of their own."
        personal = {"email"}
        plain = {
            "id", "team", "role", "ends_on", "link_index", "invited_by", "invited_at", "expires_at",
            "accepted_at", "withdrawn_at",
        }  # fmt: skip

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="invited_role_is_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.team_id}"


class SignIn(models.Model):
    """One machine on which a member is logged in, so that they see it and can end it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()

    class Privacy:
        why = "So that a member sees where they are logged in, and can end it from elsewhere."
        keep = "until the night after the session ended"
        about = "user"
        personal: set[str] = set()
        plain = {"id", "user", "session_key", "device", "began_at"}

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return self.device


class EventQuerySet(models.QuerySet["Event"]):
    def of_teams(self, teams: Iterable[uuid.UUID]) -> Self:
        """What was done in these teams, and who of their members logged in or was refused, in no team."""
        members = list(Membership.objects.filter(team__in=teams).values_list("user_id", flat=True))
        accounts = Q(team_id=None, object_type="buurvoorbuur.user", object_id__in=list(map(str, members)))
        return self.filter(Q(team_id__in=teams) | accounts)


class Event(models.Model):
    """One line of who did what; append-only (a trigger holds it), without values and without foreign keys."""

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)

    objects = EventQuerySet.as_manager()

    class Privacy:
        why = "To answer who did what, never what it said."
        keep = "12 months"
        personal: set[str] = set()
        plain = {"id", "at", "actor_id", "team_id", "action", "object_type", "object_id"}

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["team_id", "-at"], name="event_by_team")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}"


class EventSeal(models.Model):
    """A fingerprint of the event log up to a line, over the seal before it; `event_seals` makes it.

    `seen_to` is the newest line there was then, up to which the next seal goes. Once the lines are past their
    term they go, all of a seal at once; the seal stays, and `purge_mark` shows that it was us.
    """

    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    last_event = models.BigIntegerField()
    seen_to = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    purged_at = models.DateTimeField(null=True)
    purge_mark = models.CharField(max_length=64, blank=True)

    class Privacy:
        why = "To find out when somebody changed the event log."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {
            "id", "previous", "last_event", "seen_to", "lines", "digest", "sealed_at", "purged_at",
            "purge_mark",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_to__gte=models.F("last_event")), name="seen_is_at_least_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_event}"


class RetentionRun(models.Model):
    """One night on which was let go of what was past its term; without an end it was cut off, and goes on."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Privacy:
        why = "To show that what is past its term is gone; in numbers only."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {"id", "started_at", "finished_at"}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at=None), name="one_retention_run_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class RetentionCount(models.Model):
    """Of one kind of thing: how many rows went or were emptied, and how many past their term were left."""

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=60)
    gone = models.PositiveIntegerField(default=0)
    emptied = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(null=True)

    class Privacy:
        why = "To show that what is past its term is gone; in numbers only."
        keep = "as long as the database: it is about nobody"
        personal: set[str] = set()
        plain = {"id", "run", "kind", "gone", "emptied", "left"}

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="a_kind_once_a_run")]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone}"


class KeyCanary(models.Model):
    """One known sentence under each of the two keys, looked at at every start."""

    song = SealedBytes()
    index_mark = models.CharField(max_length=64, blank=True)

    class Privacy:
        why = "To refuse a start under a wrong key."
        keep = "as long as the database"
        personal: set[str] = set()
        plain = {"id", "song", "index_mark"}

    def __str__(self) -> str:
        return "canary"
