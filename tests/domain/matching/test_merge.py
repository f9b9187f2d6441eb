"""A merge (D-11): nothing is moved, a family is read as one, nobody comes in or is locked out, and it is undone."""

from typing import Any

import pytest

from onaccount.domain.customers.actions import (
    add_contact,
    add_note,
    add_tag,
    correct_customer,
    remove_contact,
)
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Note
from onaccount.domain.customers.queries import (
    Filter,
    contacts_of,
    customer_card,
    customer_record,
    customers_page,
    guest,
    met_by,
    notes_of,
    owner_of_login,
    survivor_of,
    timeline_of,
)
from onaccount.domain.customers.rules.status import NoLogin, NoSuchCustomer, Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.queries import merge_preview, merges_of
from onaccount.domain.matching.rules.merging import (
    AlreadyApart,
    AlreadyMerged,
    CompanyIntoIndividual,
    LocksOut,
    LookedAtOther,
    MergedIntoItself,
    NoSuchChoice,
)
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import remove_location, set_status
from tests.stage import AT, CAFE, COMMAND, INES, LATER, hire, let_in, race, sign_up

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT + LATER}


def two(**more: Any) -> tuple[int, int]:
    """Two companies who wait, each with a login."""
    return sign_up(login="one@one.example"), sign_up(
        login="other@other.example", name="Grahams Widgets Limited", **more
    )


def rows(*numbers: int) -> list[Any]:
    """The rows of these customers and of all their parts, but for when they were touched."""
    own = Customer.objects.filter(number__in=numbers).order_by("number")
    found: list[Any] = [{k: v for k, v in row.items() if k != "changed_at"} for row in own.values()]
    for part in (Address, Contact, Location, Note, Customer.tags.through):
        found += [
            (part.__name__, *row) for row in part.objects.filter(customer__in=numbers).order_by("pk").values_list()
        ]
    return found


def test_a_merge_moves_nothing():
    survivor, loser = two()
    add_note(number=loser, text="Pays cash.", **BY)
    before = rows(survivor, loser)
    merge_customers(loser=loser, survivor=survivor, **BY)
    after = rows(survivor, loser)
    before[1] |= {"merged_into_id": survivor}
    assert after == before


def test_a_family_stands_in_the_list_once_and_is_found_by_what_is_known_of_either():
    survivor, loser = two(external_id="X-77", tax_id="GB999")
    merge_customers(loser=loser, survivor=survivor, choices={"tax_id": survivor}, **BY)
    assert [row.number for row in customers_page(Filter()).rows] == [survivor]
    assert customers_page(Filter()).rows[0].merged == (loser,)
    for text in (str(loser), f"No. {loser}", "X-77", "other@other.example", "grahams limi"):
        page = customers_page(Filter(text=text))
        assert [row.number for row in page.rows] == [survivor], text
        assert page.count == 1, text
    assert {each.survivor.number for each in met_by({"tax_id": "GB999"})} == {survivor}
    assert owner_of_login("other@other.example") == survivor


def test_the_parts_of_a_family_are_read_as_one_and_say_whom_they_came_with():
    survivor, loser = two()
    add_contact(number=loser, values={"given_name": "Ruth"}, **BY)
    add_note(number=loser, text="Pays cash.", **BY)
    merge_customers(loser=loser, survivor=survivor, **BY)
    assert ("Ruth", loser) in [(each.name, each.customer) for each in contacts_of(survivor).items]
    assert [(each.text, each.customer) for each in notes_of(survivor).items] == [("Pays cash.", loser)]
    emails = [(each.login_email, each.customer) for each in customer_card(survivor).locations]
    assert emails == [("one@one.example", survivor), ("other@other.example", loser)]
    assert {fact.about for fact in timeline_of(survivor, sees_credit=True)} == {str(survivor), str(loser)}


def test_a_losers_number_is_answered_with_the_survivor_and_writes_to_it():
    survivor, loser = two()
    merge_customers(loser=loser, survivor=survivor, **BY)
    assert customer_card(loser).customer.number == customer_record(loser).number == survivor
    assert customer_record(loser).merged == [(loser, "")]
    correct_customer(number=loser, values={"phone": "+44 1288 352100"}, **BY)
    key = add_contact(number=loser, values={"given_name": "Ada"}, **BY)
    assert Customer.objects.get(pk=survivor).phone
    assert Contact.objects.get(pk=key).customer_id == survivor
    assert facts_of(Subject("customer", str(survivor)))[0].name == "contact.added"


