"""Reads of the systems next door, all of them of what was last seen: nobody is asked in here."""

from onaccount.domain.connectors.queries.links import (
    ContactOf,
    LinkCard,
    contact_of,
    due_links,
    is_connected,
    links_of,
    links_told,
    taken_by,
)
from onaccount.domain.connectors.queries.prospects import Prospect, prospect_of
from onaccount.domain.connectors.queries.tasks import (
    TaskCard,
    TaskPage,
    open_task_count,
    open_tasks,
    open_tasks_page,
    task_card,
    tasks_of,
)

__all__ = [
    "ContactOf",
    "LinkCard",
    "Prospect",
    "TaskCard",
    "TaskPage",
    "contact_of",
    "due_links",
    "is_connected",
    "links_of",
    "links_told",
    "open_task_count",
    "open_tasks",
    "open_tasks_page",
    "prospect_of",
    "taken_by",
    "task_card",
    "tasks_of",
]
