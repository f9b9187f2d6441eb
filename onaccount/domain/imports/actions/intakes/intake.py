"""What the one machinery of imports asks of whatever a list is of."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.report import Counts
from onaccount.domain.imports.actions.stage import Stage, Tables
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping as Columns
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.packing import Packing
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.table import Table

Finish = Callable[[], None]  # in the transaction that writes the last of it


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of working a list out: `new` are rows of `made` in its stage."""

    counts: Counts
    new: int
    alike: int = 0
    remarks: Sequence[Said] = ()


class Intake(Protocol):
    """Customers, or products: how their lists are worked out, written and taken back."""

    packing: Packing
    tables: Tables
    made: str

    def check_mapping(self, mapping: Columns, options: Options) -> None:
        """Refuse a mapping by which no row could be taken in."""

    def remarks_on(self, table: Table, mapping: Columns) -> Sequence[Said]:
        """What there is to say about the file, before its rows are read."""

    def work_out(
        self, table: Table, mapping: Columns, options: Options, corrections: Corrections, stage: Stage, tell: Tell
    ) -> Worked:
        """Decide every row, in the stage."""

    def write(self, item: Import, *, by: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
        """Write what the stage holds, all of it or nothing. Raises ChangedSinceRehearsal."""

    def go_on(self, item: Import, *, at: datetime) -> None:
        """What is left to do when it is written, and may be done by the worker instead."""

    def unfinished(self) -> Sequence[uuid.UUID]:
        """Imports of which something stands that was not written to its end."""

    def take_back(self, key: uuid.UUID, *, by: Actor, at: datetime) -> None:
        """What an import has written so far, if it is not complete. Killed meanwhile, it is called again."""

    def undo(self, key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
        """Take a whole import back, but for what has something newer, which is kept and told (KeptRow)."""
