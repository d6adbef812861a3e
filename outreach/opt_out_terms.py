"""By which way a no may reach us and why it may end; pure values."""

from enum import StrEnum


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"
    DOOR = "door"
    LETTER = "letter"


class EndReason(StrEnum):
    RESIDENT_ASKED = "resident_asked"
    NEW_HOUSEHOLD = "new_household"
