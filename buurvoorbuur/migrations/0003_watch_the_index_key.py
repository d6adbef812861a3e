"""The canary also sits under the key that printed codes are found by; it is written at the next start."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buurvoorbuur", "0002_events_stay_as_written")]
    operations = [
        migrations.AddField(
            model_name="keycanary",
            name="index_mark",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
