"""A receipt on paper is keyed in where its sale is missing, and is booked once (B-06)."""

from typing import Any

import pytest

from onaccount.domain.accounts.queries import account_of
from onaccount.domain.tills.queries.leases import exceptions
from onaccount.domain.tills.rules.days import receipt_label, receipt_parts
from tests.delivery.till.machine import Till
from tests.stage import AT

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"


def keyed(till: Till, label: str, *payments: tuple[str, int], customer: int | None = None) -> Any:
    asked = till.asked(*payments, customer=customer)
    del asked["seq"]
    return till.post("sales/", asked | {"is_keyed": True, "label": label})


@pytest.mark.parametrize("parts", [(2, 2, 17), (1, 1, 1), (7, 27, 1_000_000), (3, 703, 5)])
def test_a_label_is_read_as_it_was_made(parts):
    assert receipt_parts(receipt_label(*parts)) == parts


def test_a_missing_receipt_is_found_missing_keyed_in_and_found(till: Till):
    label = f"{till.number}A-000017"
    assert till.get("sales/", receipt=label).json()["sales"] == []
    told = keyed(till, label, ("Cash", 5_00))
    assert (told.status_code, told.json()["label"]) == (201, label)
    (found,) = till.get("sales/", receipt=label.lower()).json()["sales"]
    assert found["id"] == told.json()["id"]
    (by_code,) = till.get("sales/", receipt=told.json()["code"]).json()["sales"]
    assert by_code["id"] == told.json()["id"]


def test_a_receipt_that_is_not_missing_is_not_booked_again(till: Till):
    sold = till.sell(("Cash", 5_00)).json()
    again = keyed(till, sold["label"], ("Cash", 9_00))
    assert (again.status_code, again.json()["id"], again.json()["total_minor"]) == (200, sold["id"], 5_00)


def test_what_was_charged_on_paper_is_an_exception_and_explains_what_was_missed(till: Till, widgets: int):
    till.sell(("Cash", 1_00), customer=widgets)
    (lease,) = till.contact()["leases"]
    till.leases[lease["id"]] = 25_00
    till.report(returned=(lease["id"],))
    assert [each.code for each in exceptions(is_open=True)] == ["lease_short"]
    told = keyed(till, f"{till.number}A-000017", (ACCOUNT, 25_00), customer=widgets)
    assert told.json()["exception"] is True
    assert [(each.code, each.amount_minor) for each in exceptions(is_open=True)] == [("no_such_lease", 25_00)]
    found = account_of(widgets, at=AT)
    assert found is not None
    assert found.balance.minor == 0


@pytest.mark.parametrize("label", ["", "17", "9999A-000001", "x", "2-000001"])
def test_a_label_that_is_none_of_this_till_is_refused(till: Till, label):
    refused = keyed(till, label, ("Cash", 5_00))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_readable")


def test_nobody_keys_in_without_a_shift(till: Till):
    till.client.delete("/till/shifts/")
    assert keyed(till, f"{till.number}A-000017", ("Cash", 5_00)).json()["code"] == "no_shift"
