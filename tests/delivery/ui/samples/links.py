"""What a customer is in Xero, and what waits about it."""

from typing import Any
from uuid import UUID

from onaccount.delivery.office.links_shown import ShownTask, ShownXero
from onaccount.domain.connectors.queries import Prospect, TaskCard
from onaccount.domain.connectors.rules.expected import Alike, Expected
from onaccount.domain.connectors.rules.next_door import Theirs
from onaccount.domain.connectors.rules.tasks import Outcome, TaskKind
from onaccount.domain.matching.rules import likeness
from tests.delivery.ui.samples.frame import EMPTY_PAGE, NOW

THERE = Theirs("2f1c", "Old Quay Cafe Ltd", email="hello@oldquay.example", values={"postcode": "PL34 0HE"})
HERE = {"name": "Old Quay Café", "email": "maeve@oldquay.example", "postcode": "PL34 0HE"}
ALIKE = [
    Alike(THERE, likeness(HERE, {"name": THERE.name, "email": THERE.email, **THERE.values}), has_our_number=True),
    Alike(Theirs("3a", "Old Quay", status="ARCHIVED"), likeness(HERE, {"name": "Old Quay"}), taken_by=7),
]
XERO_OFF = ShownXero.of(Prospect("xero"), status="active", may_edit=True)
XERO_TO_CHOOSE = ShownXero.of(
    Prospect("xero", is_connected=True, mirrored_at=NOW, expected=Expected.CHOOSE, alike=ALIKE),
    status="new",
    may_edit=True,
)
VALUES: dict[TaskKind, dict[str, Any]] = {
    TaskKind.CHOOSE: {"alike": [{"contact_id": "2f1c", "name": "Old Quay Cafe Ltd"}]},
    TaskKind.NAME_TAKEN: {"words": "The contact name Old Quay Café is already assigned to another contact."},
    TaskKind.REFUSED: {"words": "Email address must be valid."},
    TaskKind.RENAMED: {"fields": {"name": ["Old Quay Café", "The Old Quay"]}},
    TaskKind.MERGED: {"theirs": "Old Quay Café", "to_name": "Quay Ltd", "merged_to": "9", "other": 12},
    TaskKind.FOLLOWED: {"theirs": "Old Quay Café", "to_name": "Quay Ltd", "merged_to": "9"},
    TaskKind.CHANGED: {"fields": {"email": ["maeve@oldquay.example", ""]}},
    TaskKind.SHARED: {"other": 12},
}


def task(kind: TaskKind, place: int, **more: Any) -> ShownTask:
    card = TaskCard(
        key=UUID(int=place),
        kind=kind,
        system="xero",
        number=13,
        name="Old Quay Café",
        contact_id="2f1c",
        theirs="Old Quay Cafe Ltd",
        values=VALUES.get(kind, {}),
        raised_at=NOW,
        **more,
    )
    return ShownTask.of(card, may_edit=True)


TASKS = [task(kind, place) for place, kind in enumerate(TaskKind)]
SETTLED = [task(TaskKind.RENAMED, 99, settled_at=NOW, settled_by_kind="system", outcome=Outcome.TAKE)]

PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("tasks", "office/tasks.html", {"page": EMPTY_PAGE | {"rows": TASKS}, "is_settled": False}),
    ("tasks-settled", "office/tasks.html", {"page": EMPTY_PAGE | {"rows": SETTLED}, "is_settled": True}),
    ("tasks-empty", "office/tasks.html", {"page": EMPTY_PAGE, "is_settled": False}),
]
