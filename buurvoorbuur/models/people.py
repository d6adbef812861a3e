"""The people who log in, their teams, and what they are in them; knows no doors and no residents."""

import re
import uuid
from datetime import date, time
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import retention_terms
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.retention_terms import Term
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
    left_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    # Where the address of an account leads that was ended: RFC 2606 keeps this name free for ever.
    NOWHERE = "ended.invalid"

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Privacy:
        why = "To log in and to stand under a letter."
        keep = "until the account ends, 6 months after its last team at the latest; the row stays nameless"
        term = Term(
            "left_at",
            longest=retention_terms.ACCOUNTS,
            only={"ended_at": None},
            by="buurvoorbuur.departures.end_by_term",
        )
        about = "self"
        personal = {"name"}
        readable = {"email": "The login is found by it, and a reset is sent to it; members, not residents."}
        plain = {
            "id", "password", "last_login", "language", "is_active", "joined_at", "left_at", "ended_at",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(is_active=False), name="an_ended_account_is_shut"
            )
        ]

    def __str__(self) -> str:
        return gettext("a former volunteer") if self.ended_at else self.name or self.email

    @property
    def first_name(self) -> str:
        """What stands on a letter and on a round."""
        return gettext("a former volunteer") if self.ended_at else self.name.partition(" ")[0]


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

    @property
    def with_place(self) -> str:
        """As it signs its paper: with its neighbourhood, unless the name says that already."""
        says_it = re.search(rf"\b{re.escape(self.neighbourhood)}\b", self.name, re.IGNORECASE)
        return self.name if says_it else f"{self.name} · {self.neighbourhood}"


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
        keep = "until the team ends"
        about = "user"
        stays = "So that the log of a team still tells that somebody of it logged in; it holds no name."
        personal: set[str] = set()
        plain = {"id", "user", "team", "role", "ends_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="one_role_a_person_a_team"),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
