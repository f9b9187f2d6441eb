"""The one way in which a handler says "later"."""


class Postponed(Exception):  # noqa: N818 - not an error: the work is there, its time is not
    """The outside is not ready. The words are kept with the delivery."""