def test_what_came_with_the_loser_is_changed_where_it_stands():
    survivor, loser = two()
    key = add_contact(number=loser, values={"given_name": "Ruth"}, **BY)
    merge_customers(loser=loser, survivor=survivor, **BY)
    remove_contact(number=survivor, contact=key, **BY)
    assert not Contact.objects.filter(pk=key).exists()


# --- what a merge writes ---


def test_blanks_are_filled_and_a_choice_is_obeyed():
    survivor = sign_up(login="one@one.example", category="", website="")
    loser = sign_up(login="two@two.example", category="Cafés", website="https://two.example/", name="Two Ltd")
    merge_customers(loser=loser, survivor=survivor, choices={"name": loser, "website": survivor}, **BY)
    now = Customer.objects.get(pk=survivor)
    assert (now.name, now.category, now.website, now.search_name) == ("Two Ltd", "Cafés", "", "two ltd")


def test_what_cannot_be_chosen_is_refused():
    survivor, loser = two()
    for choices in ({"external_id": loser}, {"status": loser}, {"name": 4711}):
        with pytest.raises(NoSuchChoice):
            merge_customers(loser=loser, survivor=survivor, choices=choices, **BY)


def test_tags_and_the_address_are_brought_and_taken_back():
    survivor, loser = two()
    Address.objects.filter(customer=survivor).delete()
    add_tag(number=loser, name="trade", **BY)
    before = rows(survivor, loser)
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    assert "trade" in customer_card(survivor).tags
    assert Address.objects.filter(customer=survivor, use=Address.MAIN).exists()
    unmerge_customers(merge=key, **BY)
    assert rows(survivor, loser) == before


def test_what_was_changed_since_stays_and_is_said():
    survivor, loser = two()
    key = merge_customers(loser=loser, survivor=survivor, choices={"name": loser, "phone": loser}, **BY)
    correct_customer(number=survivor, values={"name": "Widgets United"}, **BY)
    undone = unmerge_customers(merge=key, **BY)
    assert undone.kept == ("name",)
    assert Customer.objects.get(pk=survivor).name == "Widgets United"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_merges_that_wrote_one_over_the_other_are_undone_in_any_order(order):
    survivor = sign_up(login="a@a.example", name="A")
    losers = [sign_up(login=f"{name}@b.example", name=name) for name in ("B", "C")]
    before = rows(survivor, *losers)
    keys = [merge_customers(loser=each, survivor=survivor, choices={"name": each}, **BY) for each in losers]
    assert Customer.objects.get(pk=survivor).name == "C"
    for index in order:
        assert unmerge_customers(merge=keys[index], **BY).kept == ()
    assert rows(survivor, *losers) == before


def test_a_survivor_that_is_merged_takes_its_losers_along_and_an_inner_merge_is_undone_alone():
    a, b = two()
    c = sign_up(login="c@c.example", name="C")
    before = rows(a, b, c)
    inner = merge_customers(loser=b, survivor=a, **BY)
    outer = merge_customers(loser=a, survivor=c, **BY)
    assert {survivor_of(number) for number in (a, b, c)} == {c}
    assert {(each.loser, each.survivor) for each in merges_of(c)} == {(b, a), (a, c)}
    unmerge_customers(merge=inner, **BY)
    assert (survivor_of(a), survivor_of(b)) == (c, b)
    unmerge_customers(merge=outer, **BY)
    assert rows(a, b, c) == before
    with pytest.raises(AlreadyApart):
        unmerge_customers(merge=outer, **BY)


def test_undoing_the_outer_merge_leaves_the_inner_one():
    a, b = two()
    c = sign_up(login="c@c.example", name="C")
    merge_customers(loser=b, survivor=a, **BY)
    outer = merge_customers(loser=a, survivor=c, **BY)
    unmerge_customers(merge=outer, **BY)
    assert (survivor_of(a), survivor_of(b), survivor_of(c)) == (a, a, c)


# --- who is refused ---


