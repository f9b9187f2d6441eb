"""What there is to say about the columns of a file. A field is often read from a column of another name."""

from collections.abc import Mapping
from dataclasses import dataclass

# A field that was taken apart from another: what its column may be called instead.
READ_FROM = {
    "given_name": ("full_name", "name", "contact_name"),
    "family_name": ("full_name", "name", "contact_name"),
    "name": ("full_name", "family_name", "given_name"),
    "contact_given_name": ("contact_name", "full_name", "given_name"),
    "contact_family_name": ("contact_name", "full_name", "family_name"),
    "line1": ("street", "house_number"),
    "line2": ("street",),
    "line3": ("line4", "street"),
    "delivery_line1": ("delivery_street",),
    "delivery_line2": ("delivery_street",),
    "delivery_line3": ("delivery_street",),
    "email": ("contact_email",),
    "phone": ("contact_phone",),
    # What a difference calls by names of its own.
    "login_email": ("email", "contact_email"),
    "contact": (
        "contact_name", "contact_family_name", "contact_given_name", "contact_email", "contact_phone",
        "contact_job_title", "full_name", "family_name", "given_name", "email",
    ),
    "further_address": ("line1", "street", "city", "postcode", "delivery_line1", "delivery_street"),
}  # fmt: skip
# The field of a change, for SQLite's json_each: "contact Ann Lee" has the person in its name.
FIELD_OF_CHANGE = """
    CASE WHEN key LIKE 'contact %' THEN 'contact' WHEN key LIKE 'further~_address~_%' ESCAPE '~' THEN 'further_address'
    ELSE key END
"""


@dataclass(slots=True)
class ColumnReport:
    """One column, kept as JSON on the import. `filled` and `blank` count cells; rows with cells too many have none."""

    heading: str
    field: str | None
    filled: int
    blank: int
    changed: int = 0  # updates that change what the column holds
    wrong: int = 0  # rows of which something is said about the column
    row: int | None = None  # the first of them, with what stands there
    example: str = ""


def column_about(name: str, columns: Mapping[str, int]) -> int | None:
    """The column that a field was read from, of {field: column}; None when it is the row as a whole."""
    return next((columns[each] for each in (name, *READ_FROM.get(name, ())) if each in columns), None)
