"""The team, who is in it, and the moment at which every test happens."""

from datetime import date, datetime, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image

from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.roles import Role
from outreach import hours, questionnaires

# A Tuesday evening at seven: late enough to be real, early enough to ring.
EVENING = datetime(2026, 10, 6, 19, 0, tzinfo=timezone.get_default_timezone())
PASSWORD = "drie groene fietsen"


def team(name: str = "Buur voor Buur Paddepoel", **fields: object) -> Team:
    made = Team.objects.create(
        name=name,
        neighbourhood="Paddepoel",
        phone="050 123 4567",
        email="team@example.org",
        **fields,  # type: ignore[arg-type]
    )
    questionnaires.adopt(team=made, at=EVENING - timedelta(days=90))
    hours.begin_with_starter(made)
    return made


def logo(shade: int = 40, size: tuple[int, int] = (600, 200)) -> bytes:
    """The file of a plain logo, in a shade of grey."""
    out = BytesIO()
    Image.new("L", size, shade).save(out, "PNG")
    return out.getvalue()


def member(name: str, role: Role, of: Team, *, ends_on: date | None = None) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=f"{name} de Boer")
    Membership.objects.create(user=user, team=of, role=role, ends_on=ends_on)
    return user
