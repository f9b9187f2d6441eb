"""What is sold at a till is booked once, as it was paid, or refused."""

from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import open_account, set_account
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules.verdict import NotOwnMoney, OverLimit
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.queries import check_books, house_balance, receipt_of
from onaccount.domain.ledger.rules import house_id
from onaccount.domain.people.actions.codes import give_approval, set_manager_code
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.rules.codes import ApprovalNotGood, ManagerCodeNeeded
from onaccount.domain.tills.actions.days import close_day
from onaccount.domain.tills.actions.sales import Approvals, take_deposit, take_withdrawal
from onaccount.domain.tills.models import Sale
from onaccount.domain.tills.queries.sales import day_report, open_day, sale_card
from onaccount.domain.tills.rules.days import NoShift
from onaccount.domain.tills.rules.publications import MethodNotInMenu
from onaccount.domain.tills.rules.sales import (
    CustomerNeeded,
    LineAsked,
    NotSoMuchPaid,
    NotSoMuchSold,
    SaleNotBalanced,
    SaleOfAnother,
)
from onaccount.domain.tills.rules.tills import drawer_house, sales_house
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.domain.tills.counter import MANAGER, Counter
from tests.stage import AT, CAFE, COMMAND, hire, sign_up

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"


def balance(customer: int) -> int:
    found = account_of(customer, at=AT)
    assert found is not None
    return found.balance.minor


def books(code: str) -> int:
    return house_balance(house_id(code, "GBP"))


def test_a_charge_at_the_till_stands_on_the_account_and_on_the_receipt(counter: Counter, widgets: int) -> None:
    sale = sale_card(counter.sell((ACCOUNT, 37_50), customer=widgets))
    assert balance(widgets) == 37_50
    assert sale.account == {"before_minor": 0, "after_minor": 37_50, "left_minor": 462_50}
    assert sale.label == f"{counter.number}A-000001"
    found = receipt_of(sale.code)
    assert found.ok
    assert found.amount == Money(37_50, "GBP")


def test_cash_is_in_the_drawer_and_no_customer_owes_it(counter: Counter) -> None:
    counter.sell(("Cash", 12_00))
    assert books(drawer_house(counter.number)) == 12_00
    assert books(sales_house(counter.number)) == -12_00


def test_a_payment_is_split_between_methods(counter: Counter, widgets: int) -> None:
    counter.sell((ACCOUNT, 30_00), ("Cash", 7_50), customer=widgets)
    assert balance(widgets) == 30_00
    assert books(drawer_house(counter.number)) == 7_50
    assert books(sales_house(counter.number)) == -37_50


def test_the_same_sale_twice_is_one(counter: Counter, widgets: int) -> None:
    asked = counter.asked((ACCOUNT, 37_50), customer=widgets)
    assert counter.send(asked) == counter.send(asked)
    assert balance(widgets) == 37_50


def test_a_sale_up_to_the_limit_leaves_nothing_and_not_no_limit(counter: Counter, widgets: int) -> None:
    """The till shows what a receipt says: nothing left is nothing, and None is without limit."""
    sale = sale_card(counter.sell((ACCOUNT, 500_00), customer=widgets))
    assert sale.account == {"before_minor": 0, "after_minor": 500_00, "left_minor": 0}


def test_another_sale_under_the_same_id_is_refused(counter: Counter) -> None:
    key = uuid4()
    counter.sell(("Cash", 100), id=key)
    with pytest.raises(SaleOfAnother):
        counter.sell(("Cash", 200), id=key, body=b"something else")


def test_nothing_is_kept_of_a_sale_over_the_limit(counter: Counter, widgets: int) -> None:
    counter.sell((ACCOUNT, 499_99), customer=widgets)
    before = Posting.objects.count()
    with pytest.raises(OverLimit):
        counter.sell(("Cash", 5_00), (ACCOUNT, 2), customer=widgets)
    assert Posting.objects.count() == before
    assert Sale.objects.count() == 1


def test_a_managers_code_lets_one_sale_go_over_the_limit(counter: Counter, widgets: int) -> None:
    manager = hire(MANAGER, second_factor=False)
    set_manager_code(code="7391", by=manager, at=AT)
    asked = counter.asked((ACCOUNT, 512_10), customer=widgets)
    approval = give_approval(
        approver=int(manager.key), code="7391", right=FrontRight.EXCEED_LIMIT, about=asked.deed(counter.number),
        by=counter.clerk, at=AT,
    )  # fmt: skip
    counter.send(asked, approvals=Approvals(to_exceed=approval))
    assert balance(widgets) == 512_10
    with pytest.raises(ApprovalNotGood):
        counter.sell((ACCOUNT, 1), customer=widgets, approvals=Approvals(to_exceed=approval))


