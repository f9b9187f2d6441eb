"""Which column of a list of products holds which field."""

import re
from collections.abc import Mapping as Values
from collections.abc import Sequence

from onaccount.domain.catalogue.rules.products import FIELDS
from onaccount.domain.imports.rules.mapping import Mapping, UnknownColumn, UnknownField, check_each_once, heading_key
from onaccount.domain.imports.rules.products.words import LEVEL, PSEUDO, meaning_of
from onaccount.domain.imports.rules.synonyms import is_secret, key_of
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

NUMERIC = re.compile(r"[\d.,\s%+-]*\d[\d.,\s%+-]*")
OF_A_NUMBER = frozenset({"category", "categories", "subcategory", "name"})  # fields that no column of numbers is
Levels = Values[int, str]  # the price levels by their keys


class NoSkuColumn(Refused):
    code = "no_sku_column"
    sentence = "No column of the file is read as the SKU, by which a product is known again."
    cure = "Choose which column holds it."


def labels_of(levels: Levels) -> dict[str, str]:
    """What a column can be read as."""
    labels = {name: field.label for name, field in FIELDS.items()} | PSEUDO
    return labels | {f"{LEVEL}{key}": f"Price at {name}" for key, name in levels.items()}


def guess_products(header: Sequence[str], sample: Sequence[Sequence[str]], levels: Levels) -> Mapping:
    """For every field the column that means it most surely, if its contents do not deny it."""
    of_levels = level_headings(levels)
    offers = []
    for index, heading in enumerate(header):
        if name := of_levels.get(key_of(heading)):
            offers.append((-1, index, name))
        elif (found := meaning_of(heading)) and may_be(found[0], [row[index] for row in sample if index < len(row)]):
            offers.append((found[1], index, found[0]))
    fields: list[str | None] = [None] * len(header)
    for _, index, name in sorted(offers):
        if name not in fields:
            fields[index] = name
    return made(header, settled(fields))


def level_headings(levels: Levels) -> dict[str, str]:
    """Headings that mean the price at a level: its name, or its name beside the word."""
    found = {}
    for key, name in levels.items():
        for heading in (name, f"price {name}", f"{name} price", f"price at {name}"):
            found[key_of(heading)] = f"{LEVEL}{key}"
    found.pop("", None)
    return found


def may_be(name: str, cells: Sequence[str]) -> bool:
    """A column of numbers is an id of another file's, and no name or category."""
    filled = [cell for cell in map(tidy, cells) if cell]
    return name not in OF_A_NUMBER or not filled or not all(map(NUMERIC.fullmatch, filled))


def settled(fields: list[str | None]) -> list[str | None]:
    """Of two columns that say the same, the plainer."""
    doubled = {"categories"} if "category" in fields else set()
    doubled |= {"is_discontinued"} if "is_available" in fields else set()
    return [None if name in doubled else name for name in fields]


def mapping_from(
    header: Sequence[str], data: Values[str, str | None], levels: Levels, *, is_strict: bool = False
) -> Mapping:
    """The mapping that says which heading is which field. Strict: every heading and field of it must be there."""
    by_key = {heading_key(heading): index for index, heading in enumerate(header)}
    fields: list[str | None] = [None] * len(header)
    for heading, name in data.items():
        index = by_key.get(heading_key(heading))
        if index is not None:
            fields[index] = checked(heading, name, levels, is_strict=is_strict)
        elif is_strict:
            raise UnknownColumn(column=heading, columns=", ".join(header))
    check_each_once(header, fields)
    return made(header, fields)


def checked(heading: str, name: str | None, levels: Levels, *, is_strict: bool) -> str | None:
    """The field by its name or label. A level that is gone is no field any more: a habit forgets it."""
    labels = labels_of(levels)
    by_label = {key_of(label): field for field, label in labels.items()}
    found = name if name in labels else by_label.get(key_of(name or ""))
    if name and found is None and is_strict:
        raise UnknownField(column=heading, field=name, fields=", ".join(labels))
    return found


def made(header: Sequence[str], fields: Sequence[str | None]) -> Mapping:
    return Mapping(
        tuple(header),
        tuple(None if is_secret(heading) else name for heading, name in zip(header, fields, strict=True)),
    )


def level_columns(mapping: Mapping) -> dict[int, int]:
    """Where the price at each level stands: {key of the level: position}."""
    return {int(name.removeprefix(LEVEL)): at for name, at in mapping.columns.items() if name.startswith(LEVEL)}


def check_products(mapping: Mapping) -> None:
    if "sku" not in mapping.columns:
        raise NoSkuColumn
