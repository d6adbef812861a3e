"""What a state machine is here: a table of (state, action) → state, readable by rules, docs and people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class NotAllowed(Exception):
    """This action does not exist in this state."""


@dataclass(frozen=True)
class StateTable(Generic[S, A]):
    """A state machine as data. `name` is the thing it belongs to, for the drawing in the docs."""

    name: str
    transitions: Mapping[tuple[S, A], S]

    def after(self, state: S, action: A) -> S:
        """The state that follows; raises `NotAllowed` when the table has no such line."""
        try:
            return self.transitions[state, action]
        except KeyError:
            raise NotAllowed(f"{self.name}: {action} in {state}") from None

    def allows(self, state: S, action: A) -> bool:
        return (state, action) in self.transitions

    def actions(self, state: S) -> list[A]:
        """What may be done in a state, in the order of the table."""
        return [action for (before, action) in self.transitions if before == state]

    def is_final(self, state: S) -> bool:
        return not self.actions(state)
