"""Files that other systems made. The figures are the files' own; a second run of each changes nothing."""

from pathlib import Path
from typing import Any

import pytest

from onaccount.domain.customers.models import Contact, Customer, Location
from onaccount.domain.imports.queries import first_warnings
from onaccount.domain.imports.rules.states import RowsRejected
from tests.domain.imports.importing import apply, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def twice(path: Path, **options: Any) -> tuple[dict[str, int], dict[str, int]]:
    return figures(take_in(path, **options)), figures(take_in(path, **options))


def test_passengers_keep_their_leading_zeros_and_share_no_login(data):
    first, second = twice(data / "sap-sflight/Passenger.csv", as_kind="individuals")
    assert first == {"create": 728}
    assert second == {"unchanged": 728}
    assert Customer.objects.filter(kind="individual", external_id="000001", name="Theresia Buchholm").exists()
    assert Location.objects.count() == Customer.objects.exclude(email="").values("email").distinct().count()


def test_a_login_that_is_taken_is_said_and_the_customer_comes_in(data):
    card = take_in(data / "sap-sflight/Passenger.csv", as_kind="individuals")
    taken = [each for each in first_warnings(card.key) if "login address belongs to" in str(each)]
    assert taken
    assert all(each.column == "EMailAddress" for each in taken)
    assert Location.objects.count() + len(taken) == 728


@pytest.mark.parametrize("name", ["customers.csv", "customers.xlsx"])
def test_a_workbook_says_the_same_as_its_csv(data, name):
    first, second = twice(data / "bagisto" / name)
    assert (first, second) == ({"create": 3}, {"unchanged": 3})
    assert set(Customer.objects.values_list("name", "kind")) == {
        ("John Doe", "individual"), ("Jane Smith", "individual"), ("Robert Johnson", "individual"),
    }  # fmt: skip


def test_the_workbook_after_its_csv_changes_nothing(data):
    take_in(data / "bagisto/customers.csv")
    assert figures(take_in(data / "bagisto/customers.xlsx")) == {"unchanged": 3}


def test_people_without_a_company_are_individuals(data):
    first, second = twice(data / "salesforce-easyspaces/Contact_Data.csv")
    assert (first, second) == ({"create": 12}, {"unchanged": 12})
    assert Customer.objects.filter(kind="individual").count() == 12


def test_a_company_and_its_contact_come_from_one_row(data):
    first, second = twice(data / "salesforce-easyspaces/Lead_Data.csv")
    assert (first, second) == ({"create": 11}, {"unchanged": 11})
    assert Customer.objects.filter(kind="company").count() == 11
    assert Contact.objects.count() == 11
    assert Contact.objects.get(customer__name="Hettinger and Sons").family_name == "Patterfield"


def test_ragged_rows_are_rejected_and_nothing_is_written_unless_asked(data):
    card = rehearse(data / "northwind/customers.csv")
    assert figures(card) == {"create": 67, "reject": 24}
    with pytest.raises(RowsRejected):
        apply(card.key)
    assert not Customer.objects.exists()
    first, second = twice(data / "northwind/customers.csv", partial=True)
    assert (first, second) == ({"create": 67, "reject": 24}, {"unchanged": 67, "reject": 24})
    assert Customer.objects.count() == 67


def test_rows_of_one_customer_are_folded_and_their_addresses_kept(data):
    first, second = twice(data / "superstore/superstore.csv", update_by="external_id")
    assert first == {"create": 793, "repeated": 9201}
    assert second == {"unchanged": 793, "repeated": 9201}
    gute = Customer.objects.get(external_id="CG-12520")
    assert gute.name == "Claire Gute"
    assert gute.addresses.filter(use="main").count() == 1
    assert gute.addresses.filter(use="further").count() >= 1
