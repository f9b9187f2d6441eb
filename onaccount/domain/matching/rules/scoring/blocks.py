"""Which pairs are compared at all: those that share a key. Keys that many share are left out, the largest first."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Column, Columns, coded

ALL_PAIRS = 400_000  # up to so many, every pair is compared
PLENTY, LEAST_WORTH = 20_000, 0.2
TELLING = 10  # worth of the keys that hardly two parties share
Pairs = NDArray[np.int64]
Keys = NDArray[np.int64]


def candidate_pairs(columns: Columns, first: int | None = None) -> tuple[Pairs, Pairs]:
    """Places of records that are compared, a before b; with `first`, only pairs of one of the first `first` records
    and one of those behind."""
    size = columns.size
    border = size if first is None else first
    every = border * (size - border) if first is not None else size * (size - 1) // 2
    if every <= ALL_PAIRS:
        return _every(size, first)
    scarce = min(1.0, max(LEAST_WORTH, PLENTY / size))  # in long lists, the keys that few share find enough
    keyed = [_sharing(key, size, first, worth * scarce, worth >= TELLING) for key, worth in _keys(columns)]
    found = np.sort(np.concatenate(keyed))
    found = found[np.r_[True, found[1:] != found[:-1]]] if len(found) else found
    return found // size, found % size


def _every(size: int, first: int | None) -> tuple[Pairs, Pairs]:
    if first is None:
        a, b = np.triu_indices(size, 1)
        return a.astype(np.int64), b.astype(np.int64)
    left = np.repeat(np.arange(first, dtype=np.int64), size - first)
    return left, np.tile(np.arange(first, size, dtype=np.int64), first)


def _sharing(key: Keys, size: int, first: int | None, worth: float, telling: bool) -> Pairs:
    """Pairs, as a * size + b, of records with one key; keys of few records first, up to `worth` pairs a record. Of
    those that have a telling key with too many in one list, each is compared with the next."""
    places = np.flatnonzero(key >= 0)
    order = places[np.argsort(key[places], kind="stable")]
    sorted_keys = key[order]
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]) if len(order) else np.zeros(0, int)
    sizes = np.diff(np.r_[starts, len(order)])
    if first is None:
        lefts, rights, right_starts = sizes, sizes, starts
    else:
        lefts = np.add.reduceat((order < first).astype(np.int64), starts) if len(starts) else sizes
        rights, right_starts = sizes - lefts, starts + lefts
    products = lefts.astype(np.int64) * rights
    useful = np.flatnonzero((products > 0) & (sizes > 1))
    useful = useful[np.argsort(products[useful], kind="stable")]
    useful = useful[np.cumsum(products[useful]) <= worth * size * (2 if first is None else 1)]
    counts = products[useful]
    nexts = np.zeros(0, dtype=np.int64)
    if telling and first is None:
        crowded = np.ones(len(starts), dtype=bool)
        crowded[useful] = False
        at = np.flatnonzero(np.repeat(crowded, sizes)[:-1] & (sorted_keys[:-1] == sorted_keys[1:]))
        nexts = order[at].astype(np.int64) * size + order[at + 1]
    if not len(counts):
        return nexts
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    width = np.repeat(rights[useful], counts)
    a = order[np.repeat(starts[useful], counts) + within // width].astype(np.int64)
    b = order[np.repeat(right_starts[useful], counts) + within % width].astype(np.int64)
    if first is None:
        kept = a < b
        a, b = a[kept], b[kept]
    return np.concatenate([a * size + b, nexts])


def _keys(columns: Columns) -> Iterator[tuple[Keys, float]]:
    """A key per record, -1 for none, and how many pairs a record it may cost."""
    c = columns
    for column in (
        c.national_id,
        c.tax_id,
        c.registration_number,
        c.external_id,
        c.number,
        c.email,
        c.phone,
        c.phone_tail,
    ):
        if not column.empty:
            yield column.codes.astype(np.int64), 10
    for column in (c.local, c.website, c.born_on, c.mobile):
        if not column.empty:
            yield column.codes.astype(np.int64), 5
    if c.is_person.any():
        yield from _persons(c)
    if not c.is_person.all():
        yield from _named(c)
    yield from _placed(c)


def _persons(c: Columns) -> Iterator[tuple[Keys, float]]:
    head, initial = _head(c.family, 3), _head(c.given, 1)
    both = _together(c.given, c.family)
    yield both, 10
    yield _together(c.family, initial), 5
    yield _together(head, c.given), 5
    for place in (c.city, c.postcode, c.street, c.house):
        yield _together(c.family, place), 4
        yield _together(c.given, place), 4
        yield _together(head, place), 3
    yield _together(c.given, _head(c.born_on, 6)), 4
    yield _together(c.family, _head(c.born_on, 4)), 4
    yield _together(head, _head(c.born_on, 4)), 3
    yield c.family.codes.astype(np.int64), 5


def _named(c: Columns) -> Iterator[tuple[Keys, float]]:
    names = c.names
    yield names.column.codes.astype(np.int64), 10
    for values in (names.squeezed, names.ordered):
        yield _of_names(c, [text[:6] for text in values]), 3
        yield _of_names(c, [text[-6:] for text in values]), 3
    for place in range(min(3, names.words.shape[1])):  # the rarest words of each
        words = names.words[:, place]
        yield np.where(names.column.codes >= 0, words[names.column.codes], -1).astype(np.int64), 6


def _of_names(c: Columns, keys: list[str]) -> Keys:
    names = c.names.column
    column = coded(keys)
    return np.where(names.codes >= 0, column.codes[names.codes], -1).astype(np.int64)


def _placed(c: Columns) -> Iterator[tuple[Keys, float]]:
    yield _together(c.street, c.house), 8
    yield _together(c.postcode, c.house), 5
    yield _together(c.postcode, c.street), 4
    yield _together(c.city, c.street), 3
    yield c.street.codes.astype(np.int64), 3
    yield c.postcode.codes.astype(np.int64), 3


def _head(column: Column, length: int) -> Column:
    return column.mapped(lambda value: value[:length])


def _together(one: Column, other: Column) -> Keys:
    a, b = one.codes.astype(np.int64), other.codes.astype(np.int64)
    return np.where((a >= 0) & (b >= 0), a * max(1, len(other.values)) + b, -1)
