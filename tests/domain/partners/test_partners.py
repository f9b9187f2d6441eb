"""Dealers and their people: who may, what is refused, what is left in history."""

import pytest

from onaccount.domain.customers.actions import choose_reseller
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Event
from onaccount.domain.letters.models import Letter
from onaccount.domain.partners.actions import (
    add_partner,
    add_partner_user,
    correct_partner,
    correct_partner_user,
    end_partner,
    end_partner_user,
    invite_partner_user_again,
    reopen_partner,
)
from onaccount.domain.partners.queries import partner_row, portal_user, require_portal, users_of
from onaccount.domain.partners.rules import (
    CodeTaken,
    CodeUnusable,
    HasPassword,
    NoSuchPartner,
    NoSuchPartnerUser,
    NotOneselfHere,
    PartnerHasEnded,
    PartnerNameless,
    PortalRight,
    UserNameless,
    clean_code,
    holds,
)
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import can
from onaccount.domain.people.rules import EmailTaken, NotAllowed
from tests.domain.partners.stage import dealer, dealer_user
from tests.stage import AT, COMMAND, INES, TOM, hire, sign_up, work_off

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "kept"), [("abc123", "ABC123"), (" QRY077 ", "QRY077"), ("A1B", "A1B")])
def test_a_dealer_code_is_kept_in_capitals(typed, kept):
    assert clean_code(typed) == kept


