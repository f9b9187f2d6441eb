"""The queue of possible duplicates, and two customers side by side (lessons.md, 14)."""

import re
from itertools import combinations

import pytest
from django.test import Client

from onaccount.domain.matching.actions import decide_pair, merge_customers
from onaccount.domain.matching.queries import active_scan, pair_card
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.models import Principal
from tests.stage import AT, COMMAND, NADIA, sign_up, sign_up_many, work_off

OPEN, DIFFERENT, PUT_OFF = Decision.OPEN, Decision.DIFFERENT, Decision.LATER


def found(low: int, high: int) -> None:
    """A pair that waits."""
    decide_pair(low=low, high=high, decision=PUT_OFF, seen=OPEN, by=COMMAND, at=AT)
    decide_pair(low=low, high=high, decision=OPEN, seen=PUT_OFF, by=COMMAND, at=AT)


@pytest.fixture
def three(clock) -> tuple[int, int, int]:
    a, b, c = sign_up_many(3)
    for low, high in [(a, b), (a, c), (b, c)]:
        found(low, high)
    return a, b, c


def address(low: int, high: int, query: str = "") -> str:
    return f"/office/duplicates/{low}/{high}/{query}"


def test_two_customers_stand_side_by_side_though_nobody_found_them_alike(tom):
    low, high = sign_up(), sign_up("Mara Lindqvist")
    page = tom.get(address(low, high)).content.decode()
    assert "Graham&#x27;s Widgets" in page
    assert "Mara Lindqvist" in page
    assert f"/office/customers/{low}/merge/?with={high}" in page


def test_what_the_comparison_calls_the_same_is_not_marked_as_differing(tom):
    low = sign_up(phone="01632 960 177", registration_number="04417723")
    high = sign_up("Mara Lindqvist", phone="+44 1632 960177")
    marks = dict(
        re.findall(r'scope="row">([^<]+)<span class="twins__mark[^>]+>([^<]+)<', read(tom, address(low, high)))
    )
    assert marks["Telephone"] == "same"
    assert marks["E-mail"] == "differs"
    assert "Login" not in marks  # never another's, whoever they are


def test_two_of_whom_one_was_merged_are_not_shown_twice_over_and_lead_to_who_is_left(tom):
    a, b, c = sign_up_many(3)
    merge_customers(loser=b, survivor=a, by=COMMAND, at=AT)
    page = read(tom, address(a, b))
    assert f"No. {b} was merged into" in page
    assert "They are one" in page
    assert 'class="twins"' not in page
    assert f'href="{address(a, c)}"' in read(tom, address(b, c))


def read(browser: Client, at: str) -> str:
    return browser.get(at).content.decode()


def test_what_are_no_two_customers_is_no_page(tom):
    low, high = sign_up_many(2)
    assert tom.get(address(low, high)).status_code == 200
    assert tom.get(address(high, low))["Location"] == address(low, high)
    for pair in [(low, low), (low, 4711), (4711, 4712)]:
        assert tom.get(address(*pair)).status_code == 404


def test_the_next_pair_follows_at_once_and_the_last_leads_to_the_list(tom, three):
    a, b, c = three
    sent = {"decision": "different", "seen": "open"}
    assert tom.post(address(b, c), sent)["Location"] == address(a, c)
    assert tom.post(address(a, c), sent)["Location"] == address(a, b)
    response = tom.post(address(a, b), sent, follow=True)
    assert response.redirect_chain[-1][0] == "/office/duplicates/"
    assert pair_card(a, b).decision is DIFFERENT


def test_a_pair_that_was_passed_over_comes_after_the_others(tom, three):
    a, b, c = three
    assert tom.post(address(a, b), {"decision": "later", "seen": "open"})["Location"] == address(b, c)


def test_what_was_said_is_undone_from_the_page_that_follows(tom, three):
    _, b, c = three
    page = tom.post(address(b, c), {"decision": "different", "seen": "open"}, follow=True).content.decode()
    undo = address(b, c, "undo/?now=different&amp;back=open")
    assert undo in page
    response = tom.post(undo.replace("&amp;", "&"))
    assert response["Location"] == address(b, c)
    assert pair_card(b, c).decision is OPEN


def test_the_second_of_two_browsers_is_told_who_was_faster(tom, three):
    a, b, _ = three
    decide_pair(low=a, high=b, decision=DIFFERENT, seen=OPEN, by=COMMAND, at=AT)
    response = tom.post(address(a, b), {"decision": "later", "seen": "open"})
    assert response.status_code == 409
    assert "were called different by Command line in the meantime" in response.content.decode()
    assert pair_card(a, b).decision is DIFFERENT


