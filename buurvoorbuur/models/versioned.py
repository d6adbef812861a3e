"""Rows that several people change by forms: how often they were changed, and nothing of what they hold."""

from django.db import models


class Versioned(models.Model):
    """`version` goes up with every change of what a form shows: nobody overwrites what they did not see.

    `nameless_since` is the version as of which a name that was taken away stands there no more, 0 for never.
    """

    version = models.PositiveIntegerField(default=1)
    nameless_since = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
