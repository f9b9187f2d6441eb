"""How often strangers may do what costs us something: so many turns in any sixty minutes.

Counted in the cache that all processes and machines share. Each turn is a row of its own, whose name says the hour and
which turn of that hour it is: to add a row that is there fails, so two processes never take one turn twice, and no row
is written anew once it ran out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600  # seconds
SIGN_UP = "sign up"
ASK_LETTER = "ask for a sign-up letter"
LETTERS_AN_HOUR = 3  # of one application
FOLLOW = "follow an application"
ANSWERS_AN_HOUR = 30  # of one application
GUESSES_AN_HOUR = 60  # of one address, at links that lead nowhere
NETWORKS = {4: 24, 6: 56}  # the bits of an address that one household or office has to itself


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` turns an hour, of whoever `of` says: an address, a network, an application."""

    action: str
    of: str
    most: int

    def row(self, hour: int, turn: int) -> str:
        whose = sha256(f"{self.action}:{self.of}".encode()).hexdigest()[:32]
        return f"turn:{whose}:{hour}:{turn}"


def seconds_to_wait(action: str, address: str, *, now: datetime) -> int:
    """Take a turn of this action for an internet address and its network. 0: it is taken; else how long to wait.

    `address` is the peer's own (`peer_of`). Call it once for each attempt that has done its proof of work, and
    `give_back` where that was refused for what was typed.
    """
    return take_turn(limits_of(action, address), now=now)


def give_back(action: str, address: str, *, now: datetime) -> None:
    """Give a turn back that came to nothing: a form with a slip in it is no sign-up."""
    hour = int(now.timestamp() // HOUR)
    for limit in limits_of(action, address):
        found = cache.get_many([limit.row(hour, turn) for turn in range(limit.most)])
        if found:
            cache.delete_many([max(found, key=lambda row: found[row])])


def seconds_to_wait_for_letter(application: str, *, now: datetime) -> int:
    """Take a turn of asking for the letter of an application again."""
    return take_turn([Limit(ASK_LETTER, application, LETTERS_AN_HOUR)], now=now)


def seconds_to_wait_for_answer(application: str, *, now: datetime) -> int:
    """Take a turn of answering, or bringing a proof, to an application that is followed by its link."""
    return take_turn([Limit(FOLLOW, application, ANSWERS_AN_HOUR)], now=now)


def seconds_to_wait_for_guess(address: str, *, now: datetime) -> int:
    """Take a turn of opening a link that leads nowhere."""
    return take_turn([Limit(FOLLOW, address, GUESSES_AN_HOUR)], now=now)


def limits_of(action: str, address: str) -> list[Limit]:
    whole = ip_address(address)
    if isinstance(whole, IPv6Address) and whole.ipv4_mapped:
        whole = whole.ipv4_mapped
    network = ip_network((whole, NETWORKS[whole.version]), strict=False)
    return [
        Limit(action, str(whole), settings.SIGNUPS_PER_ADDRESS),
        Limit(action, str(network), settings.SIGNUPS_PER_NETWORK),
    ]


def take_turn(limits: Sequence[Limit], *, now: datetime) -> int:
    """A turn of all of these or of none."""
    taken: list[str] = []
    for limit in limits:
        row, seconds = _take(limit, now.timestamp())
        if seconds:
            cache.delete_many(taken)
            return seconds
        taken.append(row)
    return 0


def _take(limit: Limit, now: float) -> tuple[str, int]:
    """The row of the turn that was taken; or "" and the seconds until the first one is free."""
    hour = int(now // HOUR)
    this, last = ([limit.row(each, turn) for turn in range(limit.most)] for each in (hour, hour - 1))
    while True:
        found = cache.get_many([*this, *last])
        ends = sorted(end for end in found.values() if end > now)
        if len(ends) >= limit.most:
            return "", max(1, int(ends[len(ends) - limit.most] - now) + 1)
        free = next((row for row in this if row not in found), None)
        if free is None:  # all of this hour were taken, and given back in part
            return "", max(1, int((hour + 1) * HOUR - now) + 1)
        if cache.add(free, now + HOUR, timeout=2 * HOUR):
            return free, 0


def peer_of(request: HttpRequest) -> str:
    """The address that a request comes from: what X-Forwarded-For says counts only behind a proxy of ours."""
    return str(get_adapter().get_client_ip(request))
