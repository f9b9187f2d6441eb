"""Amending what credit was checked by takes Billing back to Referred, by whichever door (D-03)."""

import pytest

from onaccount.domain.connectors.actions.checks import note_check, void_check
from onaccount.domain.connectors.models import Check
from onaccount.domain.connectors.queries.applicants import ASKED_ABOUT
from onaccount.domain.connectors.rules.checks import OF_CREDIT
from onaccount.domain.customers.actions import (
    add_address,
    add_customer,
    change_address,
    correct_customer,
    remove_address,
)
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.rules.checked import CHECKED_FOR_CREDIT
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.stages import CheckIsVoid
from onaccount.domain.customers.rules.status import Origin, Stage
from onaccount.domain.history.models import Event
from onaccount.domain.imports.actions import undo_import
from onaccount.domain.letters.models import Letter
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.actions.stage import follow_referral
from onaccount.domain.vetting.models import ChecklistItem
from tests.domain.imports.importing import as_csv, take_in
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, LATER, TOM, hire, work_off

pytestmark = pytest.mark.django_db
QUAY = {"line1": "1 Quay", "postcode": "A1 1AA"}


def billed(number: int) -> int:
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    return number


@pytest.fixture
def number():
    return billed(handed_in(dealer_user(dealer())))


def stage_of(number: int) -> str:
    return Customer.objects.get(number=number).stage


def test_what_credit_is_checked_by_is_what_agencies_are_asked_about():
    assert set(CHECKED_FOR_CREDIT) == {name for source in OF_CREDIT for name in ASKED_ABOUT[source]}


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"name": "Grahams Widgets Limited"}, "referred"),
        ({"registration_number": "04417724"}, "referred"),
        ({"postcode": "EX39 1QY"}, "referred"),
        ({"phone": "01632 960 178", "notes": "Rings twice."}, "billing"),
        ({"name": "Graham's Widgets"}, "billing"),  # as it was
    ],
)
def test_a_correction_of_what_was_checked_takes_billing_back(number, values, stage):
    correct_customer(number=number, values=values, by=COMMAND, at=AT)
    assert stage_of(number) == stage
    moves = Event.objects.filter(name="customer.stage_referred", subject_key=str(number))
    assert moves.count() == (stage == "referred")
    if stage == "referred":
        assert moves.get().detail.why.startswith("Amended after it was checked: ")
        assert Customer.objects.get(number=number).billing_reference == "B-1"


def test_only_billing_goes_back():
    number = handed_in(dealer_user(dealer()))
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    correct_customer(number=number, values={"name": "Another"}, by=COMMAND, at=AT)
    assert stage_of(number) == "passed"


def test_the_post_code_of_the_main_address_counts_and_no_other(number):
    main = Address.objects.get(customer=number, use="main")
    further = add_address(
        number=number, use="further", values={"line1": "1 Quay", "postcode": "A1 1AA"}, by=COMMAND, at=AT
    )
    remove_address(number=number, address=further, by=COMMAND, at=AT)
    change_address(number=number, address=main.pk, values={"line1": "Unit 5"}, by=COMMAND, at=AT)
    assert stage_of(number) == "billing"
    change_address(number=number, address=main.pk, values={"postcode": "EX39 1QZ"}, by=COMMAND, at=AT)
    assert stage_of(number) == "referred"


def test_who_fell_back_has_a_checklist_and_its_dealer_hears_of_it_once(number):
    letters = Letter.objects.filter(kind="partner_stage").count()
    correct_customer(number=number, values={"name": "Another"}, by=COMMAND, at=AT)
    follow_referral(number=number, at=AT)
    follow_referral(number=number, at=AT)
    assert ChecklistItem.objects.filter(customer=number).count() == 5
    assert Letter.objects.filter(kind="partner_stage").count() == letters + 1


def test_the_page_says_it_before_and_after(number, client):
    client.force_login(Principal.objects.get(pk=hire(TOM).key))
    address = f"/office/customers/{number}/details/"
    page = client.get(address)
    assert "Billing goes back to Referred" in page.content.decode()
    form = page.context["form"]
    typed = {bound.name: str(bound.value() or "") for bound in form}
    answer = client.post(address, typed | {"name": "Grahams Widgets Limited"}, follow=True)
    assert "is void" in answer.content.decode()
    assert stage_of(number) == "referred"


