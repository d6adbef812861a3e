"""Promise 7: every public write of a topic leaves exactly one event, and no write escapes this table."""

import importlib
import inspect
import pkgutil

import pytest

import matching
import outreach
from buurvoorbuur import accounts, hand_over_papers, invitations, keeping_terms, logos, members
from buurvoorbuur.models import Event
from tests.house.conftest import World
from tests.house.writes import WRITES

# Parts of a larger write, called inside its transaction; the caller leaves the event.
INNER = {
    "outreach.residents.store",
    "outreach.activities.store",
    "outreach.activities.end_promises",
    "outreach.participants.store_jobs",
    "matching.proposals.moved_on",
    "matching.proposals.move",
    "matching.exclusions.rule_out_pair",
    "outreach.open_work.hand_over",
    "matching.open_work.hand_over",
}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_leaves_exactly_one_event(world: World, name: str) -> None:
    act = WRITES[name](world)
    # The worker prints at once in tests; that is a write of its own.
    ours = Event.objects.exclude(action__in=["letter_batch.printed", "matching.finished"])
    before = ours.count()
    act()
    assert ours.count() == before + 1


def public_writes() -> set[str]:
    """Every public function of a topic that is told who acts (`by`) and when (`at`)."""
    modules = [accounts, hand_over_papers, invitations, keeping_terms, logos, members]
    for package in (outreach, matching):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not found.ispkg:
                modules.append(importlib.import_module(found.name))
    return {
        f"{module.__name__}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and {"by", "at"} <= set(inspect.signature(function).parameters)
    }


def test_no_public_write_is_missing_from_this_table() -> None:
    assert public_writes() - INNER == set(WRITES)
