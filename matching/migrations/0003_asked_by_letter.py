"""Residents may be asked by letter too."""

from django.db import migrations, models


def at_the_door_instead(apps, schema_editor):
    """Going back, where letters are not known: the door is the way that is always there."""
    apps.get_model("matching", "ProposalMember").objects.filter(ask_by="letter").update(ask_by="door")


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_terms_groups_and_asking"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="proposalmember", name="ask_channel_is_known"),
        migrations.RunPython(migrations.RunPython.noop, at_the_door_instead),
        migrations.AddConstraint(
            model_name="proposalmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ask_by__in", ["", "door", "phone", "email", "letter"])),
                name="ask_channel_is_known",
            ),
        ),
    ]
