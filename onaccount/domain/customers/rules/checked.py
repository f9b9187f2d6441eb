"""The fields by which credit is checked: amending one takes Billing back (D-03). Pure."""

from collections.abc import Collection

CHECKED_FOR_CREDIT = ("name", "registration_number", "postcode")
AMENDED = "Amended after it was checked: {fields}."


def amended(changed: Collection[str]) -> tuple[str, ...]:
    """Of the fields that were changed those by which credit was checked."""
    return tuple(name for name in CHECKED_FOR_CREDIT if name in changed)


def why_back(fields: Collection[str]) -> str:
    return AMENDED.format(fields=", ".join(name.replace("_", " ") for name in fields))