@pytest.mark.parametrize("sent", [{}, {"decision": "x", "seen": "open"}, {"decision": "merged", "seen": "open"}])
def test_what_is_no_answer_is_refused_in_words_and_changes_nothing(tom, three, sent):
    response = tom.post(address(*three[:2]), sent)
    assert response.status_code in (409, 422)
    assert 'role="alert"' in response.content.decode()
    assert pair_card(*three[:2]).decision is OPEN


def test_who_may_only_look_sees_the_pairs_and_no_button(ines, three):
    a, b, _ = three
    assert address(a, b) in ines.get("/office/duplicates/").content.decode()
    page = ines.get(address(a, b)).content.decode()
    assert "Graham&#x27;s Widgets" in page
    assert 'name="decision"' not in page
    assert "merge/?with" not in page
    assert ines.post(address(a, b), {"decision": "different", "seen": "open"}).status_code == 403


def test_the_list_tells_how_many_wait_on_every_page(tom, three):
    page = tom.get("/office/customers/").content.decode()
    assert '<span class="sidenav__count">3<' in page
    Principal.objects.filter(name=NADIA.name).update(is_active=False)
    assert "sidenav__count" not in Client().get("/office/login/").content.decode()


@pytest.mark.parametrize(
    "query", ["decision=x", "answer=y", "customer=z", "after=1", "after=nan_3", "before=2_", "after=0.5_x"]
)
def test_an_address_that_means_nothing_shows_the_list(tom, three, query):
    assert tom.get(f"/office/duplicates/?{query}").status_code == 200


# --- the scan ---


def test_where_nobody_has_looked_a_scan_is_offered_and_the_worker_does_it(tom):
    low, high = sign_up_many(2)
    assert "Nobody has looked yet" in tom.get("/office/duplicates/").content.decode()
    page = tom.post("/office/duplicates/scans/", follow=True).content.decode()
    assert "The scan begins as soon as the worker turns to it." in page
    assert 'hx-trigger="every 2s"' in page
    assert tom.post("/office/duplicates/scans/").status_code == 409
    work_off()
    page = tom.get("/office/duplicates/").content.decode()
    assert "All 2 customers were last looked at" in page
    assert address(low, high) in page


def test_a_scan_is_stopped_by_a_button_and_says_so(tom):
    sign_up_many(2)
    tom.post("/office/duplicates/scans/")
    card = active_scan()
    assert card is not None
    page = tom.post(f"/office/duplicates/scans/{card.key}/stop/", follow=True).content.decode()
    assert "The scan is stopped." in page
    assert tom.post(f"/office/duplicates/scans/{card.key}/stop/").status_code == 409
    assert active_scan() is None


def test_the_last_pair_that_was_decided_leaves_a_page_that_says_when_everybody_was_looked_at(tom):
    low, high = sign_up_many(2)
    tom.post("/office/duplicates/scans/")
    work_off()
    tom.post(address(low, high), {"decision": "different", "seen": "open"})
    page = tom.get("/office/duplicates/").content.decode()
    assert "Nothing left to decide" in page
    assert "All 2 customers were last looked at" in page


def test_a_customer_who_is_added_is_compared_by_itself_and_its_page_says_so(tom):
    low, high = sign_up_many(2)
    work_off()
    assert address(low, high) in tom.get(f"/office/customers/{high}/").content.decode()
    assert address(low, high, f"?customer={high}") in tom.get(f"/office/duplicates/?customer={high}").content.decode()


def test_a_page_behind_the_first_goes_on_where_it_ended_though_all_are_as_sure(tom, clock):
    numbers = sign_up_many(9)
    for low, high in combinations(numbers, 2):
        found(low, high)
    first = tom.get("/office/duplicates/").content.decode()
    following = re.search(r'\?(after=[^"]+)" rel="next"', first)
    assert following
    second = tom.get(f"/office/duplicates/?{following[1]}").content.decode()
    pairs = [set(re.findall(r'href="(/office/duplicates/\d+/\d+/)', page)) for page in (first, second)]
    assert [len(each) for each in pairs] == [25, 11]
    assert not pairs[0] & pairs[1]
    back = re.search(r'\?(before=[^"]+)" rel="prev"', second)
    assert back
    assert (
        set(
            re.findall(
                r'href="(/office/duplicates/\d+/\d+/)', tom.get(f"/office/duplicates/?{back[1]}").content.decode()
            )
        )
        == pairs[0]
    )
