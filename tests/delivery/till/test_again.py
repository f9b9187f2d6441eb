"""A sale that is sent again is answered as it was booked, however the till and its shift stand by then (B-06)."""

from typing import Any
from uuid import UUID

import pytest

from onaccount.domain.accounts.queries import account_of
from onaccount.domain.tills.models import Lease
from onaccount.domain.tills.queries.leases import exceptions
from onaccount.domain.tills.rules.leases import ExceptionState, LeaseState
from tests.delivery.till.machine import JSON, Till
from tests.delivery.till.test_sales import take_right_away
from tests.domain.tills.counter import clerk
from tests.stage import AT, MARTA

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"


def owed(customer: int) -> int:
    found = account_of(customer, at=AT)
    assert found is not None
    return found.balance.minor


def nobody_sells(till: Till) -> None:
    till.client.delete("/till/shifts/")


def somebody_else_sells(till: Till) -> None:
    till.begin(clerk=clerk(MARTA))


def the_right_is_gone(till: Till) -> None:
    take_right_away(till, "pay_with_account")
    take_right_away(till, "deposit_withdraw")


@pytest.mark.parametrize("since", [nobody_sells, somebody_else_sells, the_right_is_gone])
def test_a_sale_that_is_booked_is_answered_whoever_sells_now(till: Till, widgets: int, since):
    asked = till.asked((ACCOUNT, 37_50), customer=widgets)
    first = till.post("sales/", asked)
    since(till)
    again = till.post("sales/", asked)
    assert (again.status_code, again.json()) == (200, first.json())
    assert owed(widgets) == 37_50


@pytest.mark.parametrize("since", [nobody_sells, somebody_else_sells, the_right_is_gone])
def test_a_deposit_that_is_booked_is_answered_whoever_sells_now(till: Till, widgets: int, since):
    asked = move(till, widgets, 20_00)
    first = till.post("deposits/", asked)
    assert first.status_code == 201
    since(till)
    again = till.post("deposits/", asked)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert owed(widgets) == -20_00


def test_another_sale_under_a_known_id_is_refused_whoever_sells_now(till: Till, widgets: int):
    asked = till.asked((ACCOUNT, 37_50), customer=widgets)
    till.post("sales/", asked)
    nobody_sells(till)
    refused = till.post("sales/", asked | {"customer": None})
    assert (refused.status_code, refused.json()["code"]) == (409, "sale_of_another")


def move(till: Till, customer: int, minor: int) -> dict[str, Any]:
    asked = till.asked(("Cash", minor), customer=customer)
    return {**asked, "method": till.methods["Cash"], "type": "cash", "amount_minor": minor}


# --- a sale that was booked online, and that the till finished without network ----------------------------------------


@pytest.fixture
def lease(till: Till, widgets: int) -> Any:
    till.sell(("Cash", 1_00), customer=widgets)
    (found,) = till.contact()["leases"]
    return found


def finished_offline(till: Till, asked: dict[str, Any], lease: Any) -> Any:
    """What the till does when no answer came: it counts the lease as spent, and sends the same sale again."""
    (payment,) = asked["payments"]
    till.leases[lease["id"]] += payment["amount_minor"]
    return till.post("sales/", {**asked, "payments": [{**payment, "lease": lease["id"]}], "is_offline": True})


def test_what_was_booked_online_and_finished_offline_is_no_sale_that_never_came(till: Till, widgets: int, lease):
    asked = till.asked((ACCOUNT, 37_50), customer=widgets)
    till.post("sales/", asked)
    assert finished_offline(till, asked, lease).status_code == 200
    till.report(returned=(lease["id"],))
    assert exceptions(is_open=True) == []
    assert owed(widgets) == 37_50


def test_a_lease_that_the_till_has_spent_ends_though_the_books_took_it_from_the_account(
    till: Till, widgets: int, lease
):
    """Else its rest would be held for ever: the till neither spends it nor gives it back."""
    asked = till.asked((ACCOUNT, 100_00), customer=widgets)
    till.post("sales/", asked)
    finished_offline(till, asked, lease)
    till.report()
    assert Lease.objects.get(pk=lease["id"]).state == LeaseState.RETURNED.value
    assert exceptions(is_open=True) == []


def test_a_sale_that_did_not_fit_its_lease_is_one_exception(till: Till, widgets: int, lease):
    asked = till.asked((ACCOUNT, 100_01), customer=widgets)
    assert finished_offline(till, asked, lease).json()["exception"] is True
    till.report(returned=(lease["id"],))
    (found,) = exceptions(is_open=True)
    assert (found.sale, found.amount_minor) == (UUID(asked["id"]), 100_01)


def test_a_sale_that_comes_after_its_lease_was_missed_is_one_exception(till: Till, widgets: int, lease):
    till.leases[lease["id"]] = 60_00
    till.report(returned=(lease["id"],))
    (missed,) = exceptions(is_open=True)
    assert (missed.code, missed.amount_minor) == ("lease_short", 60_00)
    till.leases.clear()
    asked = till.asked((ACCOUNT, 25_00), customer=widgets)
    finished = {**asked, "payments": [{**asked["payments"][0], "lease": lease["id"]}], "is_offline": True}
    till.post("sales/", finished)
    assert sorted((each.code, each.amount_minor) for each in exceptions(is_open=True)) == [
        ("lease_short", 35_00), ("no_such_lease", 25_00)
    ]  # fmt: skip
    rest = till.asked((ACCOUNT, 35_00), customer=widgets)
    till.post("sales/", {**rest, "payments": [{**rest["payments"][0], "lease": lease["id"]}], "is_offline": True})
    assert sorted((each.code, each.amount_minor) for each in exceptions(is_open=True)) == [
        ("no_such_lease", 25_00), ("no_such_lease", 35_00)
    ]  # fmt: skip
    (explained,) = exceptions(is_open=False)
    assert (explained.code, explained.state) == ("lease_short", ExceptionState.EXPLAINED)


def test_the_end_of_a_shift_that_is_told_late_does_not_end_the_next(till: Till):
    def end(shift: str) -> Any:
        return till.client.delete("/till/shifts/", {"shift": shift}, content_type=JSON)

    before = till.shift
    assert till.begin().status_code == 201
    assert end(before).status_code == 200
    assert till.sell(("Cash", 100)).status_code == 201, "the next one sells on"
    assert end(till.shift).status_code == 200
    assert till.sell(("Cash", 100)).json()["code"] == "no_shift"
