"""What given hours and an initiative were worth, in euros; a missing input gives no number at all."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeGuard


def value_of_hours(hours: Decimal | None, rate: Decimal | None) -> Decimal | None:
    """Euros these hours are worth: hours × rate an hour, whatever the rate stands for.

    By what professionals cost it is the method of the publication 'Buur voor Buur', section
    'Maatschappelijke waarde van buurtinitiatieven', with its figures: 2 people × 200 hours × €5 = €2,000;
    it names the other two methods after Meijs and others (2011). None, to be shown as 'not known', when
    either is missing or zero. Raises ValueError for an input below zero or not finite.
    """
    if not _is_known(hours) or not _is_known(rate):
        return None
    return hours * rate


def social_return(benefits: Sequence[Decimal | None], cost: Decimal | None) -> Decimal | None:
    """Social return on investment: the sum of the benefits for each euro of cost, not rounded.

    The same section's example, after Context (2013): (370 + 144) / 206 = 2.495. It is an estimate and
    shown with its inputs. None when a benefit or the cost is missing or zero, or there is no benefit.
    Raises ValueError for an input below zero or not finite.
    """
    known = [benefit for benefit in benefits if _is_known(benefit)]
    if not known or len(known) < len(benefits) or not _is_known(cost):
        return None
    return sum(known, Decimal(0)) / cost


def circa(amount: Decimal) -> Decimal:
    """An amount as it is shown, with two decimals, halves up: 2.495 is 'circa 2,50'."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _is_known(amount: Decimal | None) -> TypeGuard[Decimal]:
    if amount is None:
        return False
    if not amount.is_finite() or amount < 0:
        raise ValueError("an amount is a finite number from zero up")
    return amount > 0
