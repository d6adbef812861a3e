"""Residents who gave consent, what they agreed to, and what they like; no consent, no name."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import phones
from buurvoorbuur.access import Reach
from buurvoorbuur.blind_indexes import BlindIndex
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from buurvoorbuur.retention_terms import CONTACT, Term
from outreach.consent_terms import Direction, Field, How, Purpose
from outreach.models.interests import Interest
from outreach.models.places import Address, Flat
from outreach.models.rounds import Round
from outreach.models.talks import Talk
from outreach.visit_states import PartOfDay


class ResidentQuerySet(models.QuerySet["Resident"]):
    def within_reach_of(self, reach: Reach) -> Self:
        return self.filter(address__flat__in=Flat.objects.within_reach_of(reach))

    def consenting_to(self, purpose: Purpose) -> Self:
        """Those whose consent for this purpose is open now."""
        return self.filter(Exists(Consent.objects.open().filter(resident=OuterRef("pk"), purpose=purpose)))

    def stuurburen(self) -> Self:
        """Those whose yes to being named stands; their door may rest for a while, but did not say no."""
        return self.consenting_to(Purpose.NAMED_STUURBUUR).filter(address__in=Address.objects.without_no())

    def named_as_stuurbuur(self) -> Self:
        """Those whose yes to being named is open now and whose door may be contacted."""
        return self.consenting_to(Purpose.NAMED_STUURBUUR).filter(address__in=Address.objects.contactable())

    def talked_with(self, user: User) -> Self:
        """Those with whom this person talked, as one of the two; the other way round is `talkers`."""
        first = Round.objects.walked_by(user).filter(visits__talk__residents=OuterRef("pk"))
        later = Resident.objects.filter(Q(follow_up_talks__first=user) | Q(follow_up_talks__second=user))
        return self.filter(Exists(first) | Q(pk__in=later.values("pk")))


class Resident(models.Model):
    """Someone who said yes to at least one purpose; the row goes with the last yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="residents")
    talk = models.ForeignKey(Talk, on_delete=models.SET_NULL, null=True, related_name="residents")
    name = EncryptedText(_("name"), max_length=80)
    phone = EncryptedText(_("phone number"), max_length=20, blank=True)
    email = EncryptedText(_("e-mail address"), max_length=120, blank=True)
    introductions_wanted = models.PositiveSmallIntegerField(_("new introductions wanted now"), default=1)
    stays_until = models.DateField(_("lives here until"), null=True, blank=True)
    created_at = models.DateTimeField()
    last_contact_on = models.DateField()
    fingerprint = models.CharField(max_length=64, blank=True)
    phone_index = BlindIndex(of="phone", folded=phones.folded)
    email_index = BlindIndex(of="email", folded=str.casefold)

    objects = ResidentQuerySet.as_manager()

    class Privacy:
        why = "To bring neighbours together who asked for it."
        keep = "12 months after last contact, or until the last consent is withdrawn"
        term = Term(
            "last_contact_on",
            team="address__flat__team",
            months="contact_months",
            longest=CONTACT,
            by="outreach.residents.expire",
        )
        about = "self"
        personal = {"name", "phone", "email"}
        plain = {
            "id", "address", "talk", "introductions_wanted", "stays_until", "created_at", "last_contact_on",
            "fingerprint", "phone_index", "email_index",
        }  # fmt: skip

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["phone_index"], name="resident_by_phone"),
            models.Index(fields=["email_index"], name="resident_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(introductions_wanted__lte=3), name="at_most_three_introductions_at_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def talkers(self) -> set[uuid.UUID]:
        """The ids of everybody who talked with this resident, as one of the two."""
        first = Round.objects.filter(visits__talk__residents=self).values_list("asker", "note_taker")
        later = self.follow_up_talks.values_list("first", "second")
        return {id for two in (*first, *later) for id in two}


class ResidentLanguage(models.Model):
    """A language somebody speaks, as an ISO 639 code."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=3)

    class Privacy:
        why = "Two people need a language in common."
        keep = "as long as the resident"
        about = "resident"
        personal: set[str] = set()
        plain = {"id", "resident", "code"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resident", "code"], name="a_language_once")]

    def __str__(self) -> str:
        return self.code


class ResidentMoment(models.Model):
    """A part of the day that suits somebody."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="moments")
    part = models.CharField(max_length=12)

    class Privacy:
        why = "Two people need a moment in common."
        keep = "as long as the resident"
        about = "resident"
        personal: set[str] = set()
        plain = {"id", "resident", "part"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "part"], name="a_moment_once"),
            models.CheckConstraint(condition=Q(part__in=list(PartOfDay)), name="moment_is_known"),
        ]

    def __str__(self) -> str:
        return self.part


class InterestChoice(models.Model):
    """Something somebody likes to share, offers or wishes for."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="interest_choices")
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="choices")
    direction = models.CharField(max_length=8)

    class Privacy:
        why = "Introductions start from what people like; says nothing without the name."
        keep = "as long as the resident"
        about = "resident"
        personal: set[str] = set()
        plain = {"id", "resident", "interest", "direction"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "interest", "direction"], name="an_interest_once"),
            models.CheckConstraint(condition=Q(direction__in=list(Direction)), name="direction_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.interest_id}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def open(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """One yes for one purpose: which words, in which language, when, to whom, how; never a boolean."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20)
    text_version = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    given_in = models.ForeignKey(Round, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    how = models.CharField(max_length=12)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_how = models.CharField(max_length=12, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Privacy:
        why = "To be able to show that somebody said yes, and to what."
        keep = "as long as the resident"
        about = "resident"
        personal: set[str] = set()
        plain = {
            "id", "resident", "purpose", "text_version", "language", "given_at", "given_in", "recorded_by",
            "how", "withdrawn_at", "withdrawn_how",
        }  # fmt: skip

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_consent_a_purpose",
            ),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="purpose_is_known"),
            models.CheckConstraint(condition=Q(how__in=list(How)), name="consent_how_is_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_how="")
                | Q(withdrawn_at__isnull=False, withdrawn_how__in=list(How)),
                name="a_withdrawal_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class SharedField(models.Model):
    """One field that may go to a match, under one consent."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="shared_fields")
    field = models.CharField(max_length=8)

    class Privacy:
        why = "Only agreed fields reach another resident."
        keep = "as long as the consent"
        about = "consent__resident"
        personal: set[str] = set()
        plain = {"id", "consent", "field"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "field"], name="a_field_once"),
            models.CheckConstraint(condition=Q(field__in=list(Field)), name="shared_field_is_known"),
        ]

    def __str__(self) -> str:
        return self.field
