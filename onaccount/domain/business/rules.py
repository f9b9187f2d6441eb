"""The business that runs this deployment: what it may choose."""

from enum import Enum


class LoginLetter(Enum):
    """What the letter to a newly activated login brings (D-04)."""

    LINK = "link"
    TEMPORARY_PASSWORD = "temporary_password"  # noqa: S105 - the name of a choice