@pytest.mark.parametrize("typed", ["", "AB", "ABC-123", "A" * 13, "ÄBC123", "ABC 123", "<b>"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(CodeUnusable):
        clean_code(typed)


@pytest.mark.parametrize("given", PortalRight)
def test_each_right_of_the_portal_holds_those_before_it(given):
    order = list(PortalRight)
    assert [needed for needed in order if holds(given, needed)] == order[: order.index(given) + 1]


def test_a_code_is_one_dealers_whatever_its_case():
    dealer("ABC123")
    with pytest.raises(CodeTaken):
        add_partner(code="abc123", name="Another", by=COMMAND, at=AT)


def test_a_dealer_needs_a_name():
    with pytest.raises(PartnerNameless):
        add_partner(code="ABC123", name="  ", by=COMMAND, at=AT)


def test_only_who_manages_partners_may():
    ines = hire(INES)
    key = dealer()
    for verb, values in (
        (add_partner, {"code": "XYZ1", "name": "X"}),
        (correct_partner, {"partner": key, "code": "XYZ1", "name": "X"}),
        (end_partner, {"partner": key}),
        (reopen_partner, {"partner": key}),
        (add_partner_user, {"partner": key, "name": "N", "email": "n@x.example", "right": PortalRight.SEE}),
    ):
        with pytest.raises(NotAllowed):
            verb(**values, by=ines, at=AT)


def test_an_invitation_lets_somebody_of_a_dealers_in_once():
    key = dealer()
    user = add_partner_user(
        partner=key, name="Lena Voss", email="Lena@dealers.example", right=PortalRight.SUBMIT, by=hire(TOM), at=AT
    )
    work_off()
    letter = Letter.objects.get(kind="partner_invitation")
    assert letter.to == "lena@dealers.example"
    found = portal_user(user)
    assert found
    assert found.partner == key
    invite_partner_user_again(partner=key, user=user, by=COMMAND, at=AT)
    dealer_user(key, "Otto Berg")
    otto = next(row.key for row in users_of(key) if row.name == "Otto Berg")
    with pytest.raises(HasPassword):
        invite_partner_user_again(partner=key, user=otto, by=COMMAND, at=AT)


def test_an_address_logs_in_at_one_door_only():
    tom = hire(TOM)
    with pytest.raises(EmailTaken):
        add_partner_user(partner=dealer(), name="T", email=TOM.email, right=PortalRight.SEE, by=tom, at=AT)


def test_somebody_of_a_dealers_needs_name_and_address():
    with pytest.raises(UserNameless):
        add_partner_user(partner=dealer(), name=" ", email="x@x.example", right=PortalRight.SEE, by=COMMAND, at=AT)


def test_people_of_a_dealer_have_no_right_of_the_office():
    lena = dealer_user(dealer(), right=PortalRight.MANAGE)
    assert not any(can(lena, right) for right in Right)


def test_who_manages_manages_their_own_dealers_people_and_nobody_elses():
    ours, theirs = dealer(), dealer("QRY077", "Quarry")
    lena = dealer_user(ours, right=PortalRight.MANAGE)
    other = dealer_user(theirs, "Quentin Rees")
    added = add_partner_user(partner=ours, name="N", email="n@x.example", right=PortalRight.SEE, by=lena, at=AT)
    correct_partner_user(partner=ours, user=added, right=PortalRight.SUBMIT, by=lena, at=AT)
    end_partner_user(partner=ours, user=added, by=lena, at=AT)
    for partner in (theirs, ours, 4711):
        with pytest.raises(NoSuchPartnerUser):
            end_partner_user(partner=partner, user=int(other.key), by=lena, at=AT)
    assert Principal.objects.get(pk=other.key).is_active


def test_who_may_only_bring_customers_manages_nobody():
    ours = dealer()
    lena = dealer_user(ours)
    with pytest.raises(NotAllowed):
        add_partner_user(partner=ours, name="N", email="n@x.example", right=PortalRight.SEE, by=lena, at=AT)
    with pytest.raises(NotAllowed):
        require_portal(lena, PortalRight.MANAGE)


def test_nobody_takes_away_their_own_way_in():
    ours = dealer()
    lena = dealer_user(ours, right=PortalRight.MANAGE)
    for verb, values in ((end_partner_user, {}), (correct_partner_user, {"right": PortalRight.SEE})):
        with pytest.raises(NotOneselfHere):
            verb(partner=ours, user=int(lena.key), **values, by=lena, at=AT)


def test_who_is_ended_or_whose_dealer_is_comes_in_no_more():
    ours = dealer()
    lena, otto = dealer_user(ours), dealer_user(ours, "Otto Berg")
    end_partner_user(partner=ours, user=int(otto.key), by=COMMAND, at=AT)
    assert portal_user(int(otto.key)) is None
    end_partner(partner=ours, by=COMMAND, at=AT)
    assert portal_user(int(lena.key)) is None
    with pytest.raises(NotAllowed):
        require_portal(lena, PortalRight.SEE)
    with pytest.raises(PartnerHasEnded):
        add_partner_user(partner=ours, name="N", email="n@x.example", right=PortalRight.SEE, by=COMMAND, at=AT)
    reopen_partner(partner=ours, by=COMMAND, at=AT)
    assert portal_user(int(lena.key))
    assert portal_user(int(otto.key)) is None


def test_what_was_done_stands_in_history():
    key = dealer()
    correct_partner(partner=key, code="ABC124", name="Northlight", by=COMMAND, at=AT)
    correct_partner(partner=key, code="ABC124", name="Northlight", by=COMMAND, at=AT)
    end_partner(partner=key, by=COMMAND, at=AT)
    end_partner(partner=key, by=COMMAND, at=AT)
    names = list(Event.objects.filter(subject_kind="partner").order_by("at", "pk").values_list("name", flat=True))
    assert sorted(names) == ["partner.added", "partner.corrected", "partner.ended"]
    assert partner_row(key).code == "ABC124"


def test_there_are_no_other_dealers():
    with pytest.raises(NoSuchPartner):
        partner_row(4711)


def test_a_customer_is_given_to_a_dealer_to_another_and_to_none():
    tom, number = hire(TOM), sign_up()
    for partner in (dealer(), dealer("QRY077", "Quarry"), None):
        choose_reseller(number=number, partner=partner, by=tom, at=AT)
        assert Customer.objects.get(number=number).partner_id == partner
    told = Event.objects.filter(name="customer.reseller_chosen").order_by("pk")
    assert [one.detail.changes["partner"] for one in told][:1] == [["", "ABC123, Northlight"]]


def test_a_customer_is_given_to_nobody_who_is_ended_and_by_nobody_without_the_right():
    number, key = sign_up(), dealer()
    with pytest.raises(NotAllowed):
        choose_reseller(number=number, partner=key, by=hire(INES), at=AT)
    end_partner(partner=key, by=COMMAND, at=AT)
    with pytest.raises(PartnerHasEnded):
        choose_reseller(number=number, partner=key, by=COMMAND, at=AT)
