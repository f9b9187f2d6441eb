"""Two people at one thing: what was shown to somebody tells what they changed, and what somebody else did meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from onaccount.foundation.refusals import Refused

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed: as it was shown to the one, as the other left it, and as the one wants it."""

    field: str
    seen: str
    now: str
    wanted: str


class ChangedMeanwhile(Refused):
    """`conflicts` are the fields to choose in, and `now` what stands there, for the page that asks."""

    code = "changed_meanwhile"
    sentence = "Somebody else has changed this meanwhile."
    cure = "Look at what stands there now, and choose."
    status: ClassVar[int] = 409

    def __init__(self, conflicts: Sequence[Conflict], now: Values) -> None:
        self.conflicts = list(conflicts)
        self.now = dict(now)
        super().__init__()


def own_changes(values: Values, *, seen: Values | None, now: Values) -> dict[str, str]:
    """Those of the wanted values that differ from what stands there, leaving alone what was not touched.

    `seen` are the values as they were shown, None where nobody looked before writing. What somebody else changed
    meanwhile and the writer did not touch stays as it is; what both changed differently is for a person to settle.
    """
    if seen is None:
        return {name: value for name, value in values.items() if now.get(name, "") != value}
    touched = {name: value for name, value in values.items() if name not in seen or value != seen[name]}
    both = [
        Conflict(name, seen[name], now.get(name, ""), value)
        for name, value in touched.items()
        if name in seen and now.get(name, "") not in (seen[name], value)
    ]
    if both:
        raise ChangedMeanwhile(both, now)
    return {name: value for name, value in touched.items() if now.get(name, "") != value}


def check_unchanged(*, seen: Values | None, now: Values) -> None:
    """Refuse to remove what is no longer as it was shown."""
    if seen is None:
        return
    changed = [Conflict(name, old, now.get(name, ""), "") for name, old in seen.items() if now.get(name, "") != old]
    if changed:
        raise ChangedMeanwhile(changed, now)
