"""Who is at home during a round, and three lines to look back in the place of one field."""

from django.db import migrations

from buurvoorbuur.crypto import EncryptedText

LINES = ("wonder", "worry", "lesson")


def split(apps, schema_editor):
    """What was written before becomes the first line; encrypted anew, for it is bound to its field."""
    for evening in apps.get_model("outreach", "Round").objects.iterator():
        if evening.debrief:
            evening.wonder = evening.debrief
            evening.save(update_fields=["wonder"])


def join(apps, schema_editor):
    """The three lines under each other, empty ones left out."""
    for evening in apps.get_model("outreach", "Round").objects.iterator():
        said = [getattr(evening, line) for line in LINES if getattr(evening, line)]
        if said:
            evening.debrief = "\n".join(said)
            evening.save(update_fields=["debrief"])


class Migration(migrations.Migration):
    dependencies = [("outreach", "0007_visit_without_source")]

    operations = [
        migrations.AddField(
            "round", "contact_name", EncryptedText(blank=True, verbose_name="name of who is at home")
        ),
        migrations.AddField(
            "round", "contact_phone", EncryptedText(blank=True, verbose_name="phone number of who is at home")
        ),
        migrations.AddField("round", "wonder", EncryptedText(blank=True, verbose_name="what we wondered at")),
        migrations.AddField("round", "worry", EncryptedText(blank=True, verbose_name="what worried us")),
        migrations.AddField("round", "lesson", EncryptedText(blank=True, verbose_name="what we learned")),
        migrations.RunPython(split, join),
        migrations.RemoveField("round", "debrief"),
    ]
