"""A fingerprint of the telephone number and of the e-mail address, by which an equal one is found."""

from django.db import migrations, models

from buurvoorbuur import blind_indexes, phones


def fill(apps, schema_editor):
    """What is known already is found too."""
    people = apps.get_model("outreach", "Resident").objects
    for person in people.only("phone", "email").iterator():
        found = {}
        if person.phone:
            found["phone_index"] = _newest("outreach.resident.phone", phones.folded(person.phone))
        if person.email:
            found["email_index"] = _newest("outreach.resident.email", person.email.casefold())
        if found:
            people.filter(pk=person.pk).update(**found)


def _newest(label, value):
    return blind_indexes.fingerprints(label, value)[0]


class Migration(migrations.Migration):
    dependencies = [("outreach", "0029_coach_notes")]

    operations = [
        *(
            migrations.AddField("resident", name, models.CharField(blank=True, editable=False, max_length=64))
            for name in ("phone_index", "email_index")
        ),
        migrations.AddIndex("resident", models.Index(fields=["phone_index"], name="resident_by_phone")),
        migrations.AddIndex("resident", models.Index(fields=["email_index"], name="resident_by_email")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
