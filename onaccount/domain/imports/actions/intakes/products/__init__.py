"""Products: everything that depends on a list being one of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.actions import sets
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.intakes.intake import Finish, Worked
from onaccount.domain.imports.actions.intakes.products.decide import ProductsDecider
from onaccount.domain.imports.actions.intakes.products.read import (
    ProductsReader,
    fold_products,
    reject_repeated_of_rejected,
)
from onaccount.domain.imports.actions.intakes.products.undo import (
    take_back_products,
    undo_products,
    unfinished_products,
)
from onaccount.domain.imports.actions.intakes.products.write import write_products
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.read import read_rows
from onaccount.domain.imports.actions.stage import Stage, Tables
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.packing import PRODUCTS, Packing
from onaccount.domain.imports.rules.products.mapping import check_products, level_columns
from onaccount.domain.imports.rules.products.rows import Prices
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.table import Table


class OfProducts:
    packing: Packing = PRODUCTS
    tables: Tables = sets.STAGE
    made: str = "stage_products"

    def check_mapping(self, mapping: Mapping, options: Options) -> None:
        check_products(mapping)

    def remarks_on(self, table: Table, mapping: Mapping) -> Sequence[Said]:
        return []

    def work_out(
        self, table: Table, mapping: Mapping, options: Options, corrections: Corrections, stage: Stage, tell: Tell
    ) -> Worked:
        prices = Prices.of(mapping, table.sample(), current_business().currency)
        counts = read_rows(table, ProductsReader(mapping, prices, corrections), stage, tell)
        fold_products(stage)
        decider = ProductsDecider(stage, options, prices, with_levels=bool(level_columns(mapping)))
        new = decider.decide_all(tell)
        reject_repeated_of_rejected(stage)
        stage.index()
        return Worked(counts, new, remarks=decider.remarks())

    def write(self, item: Import, *, by: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
        write_products(item, by=by, at=at, tell=tell, finish=finish)

    def go_on(self, item: Import, *, at: datetime) -> None:
        """Nothing: nobody is told of a product."""

    def unfinished(self) -> Sequence[uuid.UUID]:
        return unfinished_products()

    def take_back(self, key: uuid.UUID, *, by: Actor, at: datetime) -> None:
        take_back_products(key, by=by, at=at)

    def undo(self, key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
        undo_products(key, tell=tell, by=by, at=at)
