"""Two dealers bring the same customer: staff see both and whose claim counts; each dealer sees "in review" (B-11)."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.customers.actions import choose_reseller
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.matching.actions import decide_pair, merge_customers
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.queries.clash import clash_of, clashing
from onaccount.domain.vetting.rules.clash import Claim, ends_at, whose
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, TOM, hire, sign_up, work_off

DAY = timedelta(days=1)


def claim(number: int, at: datetime = AT, stage: Stage = Stage.NEW) -> Claim:
    return Claim(number, "Widgets", number, f"D{number}", stage, at)


@pytest.mark.parametrize(
    ("claims", "after", "counts"),
    [
        ([], 0, None),
        ([claim(2, AT + DAY), claim(1)], 0, 1),  # the first
        ([claim(1), claim(2)], 0, 1),  # of one moment the lower number
        ([claim(1), claim(2, AT + DAY)], 89, 1),
        ([claim(1), claim(2, AT + DAY)], 90, 2),  # the first has run out
        ([claim(1), claim(2, AT + DAY)], 91, None),
        ([claim(1, stage=Stage.BILLING), claim(2, AT + DAY)], 900, 1),  # in Billing it does not run out
        ([claim(1), claim(2, AT + DAY, Stage.BILLING)], 900, 2),
    ],
)
def test_the_first_claim_that_has_not_run_out_counts(claims, after, counts):
    found = whose(claims, days=90, at=AT + after * DAY)
    assert (found.number if found else None) == counts


def test_a_claim_ends_after_its_days_and_not_in_billing():
    assert ends_at(claim(1), days=3) == AT + 3 * DAY
    assert ends_at(claim(1, stage=Stage.BILLING), days=3) is None


@pytest.fixture
def both(db) -> tuple[int, int]:
    """Graham's Widgets, brought by Northlight and, later, by Quarry; the worker has compared them."""
    first = handed_in(dealer_user(dealer()), email="a@widgets.example")
    second = handed_in(dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees"), email="b@widgets.example")
    sign_up(login="c@widgets.example")  # one that nobody brought is no clash
    work_off(at=AT)
    return first, second


def test_staff_see_both_claims_their_days_and_which_one_counts(both, client):
    first, second = both
    rows = clash_of(second, [first], at=AT)
    assert [(row.claim.number, row.claim.dealer, row.counts) for row in rows] == [
        (first, "ABC123, Northlight", True),
        (second, "QRY077, Quarry", False),
    ]
    assert clashing([first, second]) == {first, second}
    client.force_login(Principal.objects.get(pk=hire(TOM).key))
    for number in both:
        for address in (f"/office/queue/{number}/", f"/office/customers/{number}/"):
            page = client.get(address).content.decode()
            assert "More than one partner has brought this customer" in page
            assert "ABC123, Northlight" in page
            assert "QRY077, Quarry" in page
    assert client.get("/office/queue/").content.decode().count("another partner too") == 2
    keep_choices(claim_days=1, by=COMMAND, at=AT)
    assert [row.counts for row in clash_of(second, [first], at=AT + DAY)] == [False, False]
    choose_reseller(number=second, partner=None, by=COMMAND, at=AT)
    assert clash_of(first, [second], at=AT) == []
    assert clashing([first, second]) == set()


def test_whom_a_person_called_different_is_no_clash_and_one_that_was_merged_still_is(both):
    first, second = both
    decide_pair(low=first, high=second, decision=Decision.DIFFERENT, seen=Decision.OPEN, by=COMMAND, at=AT)
    assert clashing([first, second]) == set()
    merge_customers(loser=second, survivor=first, by=COMMAND, at=AT)
    assert [row.claim.number for row in clash_of(first, [], at=AT)] == [first, second]


TOKENS = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


def seen_by(key: str, number: int) -> list[tuple[int, bytes, int]]:
    """What the portal answers a dealer, with how many statements."""
    client, told = Client(), []
    client.force_login(Principal.objects.get(pk=key))
    client.get("/portal/customers/")
    for path in ("/portal/customers/", "/portal/customers/?q=widg", f"/portal/customers/{number}/"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(path)
        told.append((page.status_code, TOKENS.sub(b"", page.content), len(asked)))
    return told


@pytest.mark.django_db
def test_neither_dealer_learns_that_there_is_another():
    lena, quentin = dealer_user(dealer()), dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees")
    first = handed_in(lena, email="a@widgets.example")
    before = seen_by(lena.key, first)
    assert b"In review" in before[0][1]
    second = handed_in(quentin, email="a@widgets.example")
    work_off(at=AT)
    assert seen_by(lena.key, first) == before
    theirs = seen_by(quentin.key, second)
    set_stage(number=first, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    merge_customers(loser=second, survivor=first, by=COMMAND, at=AT)
    assert seen_by(quentin.key, second) == theirs, "decided, and merged into the other's: still in review"
