"""What the readers of settings share: how they say no."""


class Unreadable(ValueError):  # noqa: N818 - its text ends the sentence "NAME cannot be used: ..."
    """A setting's text that cannot be right, with what it must be."""