def test_a_reader_merges_nothing_and_undoes_nothing():
    survivor, loser = two()
    reader = hire(INES)
    with pytest.raises(NotAllowed):
        merge_customers(loser=loser, survivor=survivor, by=reader, at=AT)
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    with pytest.raises(NotAllowed):
        unmerge_customers(merge=key, by=reader, at=AT)


def test_what_cannot_be_one_is_refused():
    survivor, loser = two()
    third = sign_up(login="c@c.example")
    merge_customers(loser=loser, survivor=survivor, **BY)
    for one, other, refusal in (
        (survivor, survivor, MergedIntoItself),
        (loser, third, AlreadyMerged),
        (third, loser, AlreadyMerged),
        (survivor, loser, AlreadyMerged),
        (4711, survivor, NoSuchCustomer),
    ):
        with pytest.raises(refusal):
            merge_customers(loser=one, survivor=other, **BY)


def test_a_company_does_not_become_an_individual():
    company = sign_up(login="a@a.example")
    person = sign_up(login="b@b.example", kind="individual", given_name="Ada", family_name="Byrne")
    with pytest.raises(CompanyIntoIndividual):
        merge_customers(loser=company, survivor=person, **BY)
    merge_customers(loser=person, survivor=company, choices={"name": person}, **BY)
    assert Customer.objects.get(pk=company).name == "Ada Byrne"
    assert not Customer.objects.get(pk=company).family_name


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again():
    survivor, loser = two()
    seen = merge_preview(survivor, loser).seen
    correct_customer(number=loser, values={"phone": "+44 1288 352100"}, **BY)
    with pytest.raises(LookedAtOther):
        merge_customers(loser=loser, survivor=survivor, seen=seen, **BY)
    merge_customers(loser=loser, survivor=survivor, seen=merge_preview(survivor, loser).seen, **BY)


# --- who logs in ---


def place(email: str) -> Location:
    return Location.objects.select_related("principal", "customer__merged_into").get(login_email=email)


def access(email: str) -> Status:
    return place(email).customer.access


def test_a_login_of_an_active_loser_works_as_the_survivors():
    survivor = let_in(login="one@one.example")
    loser = let_in(login="two@two.example", name="Two")
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    who = guest(place("two@two.example").principal_id or 0)
    assert who is not None
    assert (who.number, who.status) == (survivor, Status.ACTIVE)
    set_status(number=survivor, to=Status.INACTIVE, **BY)
    assert access("two@two.example") is Status.INACTIVE
    set_status(number=survivor, to=Status.ACTIVE, **BY)
    unmerge_customers(merge=key, **BY)
    assert access("two@two.example") is Status.ACTIVE


@pytest.mark.parametrize("was", [Status.NEW, Status.ADMIN, Status.INACTIVE])
def test_a_merge_lets_nobody_in_who_was_not(was):
    survivor = let_in(login="one@one.example")
    loser = sign_up(login="two@two.example", name="Two")
    if was is not Status.NEW:
        set_status(number=loser, to=was, **BY)
    preview = {each.email: each.will_be_in for each in merge_preview(survivor, loser).logins}
    assert preview == {"one@one.example": True, "two@two.example": False}
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    assert access("two@two.example") is was
    set_status(number=survivor, to=Status.INACTIVE, **BY)
    set_status(number=survivor, to=Status.ACTIVE, **BY)
    assert access("two@two.example") is was
    unmerge_customers(merge=key, **BY)
    assert (access("two@two.example"), access("one@one.example")) == (was, Status.ACTIVE)


def test_a_merge_locks_nobody_out():
    survivor = sign_up(login="one@one.example")
    loser = let_in(login="two@two.example", name="Two")
    assert isinstance(merge_preview(survivor, loser).refusal, LocksOut)
    with pytest.raises(LocksOut):
        merge_customers(loser=loser, survivor=survivor, **BY)


def test_who_is_new_with_the_survivor_comes_in_with_it():
    survivor = sign_up(CAFE)  # without a login
    loser = sign_up(login="two@two.example")
    with pytest.raises(NoLogin):
        set_status(number=survivor, to=Status.ACTIVE, **BY)
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    set_status(number=survivor, to=Status.ACTIVE, **BY)
    assert access("two@two.example") is Status.ACTIVE
    undone = unmerge_customers(merge=key, **BY)
    assert undone.shut_out == ("two@two.example",)
    assert access("two@two.example") is Status.NEW


