"""What a search for a person came to, and what of it may stay."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a column of a row, or a file (`column` is blank, `table` its path)."""

    table: str
    column: str
    key: tuple[Any, ...] = ()
    whose: int | None = None  # the customer of whom it is said
    is_theirs: bool = False  # of the family that was looked for
    why: str = ""  # it is there, where that is known already
    ways: frozenset[str] = frozenset()  # what was found, as it is written there

    @property
    def where(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


class Why(Enum):
    """Why something stays. The sentence is shown to whoever erases; {numbers} are customers."""

    OTHERS = "It is said of others: {numbers}."
    STAFF = "It is the name or the address of somebody who works here, for a partner, or of a till."
    IMPORT = "An import that names them is not at its end. Take it in or cancel it, and erase once more."
    BACKUP = "A backup that was made before. It holds them until you delete it."
    LOG = "A log. It goes when your log rotation removes it."
    BY_HAND = "A word of the business's own: look whether it means them, and change it by hand."
    NEXT_DOOR = "A contact next door that is linked to no customer here. Erase it there."
    CARD = "The row of one of their own numbers, as the erasing left it."


@dataclass(frozen=True, slots=True)
class Kept:
    """`why` is a template of ours, which a door translates; {numbers} in it are customers."""

    where: str
    count: int
    why: str
    numbers: str = ""

    @property
    def reason(self) -> str:
        return self.why.format(numbers=self.numbers)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing came to: hits are cells and files in which a value of theirs stands.

    `hits_after` are those that nothing explains: more than none is a defect. `kept` are the others that are left.
    """

    number: int
    numbers: list[int]
    hits_before: int
    hits_after: int
    kept: list[Kept]
    changed: int  # rows; none when there was nothing left to erase
    left: list[str] = field(default_factory=list)  # where the unexplained are
    has_vacuumed: bool = False
