"""What an hour is worth moves from the team to a line of its own, and back."""

from typing import Any

from django.db import migrations

REPLACEMENT = "replacement"


def move(apps: Any, schema_editor: Any) -> None:
    rates = apps.get_model("outreach", "HourRate")
    for team in apps.get_model("buurvoorbuur", "Team").objects.filter(hourly_rate__gt=0):
        rates.objects.create(
            team=team, method=REPLACEMENT, euros=team.hourly_rate, source=team.hourly_rate_source
        )


def back(apps: Any, schema_editor: Any) -> None:
    teams = apps.get_model("buurvoorbuur", "Team").objects
    moved = apps.get_model("outreach", "HourRate").objects.filter(method=REPLACEMENT)
    for rate in moved:
        teams.filter(pk=rate.team_id).update(hourly_rate=rate.euros, hourly_rate_source=rate.source)
    # Here it would stand a second time, and stop the way forward again.
    moved.delete()


class Migration(migrations.Migration):
    dependencies = [("outreach", "0022_money")]
    operations = [migrations.RunPython(move, back)]
