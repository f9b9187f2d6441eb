"""What of a correction may be written next door: only what is ours, and nothing over what they changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from onaccount.domain.connectors.rules.bodies import OURS
from onaccount.foundation.text import fold

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """`to_send` are fields that only we changed; `both` those that both did, differently: {field: (ours, theirs)}."""

    to_send: tuple[str, ...]
    both: dict[str, tuple[str, str]]


def plan_changes(*, ours_then: Values, ours: Values, theirs_then: Values, theirs: Values) -> Plan:
    """Compare both sides with what they were when they were last brought together."""
    changed = [name for name in OURS if ours.get(name, "") != ours_then.get(name, "")]
    wanted = [name for name in changed if not _alike(ours.get(name, ""), theirs.get(name, ""))]
    untouched = [name for name in wanted if theirs.get(name, "") == theirs_then.get(name, "")]
    both = {name: (ours.get(name, ""), theirs.get(name, "")) for name in wanted if name not in untouched}
    return Plan(tuple(untouched), both)


def _alike(one: str, other: str) -> bool:
    return fold(one) == fold(other)
