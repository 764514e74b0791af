"""What is said of a page that can't be read."""


class UnreadableError(Exception):
    """A page can't be read; the message says why, and what to do where that is known."""
