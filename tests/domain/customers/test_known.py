"""Who is known already by what is typed of a new customer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import met_by
from tests.stage import AT, CAFE, COMMAND, sign_up

pytestmark = pytest.mark.django_db
ALL = {"external_id": "A-1", "tax_id": "GB882441005", "registration_number": "04417723"}


def known(**values: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.survivor.number, each.shared) for each in met_by(values) if each.shared]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"email": "office@widgets.example"}, ("email",)),
        ({"email": "OFFICE@Widgets.Example"}, ("email",)),
        ({"login_email": "office@widgets.example"}, ("email",)),
        ({"email": "Login@widgets.example"}, ("login_email",)),
        ({"login_email": "login@widgets.example"}, ("login_email",)),
        ({"tax_id": "GB882441005"}, ("tax_id",)),
        ({"registration_number": "04417723"}, ("registration_number",)),
        ({"external_id": "A-1"}, ("external_id",)),
        ({**ALL, "email": "office@widgets.example"}, ("email", "tax_id", "registration_number", "external_id")),
        ({"external_id": "a-1"}, ()),
        ({"name": "Graham's Widgets", "city": "Bideford"}, ()),
        (dict.fromkeys(("email", "login_email", "tax_id", "registration_number", "external_id"), ""), ()),
        ({"email": "%", "tax_id": "GB_82441005", "external_id": "' OR 1=1 --"}, ()),
    ],
)
def test_somebody_is_known_by_an_address_or_a_number_and_by_nothing_else(values, fields):
    number = sign_up(login="login@widgets.example", email="office@widgets.example", at=AT, **ALL)
    sign_up(CAFE)
    assert known(**values) == ([(number, fields)] if fields else [])


def test_who_was_merged_is_known_as_the_survivor():
    first = sign_up(login="a@widgets.example", email="office@widgets.example")
    second = sign_up(CAFE, name="Other")
    Customer.objects.filter(number=first).update(merged_into=second)
    assert known(email="office@widgets.example") == [(second, ("email",))] * 2
    assert {each.profile.number for each in met_by({"email": "office@widgets.example"})} == {first, second}
    assert met_by({"email": "office@widgets.example"}, but_not=[second]) == []
    assert met_by({"email": "office@widgets.example"}, but_not=[first]) == []


@pytest.mark.parametrize("values", [ALL, {"name": "Graham's Widgets"}, {"email": "office@widgets.example"}])
def test_it_is_asked_twice_whatever_was_typed(values):
    sign_up(login="login@widgets.example", email="office@widgets.example", at=AT, **ALL)
    with CaptureQueriesContext(connection) as asked:
        assert met_by(values)
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        assert met_by({"city": "Bideford"}) == []
    assert len(asked) == 0


def test_each_value_is_looked_for_by_its_index():
    """At a million customers a read of them all would take a second at each key that is pressed."""
    sign_up(at=AT, **ALL)
    with CaptureQueriesContext(connection) as asked:
        known(**ALL, email="office@widgets.example", login_email="login@widgets.example")
    plan = plan_of(asked.captured_queries[0]["sql"])
    for index in ("by_email", "by_tax_id", "by_registration", "one_external_id", "one_login_per_email"):
        assert index in plan, plan


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of one row is read whole otherwise
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return repr(cursor.fetchall())


def test_a_corrected_value_is_known_and_the_old_one_no_longer():
    number = sign_up(tax_id="GB882441005")
    correct_customer(number=number, values={"tax_id": "GB123456782"}, by=COMMAND, at=AT)
    assert known(tax_id="GB882441005") == []
    assert known(tax_id="GB123456782") == [(number, ("tax_id",))]
