"""What the press says no to."""


class FetchRefused(Exception):
    """A print template asked for something that is not a style sheet or drawing of the project."""


class WrongPages(Exception):
    """The document came out on more or fewer pages than it must have."""


class OutOfBounds(Exception):
    """Making the paper took more time or memory than paper may take."""


class PaperFailed(Exception):
    """The paper could not be made; its sentence names the kind of error, and nothing of what was on it."""
