"""How often one address and one network may try within an hour, counted over all processes."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from onaccount.delivery.ui.turns import SIGN_UP, limits_of, peer_of, seconds_to_wait, seconds_to_wait_for_letter
from tests.stage import AT, race

HERE = "192.0.2.7"
HOUR = timedelta(hours=1)


def wait(address: str = HERE, after: timedelta = timedelta()) -> int:
    return seconds_to_wait(SIGN_UP, address, now=AT + after)


def test_an_address_has_five_turns_in_any_sixty_minutes():
    """V2.4.1. The hour slides: the sixth waits for the first to be an hour old, over the full hour of the clock too."""
    minutes = [0, 10, 20, 40, 50]
    assert [wait(after=timedelta(minutes=n)) for n in minutes] == [0] * 5
    assert wait(after=timedelta(minutes=51)) == 9 * 60 + 1
    assert wait(after=timedelta(minutes=59, seconds=59)) <= 2
    assert wait(after=timedelta(minutes=60, seconds=1)) == 0
    assert wait(after=timedelta(minutes=61)) > 0


def test_who_waits_as_long_as_is_said_gets_a_turn():
    for n in range(5):
        wait(after=timedelta(seconds=7 * n))
    asked = timedelta(minutes=12, seconds=34)
    assert wait(after=asked + timedelta(seconds=wait(after=asked))) == 0


def test_a_refused_turn_is_not_counted():
    for _ in range(5):
        wait()
    for n in range(20):
        assert wait(after=timedelta(minutes=n)) > 0
    assert wait(after=HOUR + timedelta(seconds=1)) == 0


def test_a_network_has_thirty_turns():
    first = [wait(f"192.0.2.{n}") for n in range(30)]
    assert first == [0] * 30
    assert wait("192.0.2.200") > 0
    assert wait("192.0.3.200") == 0
    assert wait("192.0.2.200", after=HOUR + timedelta(seconds=1)) == 0, "its own turn was given back"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:0:100::1", "2001:db8:0:1ff::2", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("192.0.2.1", "::ffff:192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
    ],
)
def test_a_network_is_a_24_or_a_56(one, other, is_same):
    assert (limits_of(SIGN_UP, one)[1] == limits_of(SIGN_UP, other)[1]) is is_same


def test_actions_and_applications_are_counted_apart():
    for _ in range(5):
        wait()
    assert seconds_to_wait("something else", HERE, now=AT) == 0
    answers = [seconds_to_wait_for_letter("a", now=AT) > 0 for _ in range(5)]
    assert answers == [False, False, False, True, True]
    assert seconds_to_wait_for_letter("b", now=AT) == 0


@pytest.mark.parametrize(("behind", "peer"), [(0, "192.0.2.7"), (1, "203.0.113.9")])
def test_who_claims_to_be_somebody_else_is_believed_behind_our_proxy_alone(settings, behind, peer):
    """V4.1.3, V15.3.4."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = behind
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    assert peer_of(request) == peer


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_processes_count_together(settings):
    """Twenty at once on connections of their own, on the cache in the database: five get through, in both rounds.

    The second begins where the first one's rows have run out and are still there.
    """
    from django.core.cache import cache

    from onaccount.config import settings as house
    from onaccount.delivery.commands.migrate import make_cache_table

    settings.CACHES = house.CACHES
    make_cache_table()
    cache.clear()
    try:
        for after in (timedelta(), timedelta(hours=1, seconds=1)):
            answers = race(*[lambda after=after: wait(after=after)] * 20)
            assert sorted(answers)[:6].count(0) == 5
            assert all(isinstance(answer, int) for answer in answers)
    finally:
        cache.clear()
