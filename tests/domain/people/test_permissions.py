"""Who may what: one table, asked of the database each time."""

import pytest
from django.db import IntegrityError, transaction

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.history.rules import SYSTEM, Actor
from onaccount.domain.people.actions import add_staff, settle_business
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import AT_THE_START, FRONT_AT_THE_START, NEEDS, Area, FrontRight, Right
from onaccount.domain.people.queries import can, group_of, require, staff_actor
from onaccount.domain.people.rules import NotAllowed, Role
from tests.stage import AT, CAL, COMMAND, INES, MARTA, NADIA, PASSWORD, TOM, hire, let_in, sign_up

PLAYER = {Role.ADMINISTRATOR: NADIA, Role.OFFICE: TOM, Role.READER: INES, Role.MANAGER: MARTA, Role.CLERK: CAL}
TABLE = {
    Right.SEE_CUSTOMERS: {Role.ADMINISTRATOR, Role.OFFICE, Role.READER},
    Right.EDIT_CUSTOMERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.MERGE_CUSTOMERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.APPROVE_CUSTOMERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.GIVE_LOGINS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_CREDIT: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.DECIDE_CREDIT: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_ACCOUNTS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.KEEP_ACCOUNTS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SET_LIMITS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_BILLING: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.KEEP_BILLING: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_PARTNERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.MANAGE_PARTNERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.CHOOSE_RESELLER: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_CONTRACTS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.MOVE_CONTRACTS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_SENSITIVE: {Role.ADMINISTRATOR},
    Right.EXPORT_PERSON: {Role.ADMINISTRATOR},
    Right.ERASE_PERSON: {Role.ADMINISTRATOR},
    Right.SEE_BOOKS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.CLOSE_PERIODS: {Role.ADMINISTRATOR},
    Right.SEE_CATALOGUE: {Role.ADMINISTRATOR, Role.OFFICE, Role.READER},
    Right.KEEP_CATALOGUE: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_ORDERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.KEEP_ORDERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.RELEASE_ORDERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_TILLS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.KEEP_TILLS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.SEE_IMPORTS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.IMPORT_CUSTOMERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.READ_LETTERS: {Role.ADMINISTRATOR, Role.OFFICE},
    Right.READ_EVENTS: {Role.ADMINISTRATOR},
    Right.SEE_BUSINESS: {Role.ADMINISTRATOR},
    Right.EDIT_BUSINESS: {Role.ADMINISTRATOR},
    Right.SEE_STAFF: {Role.ADMINISTRATOR},
    Right.MANAGE_STAFF: {Role.ADMINISTRATOR},
    Right.SEE_TOKENS: {Role.ADMINISTRATOR},
    Right.MANAGE_TOKENS: {Role.ADMINISTRATOR},
    Right.BACK_UP: {Role.ADMINISTRATOR},
}

pytestmark = pytest.mark.django_db


def test_every_right_and_every_role_is_in_the_table():
    assert set(TABLE) == set(Right)
    assert set(AT_THE_START) | set(FRONT_AT_THE_START) == set(Role)
    assert all(set(front) == {right.name.lower() for right in FrontRight} for front in FRONT_AT_THE_START.values())
    assert set(NEEDS) == set(Right)
    assert {area for area, _ in NEEDS.values()} == set(Area)


@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_rights_and_no_others(role):
    by = hire(PLAYER[role])
    assert {right for right in Right if can(by, right)} == {right for right, roles in TABLE.items() if role in roles}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize(
    "by",
    [
        Actor("staff", "4711", "Nobody we know"),
        Actor("login", "1", "A customer"),
        Actor("", "", ""),
        Actor("administrator", "1", "A role is not a kind"),
    ],
    ids=lambda by: by.name,
)
def test_whoever_is_not_staff_has_no_right(by, right):
    assert not can(by, right)


def test_a_customers_login_has_no_right_whatever_kind_it_claims():
    let_in()
    login = Principal.objects.get(kind="login")
    for kind in ("login", "staff"):
        assert not any(can(Actor(kind, str(login.pk), login.name), right) for right in Right)


@pytest.mark.parametrize("by", [SYSTEM, COMMAND], ids=str)
def test_whoever_runs_the_machine_may_everything(by):
    assert all(can(by, right) for right in Right)


def test_a_role_that_is_taken_away_is_refused_at_the_next_action():
    by, number = hire(TOM), sign_up()
    correct_customer(number=number, values={"phone": "01632 960 100"}, by=by, at=AT)
    Principal.objects.filter(pk=by.key).update(group=group_of(Role.READER))
    with pytest.raises(NotAllowed, match="Tom Brandt has no right to correct customers"):
        correct_customer(number=number, values={"phone": "01632 960 101"}, by=by, at=AT)


def test_staff_who_left_are_refused_at_the_next_action():
    by = hire(NADIA)
    require(by, Right.MANAGE_STAFF)
    Principal.objects.filter(pk=by.key).update(is_active=False)
    with pytest.raises(NotAllowed):
        require(by, Right.SEE_CUSTOMERS)
    assert staff_actor(Principal.objects.get(pk=by.key)) is None


def test_only_an_administrator_lets_staff_in_and_settles_the_business():
    tom = hire(TOM)
    with pytest.raises(NotAllowed):
        add_staff(name="Ada", email="ada@harbourpine.example", password=PASSWORD, role=Role.READER, by=tom, at=AT)
    with pytest.raises(NotAllowed):
        settle_business(name="Tom's", by=tom, at=AT)
    settle_business(name="Harbour & Pine", by=hire(NADIA), at=AT)


def test_the_database_itself_keeps_no_staff_without_a_group():
    by = hire(TOM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Principal.objects.filter(pk=by.key).update(group=None)
