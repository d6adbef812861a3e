"""Finds by reading the code which public functions lead to contact with a door, so that none is forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Who calls one of these guards the door; who makes one of these rows leads to it.
GUARDS = {"refuse_contact", "lock_contactable", "contactable"}
ROWS = {
    "RoundDoor",
    "Visit",
    "LetterCopy",
    "DoorCode",
    "Resident",
    "Proposal",
    "ProposalMember",
    "FollowUpTalk",
}
MAKES = {"create", "bulk_create", "get_or_create"}


def found() -> set[str]:
    """Every public write of a topic, as `module.function`, that reaches a guard or makes a row of contact."""
    calls = {name: set(_calls(node, name.partition(".")[0])) for name, node in _functions()}
    reach = {name for name, called in calls.items() if "!" in called}
    while more := {name for name, called in calls.items() if called & reach} - reach:
        reach |= more
    return {name for name, node in _functions() if name in reach and _is_public_write(node)}


def _topics() -> Iterator[Path]:
    for package in ("outreach", "matching"):
        yield from sorted((ROOT / package).glob("*.py"))


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in _topics():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield f"{path.stem}.{node.name}", node


def _calls(function: ast.FunctionDef, module: str) -> Iterator[str]:
    """What a function calls, as `module.function`, and `!` for a guard or a row of contact."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield from _called(node.func, module)


def _called(func: ast.expr, module: str) -> Iterator[str]:
    if isinstance(func, ast.Name):
        yield "!" if func.id in GUARDS | ROWS else f"{module}.{func.id}"
    if isinstance(func, ast.Attribute):
        if func.attr in GUARDS:
            yield "!"
        if isinstance(func.value, ast.Name):
            yield f"{func.value.id}.{func.attr}"
        if func.attr in MAKES and isinstance(func.value, ast.Attribute):
            model = func.value.value
            if isinstance(model, ast.Name) and model.id in ROWS:
                yield "!"


def _is_public_write(function: ast.FunctionDef) -> bool:
    arguments = {argument.arg for argument in function.args.kwonlyargs}
    return not function.name.startswith("_") and "at" in arguments
