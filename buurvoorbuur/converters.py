"""Which numbers may stand in an address: those a database can hold; any longer is simply not found."""

from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """A whole number of at most eighteen digits."""

    regex = "[0-9]{1,18}"
