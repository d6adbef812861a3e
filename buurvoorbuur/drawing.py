"""Draws from the code what the docs say of states, roles and personal data."""

import re
from collections.abc import Iterable
from pathlib import Path

from buurvoorbuur import privacy
from buurvoorbuur.roles import PERMISSIONS, Permission, Role
from buurvoorbuur.state_tables import StateTable


def states(tables: Iterable[StateTable]) -> str:
    """Markdown with a Mermaid diagram per state machine."""
    parts = ["# States\n\nDrawn by `./run manage draw`; the tables are in the rule files.\n"]
    for table in tables:
        lines = [
            f"    {before} --> {after}: {action}" for (before, action), after in table.transitions.items()
        ]
        parts.append(f"## {table.name}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def with_part(page: Path, drawn: str) -> str:
    """A page written by hand, with this between its marks."""
    before, _old, after = re.split(
        r"(?<=<!-- drawn -->\n)(.*?)(?=<!-- /drawn -->)", page.read_text(), flags=re.S
    )
    return before + drawn + after


def roles() -> str:
    """Markdown table of roles and permissions."""
    head = "| permission | " + " | ".join(Role) + " |\n|---|" + "---|" * len(Role) + "\n"
    rows = [
        f"| {permission} | "
        + " | ".join("yes" if permission in PERMISSIONS[role] else "" for role in Role)
        + " |"
        for permission in Permission
    ]
    return (
        "# Roles\n\nDrawn by `./run manage draw` from `buurvoorbuur/roles.py`.\n\n"
        + head
        + "\n".join(rows)
        + "\n"
    )


def personal_data() -> str:
    """Markdown register of processing: per model what is personal, why and how long."""
    head = "| model | why | personal (encrypted) | readable, and why | kept |\n|---|---|---|---|---|\n"
    rows = [
        f"| {entry.model._meta.label} | {entry.why} | {', '.join(sorted(entry.personal)) or '–'} | "
        f"{'; '.join(f'{name}: {why}' for name, why in entry.readable.items()) or '–'} | {entry.keep} |"
        for entry in privacy.register()
    ]
    intro = "# Personal data\n\nDrawn by `./run manage draw` from each model's `class Privacy`.\n\n"
    return intro + head + "\n".join(rows) + "\n"
