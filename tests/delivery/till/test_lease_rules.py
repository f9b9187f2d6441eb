"""What a device may spend without network, by its own clocks (I22)."""

from dataclasses import asdict
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from tests.delivery.till.modules import in_the_browser
from tests.domain.tills import device as devices

HOUR = 3_600_000
NOON = 1_800_000_000_000  # ms of the wall clock; the server answered then
LEASE = {"id": "a", "customer": 1, "granted_minor": 5000, "spent_minor": 0, "spend_until": NOON + 8 * HOUR}
# (wall clock, elapsed, the clock went back, changes of the lease, what may be spent)
SPENT: list[tuple[int, int, bool, dict[str, Any], int]] = [
    (NOON, 0, False, {}, 5000),
    (NOON + 8 * HOUR - 1, 8 * HOUR - 1, False, {}, 5000),
    (NOON + 8 * HOUR, 0, False, {}, 0),  # by the wall clock
    (NOON, 8 * HOUR, False, {}, 0),  # by the steady one: the wall clock was set back, or stood
    (NOON, 0, True, {}, 0),
    (NOON, 0, False, {"recalled": True}, 0),
    (NOON, 0, False, {"is_returned": True}, 0),
    (NOON, 0, False, {"spent_minor": 1200}, 3800),
    (NOON, 0, False, {"spent_minor": 6000}, 0),
    (NOON, 0, False, {"customer": 2}, 0),
]


@pytest.fixture(scope="module")
def leases() -> Any:
    with in_the_browser("leases.js") as run:
        yield run


def test_a_lease_ends_by_whichever_clock_is_earlier(leases):
    rows = [
        [{**LEASE, **more}, {"wall": wall, "elapsed": elapsed, "is_void": void}]
        for wall, elapsed, void, more, _ in SPENT
    ]
    found = leases(
        f"(rows) => rows.map(([lease, clock]) => m.spendable([lease], 1, clock, {NOON}))",
        rows,
    )
    assert found == [wanted for *_, wanted in SPENT]


@pytest.mark.parametrize(
    ("moved", "steady", "elapsed", "is_void"),
    [
        (1000, 1000, 1000, False),
        (0, 5000, 5000, False),  # a wall clock that stands still
        (9000, 5000, 9000, False),  # and one that was set forward: the longer counts
        (-1000, 500, 500, False),  # corrected by a second
        (-60_000, 500, 500, True),
        (7000, None, 7000, False),  # across a reload only the wall clock knows
        (-60_000, None, 0, True),
    ],
)
def test_a_wall_clock_that_went_back_voids_all_leases(leases, moved, steady, elapsed, is_void):
    clock = leases(
        "([wall, moved, steady]) => m.ticked({wall, elapsed: 0, is_void: false}, wall + moved, steady)",
        [NOON, moved, steady],
    )
    assert (clock["elapsed"], clock["is_void"]) == (elapsed, is_void)
    later = leases("([clock, wall]) => m.ticked(clock, wall, 1)", [clock, NOON + HOUR])
    assert later["is_void"] == is_void  # to the next contact, whatever the clock says then


def test_what_was_given_back_stays_given_back_whatever_is_answered(leases):
    void = {"wall": NOON, "elapsed": 0, "is_void": True}
    given = leases(f"([leases, clock]) => m.givenBack(leases, clock, {NOON})", [[LEASE], void])
    assert [each["is_returned"] for each in given] == [True]
    said = {**LEASE, "rest_minor": 5000, "spend_until": "2030-01-01T00:00:00Z", "recalled": False}
    assert leases("([kept, said]) => m.answered(kept, said)", [given, [said]])[0]["is_returned"] is True


def test_what_the_till_spent_counts_and_not_what_the_server_has_seen_of_it(leases):
    kept = [{**LEASE, "spent_minor": 1500}]
    said = {**LEASE, "rest_minor": 5000, "spend_until": "2030-01-01T00:00:00Z", "recalled": False}
    assert leases("([kept, said]) => m.answered(kept, said)", [kept, [said]])[0]["spent_minor"] == 1500
    assert (
        leases("([kept, said]) => m.answered(kept, said)", [[], [{**said, "rest_minor": 4000}]])[0]["spent_minor"]
        == 1000
    )


def test_one_payment_is_of_one_lease(leases):
    two = [{**LEASE, "id": "a", "spent_minor": 4000}, {**LEASE, "id": "b", "spent_minor": 3000}]
    clock = {"wall": NOON, "elapsed": 0, "is_void": False}
    found = leases(
        f"([two, clock]) => [m.spendable(two, 1, clock, {NOON}), m.leaseFor(two, 1, 1500, clock, {NOON})?.id ?? null,"
        f" m.leaseFor(two, 1, 2500, clock, {NOON})]",
        [two, clock],
    )
    assert found == [2000, "b", None]


def test_the_device_that_walks_in_the_lease_machine_goes_by_the_rules_that_are_shipped(leases):
    """tests/domain/tills/test_lease_machine.py shows what is shipped only while the two agree."""
    back = [0, 1, 2_000, 2_001, 60_000, -1, -8 * HOUR]
    clocks = [devices.Clock(NOON + wall, elapsed, void) for wall in (0, 8 * HOUR - 1, 8 * HOUR)
              for elapsed in (0, 8 * HOUR) for void in (False, True)]  # fmt: skip
    ticks = [(clock, clock.wall - by, steady) for clock, by, steady in product(clocks, back, (None, 0, 5_000))]
    found = leases(
        "(rows) => rows.map(([clock, wall, steady]) => m.ticked(clock, wall, steady))",
        [[asdict(clock), wall, steady] for clock, wall, steady in ticks],
    )
    assert found == [asdict(devices.ticked(*tick)) for tick in ticks]
    kept = [
        devices.Kept(UUID(int=1), 1, 5000, NOON + 8 * HOUR, spent, recalled, returned)
        for spent, recalled, returned in product((0, 1200, 6000), (False, True), (False, True))
    ]
    asks = list(product(kept, clocks, (1, 3800, 5000)))
    found = leases(
        f"(rows) => rows.map(([lease, clock, minor]) => [m.leaseFor([lease], 1, minor, clock, {NOON}) !== null,"
        f" m.givenBack([lease], clock, {NOON})[0].is_returned, m.spent([lease], lease.id, minor)[0].spent_minor])",
        [[{**asdict(lease), "id": str(lease.id)}, asdict(clock), minor] for lease, clock, minor in asks],
    )
    assert found == [
        [
            devices.lease_for([lease], 1, minor, clock, NOON) is not None,
            devices.given_back([lease], clock, NOON)[0].is_returned,
            devices.spent([lease], lease.id, minor)[0].spent_minor,
        ]
        for lease, clock, minor in asks
    ]
