"""An expected "no", with the sentence the reader gets; not an error and never a 500."""

from typing import Any


class Refused(Exception):
    """A topic says no. `sentence` is lazily translated; `field` is where in a form it belongs."""

    def __init__(self, sentence: Any, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(code)
        self.sentence = sentence
        self.field = field
        self.code = code
