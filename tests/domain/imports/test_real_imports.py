"""Real lists that nobody here wrote, from the file to the customers, and once more."""

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.queries import rows_page
from tests.domain.imports.importing import figures, take_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "recognised", "first", "again"),
    [
        ("krayin/persons.csv", "Krayin persons", {"create": 2}, {"unchanged": 2}),
        ("gleif/gleif_sample_4000.csv", "", {"create": 4000}, {"unchanged": 4000}),
        ("bagisto/customers.xls", "", {"create": 3}, {"unchanged": 3}),
        ("salesforce-easyspaces/Contact_Data.csv", "Salesforce contacts", {"create": 12}, {"unchanged": 12}),
        ("salesforce-easyspaces/Lead_Data.csv", "Salesforce leads", {"create": 11}, {"unchanged": 11}),
        (
            "linkage/chicago_early_childhood/csv_example_messy_input.csv", "",
            {"create": 3203, "reject": 134}, {"unchanged": 3203, "reject": 134},
        ),
    ],
)  # fmt: skip
def test_a_real_list_comes_in_and_the_second_time_changes_nothing(data, name, recognised, first, again):
    card = take_in(data / name, partial=True)
    assert (card.recognised, figures(card)) == (recognised, first)
    assert figures(take_in(data / name, partial=True)) == again


def test_companies_of_the_world_are_known_by_their_lei(data):
    take_in(data / "gleif/gleif_sample_4000.csv")
    company = Customer.objects.get(external_id="335800RKGL1U96KWQW84")
    assert (company.name, company.kind) == ("ELECTRONIC PAYMENT AND SERVICES PRIVATE LIMITED", "company")


def test_what_a_cell_holds_beyond_the_first_address_is_said(data):
    card = take_in(data / "krayin/persons.csv")
    line = rows_page(card.key).rows[0]
    assert [str(warning) for warning in line.warnings] == [
        "Several e-mail addresses are in one cell; contact@wilson.com is used, not contact.home@wilson.com."
    ]
