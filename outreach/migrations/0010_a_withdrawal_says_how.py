"""A yes that was taken back says by which way that reached us."""

from django.db import migrations, models
from django.db.models import Q

STILL_OPEN = Q(withdrawn_at__isnull=True, withdrawn_how="")
TAKEN_BACK = Q(withdrawn_at__isnull=False, withdrawn_how__in=["spoken", "phone", "paper", "code"])


class Migration(migrations.Migration):
    dependencies = [("outreach", "0009_a_door_stands_in_one_flat")]
    operations = [
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=STILL_OPEN | TAKEN_BACK, name="a_withdrawal_says_how"
            ),
        ),
    ]
