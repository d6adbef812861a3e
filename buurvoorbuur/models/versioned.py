"""Rows that several people change by forms: how often they were changed, and nothing of what they hold."""

from django.db import models


class Versioned(models.Model):
    """`version` goes up with every change of what a form shows: nobody overwrites what they did not see."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
