"""The queue of credit: eleven columns, rows as S3-12 has them, sorted, narrowed, claimed and let go."""

import re
from datetime import UTC, datetime

import pytest

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Kind, Stage
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.actions.assignment import assign
from onaccount.domain.vetting.models import Assignment
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, NADIA, TOM, hire, sign_up

pytestmark = pytest.mark.django_db

COLUMNS = [
    "Customer No.", "Name", "Dealer Code", "Type", "Category", "Check Credit Ref.", "Billing Ref",
    "Estimated Monthly Revenue", "Created On", "Assignee", "Actions",
]  # fmt: skip


@pytest.fixture
def two(db):
    """The two rows of S3-12."""
    lena = dealer_user(dealer())
    person, company = handed_in(lena, Kind.INDIVIDUAL), handed_in(lena)
    Customer.objects.filter(number=person).update(created_at=datetime(2014, 10, 23, 19, 53, 26, tzinfo=UTC))
    Customer.objects.filter(number=company).update(created_at=datetime(2014, 10, 23, 20, 39, 25, tzinfo=UTC))
    sign_up()  # nobody looks at its credit
    return person, company


@pytest.fixture
def tom():
    return hire(TOM)


@pytest.fixture
def office(client, tom):
    client.force_login(Principal.objects.get(pk=tom.key))
    keep_choices(time_zone="Europe/London", by=COMMAND, at=AT)
    return client


def cells(page: str) -> list[list[str]]:
    """The text of each cell of each row, without what only screen readers are told."""
    rows = re.findall(r'<tr id="customer-.*?</tr>', page, flags=re.DOTALL)
    said = [re.sub(r'<span class="visually-hidden">.*?</span>', "", row) for row in rows]
    columns = [re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL) for row in said]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in columns]


def names(office, query: str = "") -> list[str]:
    return [row[1] for row in cells(office.get(f"/office/queue/{query}").content.decode())]


def test_the_queue_has_the_eleven_columns_and_the_rows_as_written(office, two):
    person, company = two
    page = office.get("/office/queue/").content.decode()
    head = re.findall(r"<th scope=\"col\".*?</th>", page, flags=re.DOTALL)
    assert [re.sub(r"<[^>]+>", "", one) for one in head] == COLUMNS
    assert cells(page) == [
        [str(company), "Graham&#x27;s Widgets", "ABC123", "Company", "Ltd/Plc (under 50 employees)", "-", "-", "120.00",
         "23/10/2014 21:39:25", "Assign", "Delete"],
        [str(person), "Graham Roy", "ABC123", "Consumer", "Private individual", "-", "-", "",
         "23/10/2014 20:53:26", "Assign", "Delete"],
    ]  # fmt: skip


def test_it_is_sorted_by_any_column_either_way(office, two):
    person, company = "Graham Roy", "Graham&#x27;s Widgets"
    assert names(office, "?sort=created") == [person, company]
    assert names(office, "?sort=-name") == [company, person]
    assert names(office, "?sort=revenue") == [company, person]
    assert names(office, "?sort=-revenue") == [company, person]  # what is not said stands at the end
    for key in ("number", "name", "dealer", "kind", "category", "stage", "billing", "assignee", "nonsense"):
        assert len(names(office, f"?sort={key}")) == 2


def test_it_is_narrowed_to_a_stage_a_dealer_and_what_was_typed(office, two):
    set_stage(number=two[1], to=Stage.PASSED, credit_reference="CR-20415", by=COMMAND, at=AT)
    assert names(office, "?stage=passed") == ["Graham&#x27;s Widgets"]
    assert "CR-20415" in office.get("/office/queue/").content.decode()
    assert len(names(office, "?dealer=abc123")) == 2
    assert names(office, "?dealer=QRY077") == []
    assert names(office, "?q=roy") == ["Graham Roy"]
    assert names(office, f"?q={two[0]}") == ["Graham Roy"]
    assert len(names(office, "?q=ABC123")) == 2


def test_one_is_claimed_seen_by_others_and_let_go(office, two, tom):
    number = two[0]
    assert (
        office.post("/office/queue/claims/?whose=mine", {"number": number})["Location"] == "/office/queue/?whose=mine"
    )
    assert names(office, "?whose=mine") == ["Graham Roy"]
    assert names(office, "?whose=nobodys") == ["Graham&#x27;s Widgets"]
    nadia = hire(NADIA)
    office.force_login(Principal.objects.get(pk=nadia.key))
    assert "Tom Brandt" in office.get("/office/queue/").content.decode()
    refused = office.post("/office/queue/claims/", {"number": number})
    assert refused.status_code == 409
    assert "Tom Brandt works on No." in refused.content.decode()
    office.force_login(Principal.objects.get(pk=tom.key))
    office.post("/office/queue/assignments/", {"number": number, "to": ""})
    assert not Assignment.objects.exists()


def test_many_are_given_at_once_to_a_colleague(office, two):
    nadia = hire(NADIA)
    assert office.post("/office/queue/assignments/", {"number": list(two), "to": nadia.key}).status_code == 302
    assert set(Assignment.objects.values_list("principal", flat=True)) == {int(nadia.key)}
    assert office.post("/office/queue/assignments/", {"to": nadia.key}).status_code == 422
    assert office.post("/office/queue/assignments/", {"number": two[0], "to": "4711"}).status_code == 404


def test_a_page_asks_as_much_for_two_as_for_many(office, two, tom, django_assert_max_num_queries):
    for number in two:
        assign(number=number, to=int(tom.key), by=COMMAND, at=AT)
    with django_assert_max_num_queries(9):
        office.get("/office/queue/")