@pytest.mark.django_db(transaction=True)
def test_an_import_takes_it_back_too():
    def add(name: str, external_id: str) -> int:
        values = {"name": name, "external_id": external_id, "city": "Leeds"}
        return add_customer(values=values, origin=Origin.STAFF, login_email="", by=COMMAND, at=AT)

    first, second = add("Hollin Dairy", "H-1"), add("Ash Dairy", "H-2")
    for number in (first, second):
        set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
        billed(number)
    header = ("External id", "Company", "City")
    take_in(as_csv(header, ("H-1", "Hollin Dairy Ltd", ""), ("H-2", "Ash Dairy", "York")))
    assert (stage_of(first), stage_of(second)) == ("referred", "billing")


def test_the_form_of_an_address_says_it_too(number, client):
    client.force_login(Principal.objects.get(pk=hire(TOM).key))
    main = Address.objects.get(customer=number, use="main")
    address = f"/office/customers/{number}/addresses/{main.pk}/"
    typed = {**{name: getattr(main, name) for name in PLACE}, "postcode": "EX39 1QZ"}
    answer = client.post(address, typed, follow=True)
    assert "that check is void" in answer.content.decode()
    assert stage_of(number) == "referred"


# --- an answer that counts no more ------------------------------------------------------------------------------------


def passed(number: int, reference: str = "CR-1") -> None:
    set_stage(number=number, to=Stage.PASSED, credit_reference=reference, by=COMMAND, at=AT)


def test_who_was_amended_after_passing_comes_into_billing_by_a_new_check_alone():
    number = handed_in(dealer_user(dealer()))
    passed(number)
    correct_customer(number=number, values={"name": "Another"}, by=COMMAND, at=AT)
    with pytest.raises(CheckIsVoid):
        set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=COMMAND, at=AT)
    with pytest.raises(CheckIsVoid):
        passed(number)
    assert stage_of(number) == "referred"
    passed(number, "CR-2")
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    assert stage_of(number) == "billing"


def test_who_fell_back_does_not_pass_again_on_the_same_answer(number):
    correct_customer(number=number, values={"name": "Another"}, by=COMMAND, at=AT)
    with pytest.raises(CheckIsVoid):
        passed(number)


def test_a_check_that_somebody_makes_void_is_decided_on_no_more():
    number = handed_in(dealer_user(dealer()))
    check = note_check(number=number, outcome="passed", reference="CS-1", by=COMMAND, at=AT)
    passed(number, "CS-1")
    void_check(number=number, key=check.pk, by=COMMAND, at=AT)
    with pytest.raises(CheckIsVoid):
        set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)


def test_what_a_merge_writes_at_the_survivor_takes_billing_back_and_so_does_its_undo(number):
    other = handed_in(dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees"), registration_number="09999999")
    check = note_check(number=number, outcome="passed", reference="CS-2", by=COMMAND, at=AT)
    take = {"registration_number": other}
    key = merge_customers(loser=other, survivor=number, choices=take, by=COMMAND, at=AT)
    assert Customer.objects.get(number=number).registration_number == "09999999"
    assert stage_of(number) == "referred"
    work_off(at=AT)
    assert Check.objects.get(pk=check.pk).state == "voided"
    billed_anew(number)
    unmerge_customers(merge=key, by=COMMAND, at=AT)
    assert stage_of(number) == "referred"


def billed_anew(number: int) -> None:
    passed(number, "CR-9")
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)


@pytest.mark.django_db(transaction=True)
def test_taking_an_import_back_voids_what_was_checked_by_what_it_wrote():
    values = {"name": "Hollin Dairy", "external_id": "H-1", "city": "Leeds"}
    number = add_customer(values=values, origin=Origin.STAFF, login_email="", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    passed(number)
    item = take_in(as_csv(("External id", "Company"), ("H-1", "Hollin Dairy Ltd")))
    with pytest.raises(CheckIsVoid):
        set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    check = note_check(number=number, outcome="passed", reference="CS-3", by=COMMAND, at=AT)
    undo_import(key=item.key, by=COMMAND, at=AT + LATER)
    assert Customer.objects.get(number=number).name == "Hollin Dairy"
    work_off(at=AT + LATER)
    assert Check.objects.get(pk=check.pk).state == "voided"
    void = Customer.objects.get(number=number).void_references
    assert void == ["CR-1", "CS-3"]
    assert stage_of(number) == "passed", "only Billing goes back"
