"""What the press says no to."""


class FetchRefused(Exception):
    """A print template asked for something that is not a style sheet or drawing of the project."""


class WrongPages(Exception):
    """The document came out on more or fewer pages than it must have."""
