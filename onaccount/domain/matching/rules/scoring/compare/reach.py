"""Telephones, e-mail addresses and websites: how a party is reached."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Column
from onaccount.domain.matching.rules.scoring.compare.letters import edits_between, jaro_winkler, ratio_between
from onaccount.domain.matching.rules.scoring.compare.levels import Compared, Floats, bits_of
from onaccount.domain.matching.rules.scoring.compare.pairs import OfPairs

NO_DIGIT = re.compile(r"\D+")
ROLES = frozenset(
    "accounts office contact enquiries enquiry support billing invoices reception hello orders purchasing "
    "finance".split()
)


class Reach(OfPairs):
    @property
    def phone(self) -> Compared | None:
        columns = self.columns
        found = self._slip("phone", 3, 7)
        if found is None:
            return None
        level, one = found
        tails = self._codes(columns.phone_tail)
        shorter = columns.phone.lengths < 9
        ends_alike = (level < 2) & (level >= 0) & (tails[0] == tails[1]) & (tails[0] >= 0)
        a, b = self._codes(columns.phone)
        level[ends_alike & (shorter[a] | shorter[b])] = 2
        rarity = self._rarity("phone", columns.phone, one, level == 3)
        if not columns.mobile.empty:  # the one's phone may be the other's mobile
            self._mobiles(level, rarity)
        return Compared(level, rarity)

    def _mobiles(self, level: NDArray[np.int8], rarity: Floats) -> None:
        columns = self.columns
        phones = columns.phone
        mobile = columns.remembered("mobiles as phones", lambda: _as_codes_of(columns.mobile, phones))
        bits = bits_of(columns, "phone", phones)
        for one, other in ((phones.codes, mobile), (mobile, phones.codes), (mobile, mobile)):
            a, b = one[self.a], other[self.b]
            same = (a >= 0) & (a == b) & (level != 3)
            level[same], rarity[same] = 3, bits[a[same]]

    @property
    def email(self) -> Compared | None:
        columns = self.columns
        if columns.email.empty:
            return None
        level, others, one = self._level(columns.email, 4)
        if len(others):
            host, local = columns.host.codes, columns.local.codes
            a, b = self.a[others], self.b[others]
            alike = _emails_alike(*self._texts(columns.email, others))
            own = columns.remembered("own local parts", lambda: _own_local_parts(columns.local))
            alike = self._told_from_neighbours(alike, others)
            alike = np.where((local[a] == local[b]) & (local[a] >= 0) & own[local[a]], 3, alike)
            level[others] = np.where(alike >= 2, alike, (host[a] >= 0) & (host[a] == host[b]))
        return Compared(level, self._rarity("email", columns.email, one, level == 4))

    def _told_from_neighbours(self, alike: NDArray[np.int8], others: NDArray[np.intp]) -> NDArray[np.int8]:
        """Where millions have their addresses, another first letter or number is as often another person."""
        one, other = self._texts(self.columns.email, others)
        hosts = self.columns.host.codes
        free = np.flatnonzero((alike == 3) & (hosts[self.a[others]] < 0) & (hosts[self.b[others]] < 0))
        alike[free] = [3 if _begins_alike(one[at], other[at]) else 2 for at in free]
        return alike

    @property
    def website(self) -> Compared | None:
        return self._exactly("website")


def _as_codes_of(column: Column, other: Column) -> NDArray[np.int32]:
    """Per record, the other column's code of this one's value."""
    of = {value: code for code, value in enumerate(other.values)}
    table = np.array([of.get(value, -1) for value in column.values], dtype=np.int32)
    return np.where(column.codes >= 0, table[column.codes], np.int32(-1))


def _emails_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar, edits = jaro_winkler(one, other), edits_between(one, other, 2)
    ratio = ratio_between(one, other)
    alike = (edits <= 2) | (similar >= 0.95)
    return np.where(alike, 3, np.where((ratio >= 0.8) | (similar >= 0.9), 2, 0)).astype(np.int8)


def _begins_alike(one: str, other: str) -> bool:
    return one[:1] == other[:1] and NO_DIGIT.sub("", one) == NO_DIGIT.sub("", other)


def _own_local_parts(column: Column) -> NDArray[np.bool_]:
    return np.array([len(value) >= 6 and value not in ROLES for value in column.values] or [False])
