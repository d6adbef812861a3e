"""An undo of a round that was closed before lies aside for its own reason."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = [
    "", "double", "unknown_key", "unreadable", "malformed", "invalid", "no_member", "not_yours", "other_flat",
    "round_closed", "opted_out", "paused", "withdrawn", "unknown_visit", "conflict", "refused", "broken",
]  # fmt: skip


def call_it_refused(apps, schema_editor):
    """On the way back: what lay aside for the new reason goes on waiting, under one that was known before."""
    apps.get_model("outreach", "Envelope").objects.filter(reason="undo_late").update(reason="refused")


def known(*reasons):
    return models.CheckConstraint(condition=Q(reason__in=reasons), name="envelope_reason_is_known")


class Migration(migrations.Migration):
    dependencies = [("outreach", "0011_follow_up_talks")]
    operations = [
        migrations.RemoveConstraint(model_name="envelope", name="envelope_reason_is_known"),
        migrations.AddConstraint(
            model_name="envelope", constraint=known(*BEFORE[:14], "undo_late", *BEFORE[14:])
        ),
        migrations.RunPython(migrations.RunPython.noop, call_it_refused),
    ]
