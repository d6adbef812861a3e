"""`manage.py draw`: writes the pages of docs/ that are drawn from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from buurvoorbuur import drawing
from matching.proposal_states import PROPOSAL
from outreach.envelope_states import ENVELOPE
from outreach.flat_phases import FLAT
from outreach.visit_states import ROUND
from outreach.wording import privacy_words


def pages() -> dict[Path, str]:
    """Each drawn page and what it should say now."""
    docs: Path = settings.BASE_DIR / "docs"
    return {
        docs / "states.md": drawing.states([FLAT, ROUND, ENVELOPE, PROPOSAL]),
        docs / "roles.md": drawing.roles(),
        docs / "personal-data.md": drawing.personal_data(),
        **{
            docs / name: drawing.with_part(docs / name, privacy_words.table())
            for name in ("dpia.md", "privacy-letter.nl.md")
        },
    }


class Command(BaseCommand):
    help = "Draw from the code what docs/ says of states, roles and personal data."

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
