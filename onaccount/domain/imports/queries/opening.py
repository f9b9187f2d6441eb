"""Open a file the way somebody asked for, and settle which column is which field."""

from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from onaccount.domain.catalogue.queries.known import level_names
from onaccount.domain.imports.models import RememberedMapping
from onaccount.domain.imports.rules.header import name_columns
from onaccount.domain.imports.rules.mapping import Mapping, guess_mapping, header_key
from onaccount.domain.imports.rules.options import AsKind, ListOf, Options, UpdateBy
from onaccount.domain.imports.rules.products.mapping import guess_products, mapping_from
from onaccount.domain.imports.rules.table import Table, open_table
from onaccount.domain.imports.rules.unreadable import NoHeader

Chosen = Values[str, str | None]  # field, or nothing, by heading


def opened(path: Path, options: Options) -> Table:
    table = open_table(path, encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)
    if options.header_row and options.header_row != table.header_row:
        take_header_from(table, options.header_row)
    return table


def take_header_from(table: Table, wanted: int) -> None:
    """Somebody knows better which row names the columns."""
    for row, _, cells in table.all_rows():
        if row == wanted and any(map(str.strip, cells)):
            table.header_row, table.header = row, name_columns(cells)
            return
        if row >= wanted:
            break
    table.close()
    raise NoHeader(rows=wanted)


def settled_mapping(header: Sequence[str], sample: Sequence[Sequence[str]], options: Options) -> Mapping:
    """What somebody chose for this file, over what was chosen for these headings before, over the guess."""
    if options.of is ListOf.PRODUCTS:
        return settled_products(header, sample, options)
    guess = guess_mapping(header, sample)
    if options.update_by is UpdateBy.NUMBER:
        guess = with_number(guess, sample)
    if options.mapping is not None:
        return Mapping.from_json(header, over(guess, options.mapping), sample, is_strict=True)
    remembered = remembered_mapping(header)
    return Mapping.from_json(header, remembered, sample) if remembered is not None else guess


def settled_products(header: Sequence[str], sample: Sequence[Sequence[str]], options: Options) -> Mapping:
    levels = level_names()
    guess = guess_products(header, sample, levels)
    if options.mapping is not None:
        return mapping_from(header, over(guess, options.mapping), levels, is_strict=True)
    remembered = remembered_mapping(header, ListOf.PRODUCTS)
    return mapping_from(header, remembered, levels) if remembered is not None else guess


def settled_kind(header: Sequence[str], options: Options) -> Options:
    """Who says nothing of columns and kind means both as they were settled for these headings before."""
    if options.mapping is not None or options.as_kind is not AsKind.AUTO or options.of is not ListOf.CUSTOMERS:
        return options
    kept = RememberedMapping.objects.filter(header_key=header_key(header)).first()
    return replace(options, as_kind=AsKind(kept.as_kind)) if kept else options


def with_number(guess: Mapping, sample: Sequence[Sequence[str]]) -> Mapping:
    """Who updates by our number means that one by "No." or "Customer number", which else are ids of other systems."""
    columns = guess.to_json()
    id_column = next((heading for heading, field in columns.items() if field == "external_id"), None)
    if "number" in columns.values() or id_column is None:
        return guess
    return Mapping.from_json(guess.header, columns | {id_column: "number"}, sample)


def over(guess: Mapping, chosen: Chosen) -> dict[str, str | None]:
    """The chosen columns over the guessed ones: a field that was chosen is taken away from where it was guessed."""
    fields = {field for field in chosen.values() if field}
    guessed = {heading: field for heading, field in guess.to_json().items() if field not in fields}
    return {**guessed, **chosen}


def remembered_mapping(header: Sequence[str], of: ListOf = ListOf.CUSTOMERS) -> dict[str, str | None] | None:
    kept = RememberedMapping.objects.filter(header_key=header_key(header, of)).first()
    return kept.mapping if kept else None
