"""What a typed first step leans on: a telephone number or an e-mail address; knows only text."""

import re

from outreach.consent_terms import Field

# 'Bel aan' is the bell at the door, which needs no number.
_LEANS_ON = {
    Field.PHONE: re.compile(
        r"\b(bel|belt|bellen|opbellen|telefoon\w*|telefoneren|app|apps|appen|appje|whatsapp\w*|sms\w*"
        r"|call|calls|phone|phones|ring each other)\b(?! aan\b)",
        re.IGNORECASE,
    ),
    Field.EMAIL: re.compile(r"\b(e-?mail\w*|mail|mails|mailt|mailen|mailtje)\b", re.IGNORECASE),
}


def leans_on(first_step: str) -> list[Field]:
    """Which details must be passed on for this step to be possible."""
    return [field for field, words in _LEANS_ON.items() if words.search(first_step)]
