"""A door stands in one flat, of whatever team: a no is kept on that one door."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0008_before_and_after_a_round")]
    operations = [
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                condition=models.Q(("postcode", ""), _negated=True),
                fields=("key", "postcode"),
                name="a_door_stands_in_one_flat",
            ),
        ),
    ]
