"""How a line in the log looks: where it went wrong and how, never the data that was in hand."""

import logging
import re
import time
import traceback
from typing import Any

from django.http import HttpRequest
from django.urls import resolve

# Who writes down which address was asked for.
_OF_REQUESTS = ("django.request", "django.security", "django.server", "gunicorn.error")
_ADDRESS = re.compile(r"(?<!\S)/\S*")
UNKNOWN = "an unknown address"


class WithoutPersons(logging.Formatter):
    """Prints tracebacks as places and error classes only, since messages of errors can quote what was typed.

    Of an address it prints the pattern: the address itself can hold the code of an opt-out or of a reset.
    """

    # UTC, as the event log: local time has an hour twice in autumn.
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(_OF_REQUESTS):
            told = logging.makeLogRecord(record.__dict__)
            told.msg, told.args, told.exc_text = _without_address(record), None, None
            record = told
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        kind, _, trace = ei
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([*places, kind.__name__ if kind else "unknown error"])


def _without_address(record: logging.LogRecord) -> str:
    text = record.getMessage()
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        # Spaces and all, and as Django escapes it for the log.
        for written in (request.get_full_path(), request.path, _escaped(request.path)):
            if written != "/":
                text = text.replace(written, _pattern(request.path_info))
        return text
    return _ADDRESS.sub(lambda found: _pattern(found[0].partition("?")[0]), text)


def _pattern(path: str) -> str:
    try:
        return f"/{resolve(path).route}"
    except Exception:  # a line of the log that fails would be printed raw
        return UNKNOWN


def _escaped(path: str) -> str:
    return path.encode("unicode_escape").decode("ascii")