def test_an_undo_that_lets_somebody_in_says_so():
    survivor, loser = let_in(login="one@one.example"), let_in(login="two@two.example", name="Two")
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    set_status(number=survivor, to=Status.INACTIVE, **BY)
    assert unmerge_customers(merge=key, **BY).let_in == ("two@two.example",)


# --- what it leaves ---


def test_both_say_that_they_were_merged_and_came_apart():
    survivor, loser = two()
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    unmerge_customers(merge=key, **BY)
    for number in (survivor, loser):
        names = [fact.name for fact in facts_of(Subject("customer", str(number)))][:2]
        assert names == ["customer.unmerged", "customer.merged"]


def test_the_pair_is_settled_and_open_again_after_the_undo():
    survivor, loser = two()
    pair = Pair.objects.create(
        low=Customer(survivor), high=Customer(loser), answer="likely", surety=2, score=0.9, found_at=AT
    )
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    pair.refresh_from_db()
    assert pair.decision == "merged"
    unmerge_customers(merge=key, **BY)
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_at) == ("open", None)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_in_opposite_directions_one_is_refused():
    one, other = two()
    answers = race(
        lambda: merge_customers(loser=one, survivor=other, **BY),
        lambda: merge_customers(loser=other, survivor=one, **BY),
    )
    assert sorted(isinstance(answer, AlreadyMerged) for answer in answers) == [False, True]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_by_either_number_is_not_lost_to_a_merge_at_the_same_moment():
    survivor, loser = two()
    answers = race(
        lambda: merge_customers(loser=loser, survivor=survivor, choices={"phone": survivor}, **BY),
        lambda: correct_customer(number=loser, values={"website": "https://new.example/"}, **BY),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    shown = {Customer.objects.get(pk=number).website for number in (survivor, loser)}
    assert "https://new.example/" in shown


# --- an Active customer has a login (D-05) ---


def test_an_undo_that_takes_the_last_login_of_the_survivor_makes_it_admin():
    survivor, loser = sign_up(CAFE), sign_up(login="two@two.example")  # the survivor has no login of its own
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    set_status(number=survivor, to=Status.ACTIVE, **BY)
    undone = unmerge_customers(merge=key, **BY)
    assert undone.made_admin == (survivor,)
    assert Customer.objects.get(pk=survivor).status == Status.ADMIN.value
    moved = facts_of(Subject("customer", str(survivor)))
    assert "customer.made_admin" in [fact.name for fact in moved]


def test_an_undo_that_gives_back_an_active_loser_without_its_login_makes_it_admin():
    survivor, loser = let_in(login="one@one.example"), let_in(login="two@two.example", name="Two")
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    remove_location(number=survivor, location=place("two@two.example").pk, **BY)
    assert unmerge_customers(merge=key, **BY).made_admin == (loser,)
    assert [Customer.objects.get(pk=each).status for each in (survivor, loser)] == ["active", "admin"]


def test_an_undo_that_leaves_a_login_moves_no_status():
    survivor, loser = let_in(login="one@one.example"), let_in(login="two@two.example", name="Two")
    key = merge_customers(loser=loser, survivor=survivor, **BY)
    assert unmerge_customers(merge=key, **BY).made_admin == ()
    assert [Customer.objects.get(pk=each).status for each in (survivor, loser)] == ["active", "active"]


def test_the_main_address_that_a_merge_writes_and_takes_back_stands_in_history():
    survivor, loser = two(line1="9 Tinners Row", city="Bude")
    was = Address.objects.get(customer=survivor, use=Address.MAIN)
    key = merge_customers(loser=loser, survivor=survivor, choices={"address": loser}, **BY)
    [fact] = [each for each in facts_of(Subject("customer", str(survivor))) if each.name == "customer.merged"]
    assert tuple(fact.changes["line1"]) == (was.line1, "9 Tinners Row")
    unmerge_customers(merge=key, **BY)
    [fact] = [each for each in facts_of(Subject("customer", str(survivor))) if each.name == "customer.unmerged"]
    assert tuple(fact.changes["line1"]) == ("9 Tinners Row", was.line1)
