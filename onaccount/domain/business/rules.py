"""The business that runs this deployment: what it may choose."""

from enum import Enum

SHORTEST_PASSWORD = 6  # whatever a business sets


class Vetted(Enum):
    """Whose customers' credit is looked at before they trade on account; for all others the stage is None (D-01)."""

    PARTNERS = "partners"
    COMPANIES = "companies"
    INDIVIDUALS = "individuals"
    EVERYONE = "everyone"
    NOBODY = "nobody"


class LoginLetter(Enum):
    """What the letter to a newly activated login brings (D-04)."""

    LINK = "link"
    TEMPORARY_PASSWORD = "temporary_password"  # noqa: S105 - the name of a choice
