"""What will be done next door for a customer, known from what was last seen of it: use a contact, make one, or ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from onaccount.domain.connectors.rules.next_door import Theirs
from onaccount.domain.matching.rules import Answer, Likeness


class Expected(Enum):
    USE = "use"
    CREATE = "create"
    CHOOSE = "choose"  # a person decides (D-13)


@dataclass(frozen=True, slots=True)
class Alike:
    """A contact of theirs that may be the customer. `taken_by` is another customer who is linked to it, or None."""

    contact: Theirs
    likeness: Likeness
    has_our_number: bool = False
    taken_by: int | None = None

    @property
    def is_sure(self) -> bool:
        """Our number says it, unless everything else speaks against it: other programs write numbers there too.
        An identifier that is unique by law says it as well."""
        if self.taken_by is not None or not self.contact.is_active:
            return False
        answer = self.likeness.answer
        return answer is Answer.SAME or (self.has_our_number and not self.is_somebody_else)

    @property
    def is_somebody_else(self) -> bool:
        """Told apart by something that was compared; of two of whom nothing is known that says nothing."""
        return self.likeness.answer is Answer.DIFFERENT and any(each.weight < 0 for each in self.likeness.reasons)

    @property
    def is_told(self) -> bool:
        return self.has_our_number or self.likeness.answer is not Answer.DIFFERENT


def expect(alike: Sequence[Alike]) -> tuple[Expected, Alike | None]:
    """What follows from those that are alike. One that is sure is used; anything less than sure is a person's."""
    told = [each for each in alike if each.is_told]
    ours = [each for each in told if each.has_our_number and each.is_sure]
    sure = ours if len(ours) == 1 else [each for each in told if each.is_sure]
    if len(sure) == 1:
        return Expected.USE, sure[0]
    return (Expected.CHOOSE, None) if told else (Expected.CREATE, None)


def in_order(alike: Sequence[Alike]) -> list[Alike]:
    """The surest first; of equals those that can be used before those that cannot."""
    told = (each for each in alike if each.is_told)
    return sorted(
        told, key=lambda each: (not each.is_sure, not each.contact.is_active, -each.likeness.score, each.contact.name)
    )
