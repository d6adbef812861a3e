"""Whether enough people are left to walk a flat, where nobody ever rings alone; pure values."""

from enum import StrEnum

# Always with two.
FEWEST = 2


class Crew(StrEnum):
    """`STUCK`: no round can be walked. `FRAGILE`: as soon as one drops out, none can."""

    ENOUGH = "enough"
    FRAGILE = "fragile"
    STUCK = "stuck"


def of(people: int) -> Crew:
    """What so many people are together."""
    if people < FEWEST:
        return Crew.STUCK
    return Crew.FRAGILE if people == FEWEST else Crew.ENOUGH
