"""What a coordinator rules out for later runs: two residents together, or an interest for somebody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from matching.models import KeptApart, UnusedInterest
from outreach.models import Interest, Resident


@transaction.atomic
def keep_apart(*, one: Resident, other: Resident, by: User, at: datetime) -> KeptApart:
    """These two are never proposed to each other again; twice is once. Raises `Refused` for one person."""
    if one.pk == other.pk:
        raise Refused(_("Choose two different people."))
    made, is_new = rule_out_pair(one, other, by, at)
    if is_new:
        audit.record("pair.kept_apart", by=by, about=made, at=at, team=one.address.flat.team_id)
    return made


@transaction.atomic
def let_meet(*, apart: KeptApart, by: User, at: datetime) -> None:
    """Takes back that two are kept apart."""
    ours = KeptApart.objects.select_for_update(of=("self",)).filter(pk=apart.pk).first()
    if ours is None:
        raise Refused(_("These two were not kept apart (any more)."))
    audit.record("pair.let_meet", by=by, about=ours, at=at, team=ours.first.address.flat.team_id)
    ours.delete()


@transaction.atomic
def leave_out(*, resident: Resident, interest: Interest, by: User, at: datetime) -> UnusedInterest:
    """Matching uses this interest no more for this resident; twice is once."""
    made, is_new = UnusedInterest.objects.get_or_create(
        resident=resident, interest=interest, defaults={"since": at, "decided_by": by}
    )
    if is_new:
        audit.record("interest.left_out", by=by, about=made, at=at, team=resident.address.flat.team_id)
    return made


@transaction.atomic
def use_again(*, unused: UnusedInterest, by: User, at: datetime) -> None:
    """Matching uses this interest for this resident again."""
    ours = UnusedInterest.objects.select_for_update(of=("self",)).filter(pk=unused.pk).first()
    if ours is None:
        raise Refused(_("This was not left out (any more)."))
    audit.record("interest.used_again", by=by, about=ours, at=at, team=ours.resident.address.flat.team_id)
    ours.delete()


def rule_out_pair(one: Resident, other: Resident, by: User, at: datetime) -> tuple[KeptApart, bool]:
    """The row of two people kept apart and whether it is new, inside the caller's transaction."""
    first, second = sorted((one, other), key=lambda person: person.pk.hex)
    return KeptApart.objects.get_or_create(
        first=first, second=second, defaults={"since": at, "decided_by": by}
    )
