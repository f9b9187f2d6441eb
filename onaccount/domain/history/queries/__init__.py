"""Reads of what happened, and how a statement is asked that every request asks."""

from onaccount.domain.history.queries.cursors import planned_once
from onaccount.domain.history.queries.facts import (
    Backlog,
    Entry,
    Fact,
    backlog,
    end_of_feed,
    fact_of,
    facts_of,
    feed_after,
    latest_fact,
    latest_facts,
    subjects_of,
)

__all__ = [
    "Backlog",
    "Entry",
    "Fact",
    "backlog",
    "end_of_feed",
    "fact_of",
    "facts_of",
    "feed_after",
    "latest_fact",
    "latest_facts",
    "planned_once",
    "subjects_of",
]
