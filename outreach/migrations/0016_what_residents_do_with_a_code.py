"""What residents do with a code, and codes on other paper than a letter."""

from django.db import migrations, models
from django.db.models import CASCADE, Q

WISHES = ["morning", "afternoon", "evening", "any"]


class Migration(migrations.Migration):
    dependencies = [("outreach", "0015_how_letters_are_folded")]
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
            name="DoorCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(on_delete=CASCADE, related_name="codes", to="outreach.address"),
                ),
                ("code_index", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(code_index=""), name="a_door_code_is_a_code"),
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
