"""Contracts need Billing, are ordered once, and are carried on along their table; a dealer sees its own alone."""

from itertools import product

import pytest

from onaccount.domain.contracts.actions import (
    move_contract,
    note_commission,
    save_contract,
    start_contract,
    submit_contract,
    withdraw_contract,
)
from onaccount.domain.contracts.models import Connection
from onaccount.domain.contracts.queries import connections_by_state, contract_for, contracts_for, contracts_of, live_of
from onaccount.domain.contracts.rules import (
    CONTRACT_MOVES,
    ConnectionUnusable,
    ContractNotADraft,
    ContractState,
    NeedsBilling,
    NoConnections,
    NoSuchConnection,
    NoSuchContract,
    NoSuchContractMove,
    TooManyConnections,
    check_billing,
    check_contract_move,
    connections_of,
)
from onaccount.domain.customers.actions import choose_reseller, delete_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.removal import StillReferred
from onaccount.domain.customers.rules.status import NoSuchCustomer, Stage
from onaccount.domain.history.models import Event
from onaccount.domain.letters.models import Letter
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_stage
from onaccount.foundation.money import NotAnAmount
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, INES, TOM, hire

pytestmark = pytest.mark.django_db
TWO = "01632 960 101\n01632 960 102\n"


def billed(number: int) -> int:
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    return number


@pytest.fixture
def lena():
    return dealer_user(dealer())


@pytest.fixture
def number(lena):
    return billed(handed_in(lena))


def submitted(number: int, by) -> int:
    contract = start_contract(customer=number, connections=TWO, by=by, at=AT)
    submit_contract(customer=number, contract=contract, connections=TWO, by=by, at=AT)
    return contract


@pytest.mark.parametrize("stage", Stage)
def test_contracts_need_billing(stage):
    if stage is Stage.BILLING:
        check_billing(7, stage)
    else:
        with pytest.raises(NeedsBilling):
            check_billing(7, stage)


@pytest.mark.parametrize(("now", "to"), list(product(ContractState, ContractState)))
def test_every_move_and_every_refusal_of_the_table(now, to):
    if to in CONTRACT_MOVES[now]:
        check_contract_move(now, to)
    else:
        with pytest.raises(NoSuchContractMove):
            check_contract_move(now, to)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("a\na", ConnectionUnusable), ("x" * 61, ConnectionUnusable), (" ,\n ,", ConnectionUnusable),
     ("\n".join(map(str, range(201))), TooManyConnections)],
)  # fmt: skip
def test_connections_that_cannot_be_are_refused(text, refusal):
    with pytest.raises(refusal):
        connections_of(text)
    assert connections_of(" a \n\n b") == ["a", "b"]


def test_a_contract_is_begun_kept_and_ordered_once(lena, number):
    contract = start_contract(customer=number, connections="", words=" For  the shop ", by=lena, at=AT)
    with pytest.raises(NoConnections):
        submit_contract(customer=number, contract=contract, connections=" \n", by=lena, at=AT)
    save_contract(customer=number, contract=contract, connections="one", words="", by=lena, at=AT)
    submit_contract(customer=number, contract=contract, connections=TWO, by=lena, at=AT)
    row = contracts_for(Partner.objects.get().pk, number)[0]
    assert (row.state, row.is_order, [line.name for line in row.connections]) == (
        ContractState.SUBMITTED, True, ["01632 960 101", "01632 960 102"],
    )  # fmt: skip
    for again in (save_contract, submit_contract):
        with pytest.raises(ContractNotADraft):
            again(customer=number, contract=contract, connections=TWO, by=lena, at=AT)
    with pytest.raises(ContractNotADraft):
        withdraw_contract(customer=number, contract=contract, by=lena, at=AT)
    assert Event.objects.filter(name="contract.moved", subject_key=str(number)).count() == 1
    assert start_contract(customer=number, connections="", by=lena, at=AT) == contract + 1


def test_who_is_not_in_billing_has_no_contract_and_who_fell_back_waits(lena, number):
    waiting = handed_in(lena)
    with pytest.raises(NeedsBilling):
        start_contract(customer=waiting, connections=TWO, by=lena, at=AT)
    open_one = submitted(number, lena)
    draft = start_contract(customer=number, connections=TWO, by=lena, at=AT)
    set_stage(number=number, to=Stage.REFERRED, why="Amended", by=COMMAND, at=AT)
    with pytest.raises(NeedsBilling):
        submit_contract(customer=number, contract=draft, connections=TWO, by=lena, at=AT)
    move_contract(customer=number, contract=open_one, to=ContractState.WITH_CUSTOMER, by=COMMAND, at=AT)
    assert contract_for(Partner.objects.get().pk, number, open_one).state is ContractState.WITH_CUSTOMER


