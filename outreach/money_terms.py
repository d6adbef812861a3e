"""The words of money: three ways to value an hour, where money comes from, and two sides of a return."""

from enum import StrEnum


class Method(StrEnum):
    """What an hour of a volunteer is worth, after Meijs and others (2011).

    What a professional would have cost; what the volunteer could have earned meanwhile; what the work would
    bring in on a market.
    """

    REPLACEMENT = "replacement"
    INVESTMENT = "investment"
    MARKET = "market"


class Origin(StrEnum):
    """Where a line of a budget comes from; a gift is thanked for, a subsidy is accounted for."""

    SUBSIDY = "subsidy"
    GIFT = "gift"
    OWN = "own"
    IN_KIND = "in_kind"


class Side(StrEnum):
    """Of a social return: what it cost, and what it brought."""

    COST = "cost"
    BENEFIT = "benefit"
