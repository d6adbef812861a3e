"""The table itself: the name of each write, and what must stand before it, given the world."""

from collections.abc import Callable

from tests import make
from tests.house.conftest import World

At = make.EVENING
Act = Callable[[], object]
WRITES: dict[str, Callable[[World], Act]] = {}


def write(name: str) -> Callable[[Callable[[World], Act]], Callable[[World], Act]]:
    def keep(prepare: Callable[[World], Act]) -> Callable[[World], Act]:
        WRITES[name] = prepare
        return prepare

    return keep


def simple(name: str, act: Callable[..., object], prepare: Callable[[World], dict[str, object]]) -> None:
    """A write by the coordinator whose arguments `prepare` makes."""

    def prepared(world: World) -> Act:
        arguments = {"by": world.cora, "at": At, **prepare(world)}
        return lambda: act(**arguments)

    WRITES[name] = prepared
