"""Decide what becomes of each product of a list, and put what would be written into the stage, ready as a set."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from uuid_utils import uuid7

from onaccount.domain.catalogue.actions.products import search_name
from onaccount.domain.catalogue.actions.restore import before_image
from onaccount.domain.catalogue.queries.known import (
    KnownProduct,
    category_keys,
    holders_of_barcodes,
    known_products,
    tax_rates,
)
from onaccount.domain.catalogue.queries.products import category_paths
from onaccount.domain.catalogue.rules.products import NeedsPrice, NeedsProductName
from onaccount.domain.catalogue.rules.shares import NotAPercentage, percent, ppm_of
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.stage import MOST_IN_ONE, Stage
from onaccount.domain.imports.rules.corrections import ONLY_NEW, ONLY_UPDATES
from onaccount.domain.imports.rules.options import Only, Options
from onaccount.domain.imports.rules.packing import PRODUCTS
from onaccount.domain.imports.rules.products.rows import Prices, unpacked_levels
from onaccount.domain.imports.rules.products.words import LEVEL
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.foundation.money import Money, plain

PENDING = "SELECT row, line, key, vals FROM whole WHERE outcome = 'create' AND row > ? ORDER BY row LIMIT ?"
ARCHIVED = Said("sku", "{sku} is in the archive.", "Bring it back first, or leave the row out.")
NO_TAX_CLASS = 'There is no tax class "{name}", and none at that rate.'
NO_TAX_CLASS_CURE = "Make it first, with its rate, or write the name of one that is there."
SEVERAL_TAXES = "{count} tax classes have {rate} %."
SEVERAL_TAXES_CURE = "Write the name of the one that is meant."
BARCODE_TAKEN = "The barcode {barcode} is that of {sku} already."
BARCODE_TWICE = "The barcode {barcode} stands in row {row} already."
BARCODE_CURE = "A scanner finds one product: correct it."
TOO_MANY = "This list names more than {most} new categories."
TOO_MANY_CURE = "Look whether the column is really that of the category."
MOST_CATEGORIES = 2_000
NAMED = 10  # new categories by name in what is said of the file
NEW_CATEGORIES = "{count} categories would be made: {names}."


class ProductsDecider:
    """Goes through the rows in the file's order, so that of two which want the same the first gets it."""

    def __init__(self, stage: Stage, options: Options, prices: Prices, *, with_levels: bool) -> None:
        self.stage, self.options, self.prices, self.with_levels = stage, options, prices, with_levels
        self.out: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.taxes = tax_rates()
        self.categories, self.paths = category_keys(), category_paths()
        self.new_categories: dict[str, str] = {}
        self.new = 0

    def decide_all(self, tell: Tell) -> int:
        last, total = 0, self.stage.number("SELECT MAX(row) FROM records")
        tell(Work.COMPARING, 0, total)
        while records := self.stage.db.execute(PENDING, (last, MOST_IN_ONE)).fetchall():
            last = records[-1][0]
            self.decide([(row, line, key, PRODUCTS.unpacked(vals)) for row, line, key, vals in records])
            tell(Work.COMPARING, last, total)
        return self.new

    def decide(self, rows: Sequence[tuple[int, int, str, dict[str, str]]]) -> None:
        known = known_products([key for _, _, key, _ in rows], with_prices=self.with_levels)
        held = holders_of_barcodes({code for *_, values in rows if (code := values["barcode"])})
        for row, _, key, values in rows:
            there = known.get(key)
            said = [*self.refusals(row, values, there, held)]
            if said:
                self.out["outcomes"].append(("reject", None, pack(said), row))
            elif self.is_unwanted(there):
                self.leave_out(row, ONLY_UPDATES if there is None else ONLY_NEW)
            elif there is None:
                self.add(row, key, values)
            else:
                self.correct(row, values, there)
        self.flush()

    def is_unwanted(self, there: KnownProduct | None) -> bool:
        return self.options.only is (Only.UPDATES if there is None else Only.NEW)

    def leave_out(self, row: int, sentence: str) -> None:
        self.out["outcomes"].append(("reject", None, pack([Said("", sentence)]), row))
        self.out["left_out"].append((row,))

    # --- what cannot be taken in ---

    def refusals(
        self, row: int, values: Mapping[str, str], there: KnownProduct | None, held: Mapping[str, tuple[int, str]]
    ) -> list[Said]:
        if there is not None and there.is_archived:
            return [Said(ARCHIVED.field, ARCHIVED.sentence, ARCHIVED.cure, {"sku": there.sku})]
        said = [] if there else [*self.lacking(values)]
        said += self.wrong_tax(values["tax_class"])
        said += self.wrong_barcode(row, values["barcode"], there, held)
        return said + ([] if said else self.wrong_category(values["category"]))

    def lacking(self, values: Mapping[str, str]) -> list[Said]:
        needed = {"name": NeedsProductName, "price": NeedsPrice}
        return [Said.of_refusal(name, refusal()) for name, refusal in needed.items() if not values[name]]

    def wrong_tax(self, text: str) -> list[Said]:
        found = self.taxes_called(text) if text else [0]
        if len(found) == 1:
            return []
        if not found:
            return [Said("tax_class", NO_TAX_CLASS, NO_TAX_CLASS_CURE, {"name": text})]
        values = {"count": len(found), "rate": percent(ppm_of(text))}
        return [Said("tax_class", SEVERAL_TAXES, SEVERAL_TAXES_CURE, values)]

    def taxes_called(self, text: str) -> list[int]:
        """By its name, else by the rate."""
        if named := [key for key, name, _ in self.taxes if name.casefold() == text.casefold()]:
            return named
        try:
            rate = ppm_of(text)
        except NotAPercentage:
            return []
        return [key for key, _, ppm in self.taxes if ppm == rate]

    def wrong_barcode(
        self, row: int, code: str, there: KnownProduct | None, held: Mapping[str, tuple[int, str]]
    ) -> list[Said]:
        if not code:
            return []
        holder = held.get(code)
        if holder and (there is None or holder[0] != there.key):
            return [Said("barcode", BARCODE_TAKEN, BARCODE_CURE, {"barcode": code, "sku": holder[1]})]
        first = self.stage.claim("barcode", [(code, row)])[code]
        if first != row:
            return [Said("barcode", BARCODE_TWICE, BARCODE_CURE, {"barcode": code, "row": first})]
        return []

    def wrong_category(self, path: str) -> list[Said]:
        key = path.casefold()
        if not path or key in self.categories or key in self.new_categories:
            return []
        if len(self.new_categories) >= MOST_CATEGORIES:
            return [Said("category", TOO_MANY, TOO_MANY_CURE, {"most": MOST_CATEGORIES})]
        self.new_categories[key] = path
        return []

    # --- what would be written ---

    def add(self, row: int, key: str, values: Mapping[str, str]) -> None:
        self.new += 1
        tax = self.taxes_called(values["tax_class"])[0] if values["tax_class"] else None
        own = (
            values["name"], search_name(values["name"], values["sku"]), values["description"], values["unit"],
            values["barcode"], self.prices.money(values["price"]).minor, tax, int(values["is_available"] != "no"),
            values["category"],
        )  # fmt: skip
        self.out["stage_products"].append((self.new, row, values["sku"], key, *own, uuid7().hex))
        for level, price in unpacked_levels(values["level_prices"]).items():
            self.out["stage_prices"].append((self.new, None, None, level, self.prices.money(price).minor))

    def correct(self, row: int, values: Mapping[str, str], there: KnownProduct) -> None:
        """Blank cells never erase."""
        own, changes = self.corrected(values, there)
        levels = self.corrected_levels(values, there)
        changes |= {f"{LEVEL}{level}": (old, str(new)) for level, (old, new) in levels.items()}
        self.out["outcomes"].append(("update" if changes else "unchanged", there.key, "", row))
        if not changes:
            return
        image = json.dumps(before_image(there, list(levels)), ensure_ascii=False)
        told = uuid7().hex, json.dumps(changes, ensure_ascii=False), row, image
        self.out["stage_updates"].append((there.key, there.version, *own, *told))
        for level, (_, price) in levels.items():
            price_key = there.prices[level].key if level in there.prices else None
            self.out["stage_prices"].append((None, there.key, price_key, level, price.minor))

    def corrected(
        self, values: Mapping[str, str], there: KnownProduct
    ) -> tuple[tuple[Any, ...], dict[str, tuple[str, str]]]:
        names = {key: name for key, name, _ in self.taxes}
        before = {
            "name": there.name, "description": there.description, "unit": there.unit, "barcode": there.barcode,
            "price": said_price(there.price_minor, there.currency),
            "category": self.paths.get(there.category or 0, ""), "tax_class": names.get(there.tax_class or 0, ""),
            "is_available": "yes" if there.is_available else "no",
        }  # fmt: skip
        after = {name: values[name] or old for name, old in before.items()}
        tax = self.taxes_called(values["tax_class"])[0] if values["tax_class"] else there.tax_class
        after["tax_class"] = names.get(tax or 0, "")
        price = Money(there.price_minor, there.currency)
        if values["price"]:
            price = self.prices.money(values["price"])
            after["price"] = said_price(price.minor, price.currency)
        is_same_place = after["category"].casefold() == before["category"].casefold()
        after["category"] = before["category"] if is_same_place else after["category"]
        own = (
            after["name"], search_name(after["name"], there.sku), after["description"], after["unit"], after["barcode"],
            price.minor, tax, int(after["is_available"] == "yes"), "" if is_same_place else after["category"],
        )  # fmt: skip
        return own, {name: (before[name], after[name]) for name in before if before[name] != after[name]}

    def corrected_levels(self, values: Mapping[str, str], there: KnownProduct) -> dict[int, tuple[str, Money]]:
        found = {}
        for level, text in unpacked_levels(values["level_prices"]).items():
            price, known = self.prices.money(text), there.prices.get(level)
            if known is None or (known.price_minor, known.currency) != (price.minor, price.currency):
                found[level] = (said_level(known.price_minor, known.off_ppm, known.currency) if known else "", price)
        return found

    def flush(self) -> None:
        outcomes = self.out.pop("outcomes", [])
        self.stage.db.executemany("UPDATE records SET outcome = ?, number = ?, said = ? WHERE row = ?", outcomes)
        for table, rows in self.out.items():
            self.stage.add(table, rows)
        self.out.clear()

    def remarks(self) -> list[Said]:
        """What would be made besides products."""
        names = list(self.new_categories.values())
        if not names:
            return []
        shown = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
        return [Said("category", NEW_CATEGORIES, "", {"count": len(names), "names": shown})]


def said_price(minor: int, currency: str) -> str:
    return f"{plain(minor, currency)} {currency}"


def said_level(minor: int | None, off_ppm: int | None, currency: str) -> str:
    return said_price(minor, currency) if minor is not None else f"{percent(off_ppm or 0)} % off"
