"""Who did something to an import, by name."""

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.queries import names_of

BY_NAME = {"command": "Command line", "demo": "Demo", "system": "OnAccount", "clock": "Timed import"}


def actor_of(kind: str, key: str) -> Actor:
    return Actor(kind, key, BY_NAME.get(kind) or names_of([key]).get(key, key))