def test_staff_carry_it_on_and_the_dealer_hears_of_it(lena, number):
    tom, contract = hire(TOM), submitted(number, lena)
    letters = Letter.objects.filter(kind="partner_stage").count()
    for to in (ContractState.WITH_CUSTOMER, ContractState.CONNECTED, ContractState.ENDED):
        move_contract(customer=number, contract=contract, to=to, by=tom, at=AT)
    with pytest.raises(NoSuchContractMove):
        move_contract(customer=number, contract=contract, to=ContractState.CONNECTED, by=tom, at=AT)
    assert Letter.objects.filter(kind="partner_stage").count() == letters + 3
    with pytest.raises(NotAllowed):
        move_contract(customer=number, contract=contract, to=ContractState.ENDED, by=hire(INES), at=AT)


def test_a_draft_is_the_dealers_alone(lena, number):
    contract = start_contract(customer=number, connections=TWO, by=lena, at=AT)
    assert contracts_of(number) == []
    with pytest.raises(NoSuchContract):
        move_contract(customer=number, contract=contract, to=ContractState.ENDED, by=COMMAND, at=AT)
    withdraw_contract(customer=number, contract=contract, by=lena, at=AT)
    assert [row.state for row in contracts_of(number)] == [ContractState.ENDED]


def test_the_commission_of_a_connection_is_noted_and_stands_in_no_customers_history(lena, number):
    contract = submitted(number, lena)
    note_commission(customer=number, contract=contract, place=2, amount="12.50", by=COMMAND, at=AT)
    assert [line.commission_minor for line in contracts_of(number)[0].connections] == [None, 1250]
    assert Event.objects.get(name="contract.commission_noted").subject_kind == "contract"
    note_commission(customer=number, contract=contract, place=2, amount="", by=COMMAND, at=AT)
    assert not Connection.objects.filter(commission_minor__isnull=False).exists()
    with pytest.raises(NotAnAmount):
        note_commission(customer=number, contract=contract, place=2, amount="a lot", by=COMMAND, at=AT)
    with pytest.raises(NoSuchConnection):
        note_commission(customer=number, contract=contract, place=3, amount="1", by=COMMAND, at=AT)


def test_connections_are_counted_in_all_and_by_state(lena, number):
    first, _second = submitted(number, lena), submitted(number, lena)
    start_contract(customer=number, connections="one", by=lena, at=AT)
    move_contract(customer=number, contract=first, to=ContractState.WITH_CUSTOMER, by=COMMAND, at=AT)
    partner = Partner.objects.get().pk
    counts = connections_by_state(contracts_for(partner, number))
    assert {state: n for state, n in counts.items() if n} == {
        ContractState.DRAFT: 1, ContractState.SUBMITTED: 2, ContractState.WITH_CUSTOMER: 2,
    }  # fmt: skip
    live = live_of(partner)[number]
    assert (live.connections, live.orders, live.with_customer, live.running) == (4, 2, 1, 0)


def test_another_dealer_finds_nothing_and_who_is_given_the_customer_sees_no_contract_of_the_one_before(lena, number):
    contract = submitted(number, lena)
    quarry = dealer("QRY077", "Quarry")
    quentin = dealer_user(quarry, "Quentin Rees")
    for act in (save_contract, submit_contract):
        with pytest.raises(NoSuchCustomer):
            act(customer=number, contract=contract, connections=TWO, by=quentin, at=AT)
    with pytest.raises(NoSuchCustomer):
        start_contract(customer=number, connections=TWO, by=quentin, at=AT)
    choose_reseller(number=number, partner=quarry, by=COMMAND, at=AT)
    assert contracts_for(quarry, number) == []
    assert live_of(quarry) == {}
    with pytest.raises(NoSuchContract):
        contract_for(quarry, number, contract)
    with pytest.raises(NoSuchContract):
        withdraw_contract(customer=number, contract=contract, by=quentin, at=AT)


def test_who_only_looks_adds_no_contract(number):
    looker = dealer_user(Partner.objects.get().pk, "Otto Berg", right=PortalRight.SEE)
    with pytest.raises(NotAllowed):
        start_contract(customer=number, connections=TWO, by=looker, at=AT)


def test_a_contract_keeps_its_customer(lena, number):
    submitted(number, lena)
    with pytest.raises(StillReferred):
        delete_customer(number=number, by=COMMAND, at=AT)
    assert Customer.objects.filter(number=number).exists()
