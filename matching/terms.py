"""The terms of a run: what counts, how little is too little, and how many people fit in the room."""

from dataclasses import dataclass, field

from matching.scoring import Weights


@dataclass(frozen=True)
class Terms:
    """`floor` is the least score of a proposal in whole points; `venue_places` is None without a limit."""

    weights: Weights = field(default_factory=Weights)
    floor: int = 6
    venue_places: int | None = None

    @property
    def least(self) -> int:
        """The floor in tenths of a point."""
        return 10 * self.floor
