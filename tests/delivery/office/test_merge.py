"""Two customers side by side, merged by one press, shown as one, and taken apart again."""

import re
from html import unescape
from uuid import uuid4

import pytest

from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import survivor_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import decide_pair, merge_customers
from onaccount.domain.matching.models import Merge
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, CAFE, COMMAND, let_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db) -> tuple[int, int]:
    return let_in(login="one@one.example"), sign_up(login="two@two.example", name="Two Ltd", external_id="X-2")


def form(survivor: int, loser: int, **choices: str) -> dict[str, str]:
    return {"with": str(loser), "survivor": str(survivor), **choices}


def test_both_are_shown_side_by_side_with_who_would_log_in(tom, two):
    survivor, loser = two
    page = tom.get(f"/office/customers/{loser}/merge/?with={survivor}").content.decode()
    assert f"Merge No. {loser} into No. {survivor}" in page  # who is Active stays
    assert "Two Ltd" in page
    assert "does not log in" in page
    assert f"To let the logins of No. {loser} in as well" in page
    assert Merge.objects.count() == 0


def test_it_is_asked_with_whom(tom, two):
    survivor, _ = two
    assert "Number of the other customer" in tom.get(f"/office/customers/{survivor}/merge/").content.decode()
    for other, said in [
        ("4711", "There is no customer No. 4711."),
        ("Two Ltd", "“Two Ltd” is not the number of a customer."),
        (str(survivor), f"No. {survivor} cannot be merged into itself."),
    ]:
        answer = tom.get(f"/office/customers/{survivor}/merge/?with={other}")
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_a_merge_out_of_the_queue_leads_on_in_it_and_its_undo_back_to_the_two(tom, two):
    survivor, loser = two
    third = sign_up(login="three@three.example", name="Three Ltd")
    low, high = sorted(two)
    for one, other in ((low, high), (high, third)):
        decide_pair(low=one, high=other, decision=Decision.LATER, seen=Decision.OPEN, by=COMMAND, at=AT)
    pair = f"/office/duplicates/{low}/{high}/?decision=later"
    page = unescape(tom.get(pair).content.decode())
    merge = f"/office/customers/{low}/merge/?decision=later&with={high}&from=duplicates"
    assert merge in page
    assert f'href="{pair}"' in unescape(tom.get(merge).content.decode())
    sent = form(survivor, loser)
    answer = tom.post(merge.replace(f"/{low}/", f"/{survivor}/"), sent)
    assert answer["Location"] == "/office/duplicates/?decision=later"  # of the loser nobody asks any more
    undo = re.search(r'action="(/office/customers/\d+/merges/[^"]+)"', tom.get(answer["Location"]).content.decode())
    assert undo
    assert tom.post(unescape(undo[1]))["Location"] == pair


def test_a_second_press_of_merge_finds_them_one_and_refuses_nothing(tom, two):
    survivor, loser = two
    sent = form(survivor, loser)
    tom.post(f"/office/customers/{survivor}/merge/", sent)
    answer = tom.post(f"/office/customers/{survivor}/merge/", sent)
    assert answer["Location"] == f"/office/customers/{survivor}/?merged={loser}"
    assert Merge.objects.count() == 1


def test_an_undo_names_the_fields_that_were_changed_since_as_the_page_does(tom, two):
    survivor, loser = two
    tom.post(f"/office/customers/{survivor}/merge/", form(survivor, loser, name="loser"))
    correct_customer(number=survivor, values={"name": "Both Ltd"}, by=COMMAND, at=AT)
    key = Merge.objects.get().pk
    page = tom.post(f"/office/customers/{survivor}/merges/{key}/undo/", follow=True).content.decode()
    assert "Changed since, so it stays: Name." in page
    stale = tom.post(f"/office/customers/{survivor}/merges/{key}/undo/")
    assert stale.status_code == 409
    assert "are apart again already" in stale.content.decode()


def test_one_press_merges_and_the_page_offers_the_undo(tom, two):
    survivor, loser = two
    answer = tom.post(f"/office/customers/{survivor}/merge/", form(survivor, loser, name="loser"))
    assert answer.status_code == 302
    assert Customer.objects.get(pk=survivor).name == "Two Ltd"
    page = tom.get(answer["Location"]).content.decode()
    key = Merge.objects.get().pk
    assert page.count(f"/office/customers/{survivor}/merges/{key}/undo/") == 2  # beside the message, and to stay
    assert f"from No. {loser}" in page
    tom.post(f"/office/customers/{survivor}/merges/{key}/undo/")
    assert survivor_of(loser) == loser


def test_what_was_changed_since_is_shown_again_with_the_choices_as_they_were(tom, two):
    survivor, loser = two
    correct_customer(number=loser, values={"phone": "+44 1288 352100"}, by=COMMAND, at=AT)
    sent = form(survivor, loser, seen="0" * 32, name="loser")
    answer = tom.post(f"/office/customers/{survivor}/merge/", sent)
    assert answer.status_code == 409
    assert 'name="name" value="loser" checked' in answer.content.decode()


def test_a_losers_page_leads_to_the_survivors_and_says_so(tom, two):
    survivor, loser = two
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    answer = tom.get(f"/office/customers/{loser}/")
    assert answer["Location"] == f"/office/customers/{survivor}/?merged={loser}"
    assert f"No. {loser} was merged into No. {survivor}" in tom.get(answer["Location"]).content.decode()
    for part in ("details", "contacts", "addresses", "locations", "notes", "timeline", "merge"):
        assert tom.get(f"/office/customers/{loser}/{part}/").status_code == 200, part


def test_a_losers_number_moves_the_survivors_status(tom, two):
    survivor, loser = two
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    tom.post(f"/office/customers/{loser}/status/", {"status": "inactive"})
    assert Customer.objects.get(pk=survivor).status == "inactive"
    assert Customer.objects.get(pk=loser).status == "new"


def test_an_undo_says_who_is_admin_now_because_no_login_is_left(tom):
    survivor, loser = sign_up(CAFE), sign_up(login="two@two.example")
    key = merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    set_status(number=survivor, to=Status.ACTIVE, by=COMMAND, at=AT)
    page = tom.post(f"/office/customers/{survivor}/merges/{key}/undo/", follow=True).content.decode()
    assert f"No. {survivor} has no login any more, so it is Admin now." in page


def test_what_every_room_has_of_both_is_counted_before_they_are_one(tom):
    survivor, loser = sign_up(login="one@one.example"), sign_up(login="two@two.example", name="Two Ltd")
    Customer.objects.filter(pk=loser).update(batch=uuid4())
    Link.objects.create(
        customer_id=loser, system=Connection.objects.create(system="xero"), contact_id="abc", asked_at=AT, linked_at=AT
    )
    page = tom.get(f"/office/customers/{survivor}/merge/?with={loser}&survivor={survivor}").content.decode()
    row = r'<th scope="row"[^>]*>([^<]+)</th><td class="num">(\d+)</td><td class="num">(\d+)'
    told = {label: (int(own), int(theirs)) for label, own, theirs in re.findall(row, page)}
    assert told["Applications"] == (1, 1)
    assert told["Imported lists"] == (0, 1)
    assert told["Contacts in Xero"] == (0, 1)
