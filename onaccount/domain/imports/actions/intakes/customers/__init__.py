"""Customers: everything that depends on a list being one of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.customers.actions import sets
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.alike import keep_alike
from onaccount.domain.imports.actions.intakes.customers.undo import take_back_customers, undo_customers
from onaccount.domain.imports.actions.intakes.customers.work_out import check_columns, remarks_on, work_out
from onaccount.domain.imports.actions.intakes.customers.write import write_customers
from onaccount.domain.imports.actions.intakes.intake import Finish, Worked
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.stage import Stage, Tables
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.packing import CUSTOMERS, Packing
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.table import Table


class OfCustomers:
    packing: Packing = CUSTOMERS
    tables: Tables = sets.STAGE
    made: str = "stage_customers"

    def check_mapping(self, mapping: Mapping, options: Options) -> None:
        check_columns(mapping, options)

    def remarks_on(self, table: Table, mapping: Mapping) -> Sequence[Said]:
        return remarks_on(table, mapping)

    def work_out(
        self, table: Table, mapping: Mapping, options: Options, corrections: Corrections, stage: Stage, tell: Tell
    ) -> Worked:
        return work_out(table, mapping, options, corrections, stage, tell)

    def write(self, item: Import, *, by: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
        write_customers(item, by=by, at=at, tell=tell, finish=finish)

    def go_on(self, item: Import, *, at: datetime) -> None:
        keep_alike(item, at=at)

    def unfinished(self) -> Sequence[uuid.UUID]:
        return sets.unpublished_batches()

    def take_back(self, key: uuid.UUID, *, by: Actor, at: datetime) -> None:
        take_back_customers(key, by=by, at=at)

    def undo(self, key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
        undo_customers(key, tell=tell, by=by, at=at)
