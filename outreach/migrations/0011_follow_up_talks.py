"""Talks with a resident after the first one."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, SET_NULL, F, Q

from buurvoorbuur.crypto import EncryptedText

MEMBER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0010_a_withdrawal_says_how"),
        migrations.swappable_dependency(MEMBER),
    ]
    operations = [
        migrations.CreateModel(
            name="FollowUpTalk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("held_on", models.DateField(verbose_name="date")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", EncryptedText(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField()),
                ("first", models.ForeignKey(on_delete=PROTECT, related_name="+", to=MEMBER)),
                ("second", models.ForeignKey(on_delete=PROTECT, related_name="+", to=MEMBER)),
                (
                    "recorded_by",
                    models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to=MEMBER),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="follow_up_talks", to="outreach.resident"
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-recorded_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(first=F("second")), name="a_follow_up_is_held_by_two"
                    ),
                    models.CheckConstraint(
                        condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 180)),
                        name="a_follow_up_is_no_longer_than_three_hours",
                    ),
                ],
            },
        ),
    ]
