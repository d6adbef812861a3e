"""What residents do with a code: the moment at which a door likes to be rung, and consents taken back."""

from django.db import migrations, models
from django.db.models import CASCADE, Q

WISHES = ["morning", "afternoon", "evening", "any"]


class Migration(migrations.Migration):
    dependencies = [("outreach", "0014_remarks_on_letters")]
    operations = [
        migrations.CreateModel(
            name="DoorWish",
            fields=[
                (
                    "address",
                    models.OneToOneField(
                        "outreach.Address",
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="wish",
                        serialize=False,
                    ),
                ),
                ("part", models.CharField(max_length=12)),
                ("wished_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(part__in=WISHES), name="wish_is_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentCode",
            fields=[
                (
                    "resident",
                    models.OneToOneField(
                        "outreach.Resident",
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="code",
                        serialize=False,
                    ),
                ),
                ("code_index", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(code_index=""), name="a_consent_code_is_a_code"),
                ],
            },
        ),
    ]