def test_an_admin_customer_without_email_pays_with_the_account(counter: Counter) -> None:
    cafe = sign_up(CAFE)
    set_status(number=cafe, to=Status.ADMIN, by=COMMAND, at=AT)
    open_account(customer=cafe, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    counter.sell((ACCOUNT, 500_00), customer=cafe)
    assert balance(cafe) == 500_00


def test_payments_come_to_the_total(counter: Counter) -> None:
    with pytest.raises(SaleNotBalanced):
        counter.sell(("Cash", 5_00), lines=[LineAsked("Rye loaf", 3_60)])


def test_a_method_that_the_till_has_not_acknowledged_is_refused(counter: Counter) -> None:
    with pytest.raises(MethodNotInMenu):
        counter.sell(("Voucher", 5_00))


def test_an_account_needs_a_customer(counter: Counter) -> None:
    with pytest.raises(CustomerNeeded):
        counter.sell((ACCOUNT, 5_00))


def test_whoever_has_no_shift_here_sells_nothing(counter: Counter) -> None:
    stranger = hire(MANAGER, second_factor=False)
    counter.clerk = stranger
    with pytest.raises(NoShift):
        counter.sell(("Cash", 5_00))


def test_goods_come_back_at_most_once_and_money_the_way_it_came(counter: Counter, widgets: int) -> None:
    lines = [LineAsked("Rye loaf", 3_60, quantity_milli=2000)]
    sold = counter.sell((ACCOUNT, 7_20), customer=widgets, lines=lines)
    manager = hire(MANAGER, second_factor=False)
    set_manager_code(code="7391", by=manager, at=AT)

    def give_back(method: str, quantity: int) -> None:
        asked = counter.asked(
            (method, 3_60 * quantity // 1000), customer=widgets, of=sold, line_of={0: 0},
            lines=[LineAsked("Rye loaf", 3_60, quantity_milli=quantity)],
        )  # fmt: skip
        approval = give_approval(
            approver=int(manager.key), code="7391", right=FrontRight.REFUND, about=asked.deed(counter.number),
            by=counter.clerk, at=AT,
        )  # fmt: skip
        counter.send(asked, approvals=Approvals(to_refund=approval))

    with pytest.raises(NotSoMuchPaid):
        give_back("Cash", 1000)
    give_back(ACCOUNT, 1000)
    assert balance(widgets) == 3_60
    with pytest.raises(NotSoMuchSold):
        give_back(ACCOUNT, 2000)
    give_back(ACCOUNT, 1000)
    assert balance(widgets) == 0


def test_a_refund_needs_the_right(counter: Counter, widgets: int) -> None:
    sold = counter.sell(("Cash", 3_60), lines=[LineAsked("Rye loaf", 3_60)])
    with pytest.raises(ManagerCodeNeeded):
        counter.sell(("Cash", 3_60), of=sold, line_of={0: 0}, lines=[LineAsked("Rye loaf", 3_60)])


def test_money_comes_in_and_only_the_customers_own_goes_out(counter: Counter, widgets: int) -> None:
    take_deposit(till=counter.number, asked=counter.money(widgets, 20_00), by=counter.clerk, at=AT)
    take_withdrawal(till=counter.number, asked=counter.money(widgets, 5_00), by=counter.clerk, at=AT)
    assert balance(widgets) == -15_00
    assert books(drawer_house(counter.number)) == 15_00
    with pytest.raises(NotOwnMoney):
        take_withdrawal(till=counter.number, asked=counter.money(widgets, 15_01), by=counter.clerk, at=AT)


def test_the_day_is_what_was_taken_and_begins_anew_when_it_is_closed(counter: Counter, widgets: int) -> None:
    counter.sell((ACCOUNT, 30_00), ("Cash", 7_50), customer=widgets)
    take_deposit(till=counter.number, asked=counter.money(widgets, 20_00), by=counter.clerk, at=AT)
    report = day_report(open_day(counter.number))
    assert (report.sales, report.gross_minor, report.expected_minor) == (1, 37_50, 27_50)
    assert dict(report.by_method()) == {ACCOUNT: 30_00, "Cash": 27_50}
    manager = hire(MANAGER, second_factor=False)
    number = close_day(till=counter.number, counted_minor=27_00, left_minor=10_00, waiting=0, by=manager, at=AT)
    assert number == 1
    counter.sell(("Cash", 1_00))
    assert day_report(open_day(counter.number)).expected_minor == 11_00


def test_the_books_hold_after_all_of_it(counter: Counter, widgets: int) -> None:
    counter.sell((ACCOUNT, 30_00), ("Cash", 7_50), customer=widgets)
    counter.sell(("Cash", 7_50), ("Card", 2_50))
    take_deposit(till=counter.number, asked=counter.money(widgets, 20_00), by=counter.clerk, at=AT)
    set_account(customer=widgets, limit=Money(0, "GBP"), is_allowed=True, by=COMMAND, at=AT)
    assert check_books().difference is None
