"""Money pays the oldest invoice first, never more than is due; credit notes correct; what was issued never changes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from onaccount.domain.accounts.actions import pay_in, reverse_posting
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.billing.actions import (
    OfferedLine,
    allocate,
    credit_invoice,
    give_customer_credit,
    record_payment,
    reverse_payment,
    take_in_money,
)
from onaccount.domain.billing.models import Funds, Invoice, InvoiceDue
from onaccount.domain.billing.queries import funds_of, funds_row, invoice_card, numbers_given
from onaccount.domain.billing.rules.invoices import (
    CreditedMore,
    CreditNeedsWords,
    CreditsNothing,
    NotToBeCredited,
    Paid,
)
from onaccount.domain.billing.rules.money_in import (
    CreditNeedsReason,
    Method,
    MoreThanIsDue,
    MoreThanIsLeft,
    OnlyPaymentsAreReversed,
    WasReversed,
)
from onaccount.domain.ledger.queries import check_books, posting_of
from onaccount.domain.ledger.rules import NotToBeReversed
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.domain.billing import stage
from tests.domain.billing.stage import invoiced
from tests.stage import AT, COMMAND, INES, hire, race

TEN = OfferedLine(name="Ten", price="10.00")  # 12.00 with its tax


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


def pay(customer: int, minor: int, *, key: str = "", at=AT):
    return record_payment(
        customer=customer, amount=gbp(minor), method=Method.BANK, key=key or uuid4().hex, by=COMMAND, at=at
    )


def due(label: str) -> int:
    return invoice_card(label).row.due_minor


@transaction.atomic
def issued_and_taken_back(customer: int) -> None:
    invoiced(customer, TEN)
    raise NotAllowed(name="", right="")


def owed(customer: int) -> int:
    card = account_of(customer, at=AT)
    assert card
    return card.balance.minor


def test_an_invoice_is_owed_and_a_payment_pays_the_oldest_first(customer):
    first, second = invoiced(customer, TEN), invoiced(customer, TEN, at=AT + timedelta(days=1))
    assert owed(customer) == 24_00
    paid = pay(customer, 15_00)
    assert (due(first), due(second), owed(customer)) == (0, 9_00, 9_00)
    assert invoice_card(first).row.stands_on(AT.date()) is Paid.PAID
    assert invoice_card(second).row.stands_on(AT.date()) is Paid.PART
    found = funds_row(paid)
    assert found
    assert (found.left_minor, found.pays) == (0, ((first, 12_00), (second, 3_00)))


def test_what_is_paid_too_much_is_credit_and_pays_the_next_invoice(customer):
    first = invoiced(customer, TEN)
    paid = pay(customer, 20_00)
    assert (due(first), owed(customer)) == (0, -8_00)
    found = funds_row(paid)
    assert found
    assert found.left_minor == 8_00
    assert due(invoiced(customer, TEN)) == 4_00


def test_the_same_key_is_one_payment(customer):
    invoiced(customer, TEN)
    assert pay(customer, 5_00, key="k1") == pay(customer, 5_00, key="k1")
    assert owed(customer) == 7_00


def test_an_allocation_is_changed_within_what_is_there_and_what_is_due(customer):
    first, second = invoiced(customer, TEN), invoiced(customer, TEN)
    paid = pay(customer, 12_00)

    def put(label: str, minor: int) -> None:
        allocate(payment=paid, invoice=label, amount=gbp(minor), by=COMMAND, at=AT)

    with pytest.raises(MoreThanIsLeft):
        put(second, 1)
    put(first, 2_00)
    put(second, 10_00)
    assert (due(first), due(second)) == (10_00, 2_00)
    put(first, 0)
    assert due(first) == 12_00
    more = pay(customer, 50_00)  # pays both
    with pytest.raises(MoreThanIsDue):
        allocate(payment=more, invoice=first, amount=gbp(12_01), by=COMMAND, at=AT)


def test_a_payment_is_reversed_once_and_what_it_paid_is_due_again(customer):
    label = invoiced(customer, TEN)
    paid = pay(customer, 12_00)
    reverse_payment(payment=paid, by=COMMAND, at=AT)
    assert (due(label), owed(customer)) == (12_00, 12_00)
    with pytest.raises(WasReversed):
        reverse_payment(payment=paid, by=COMMAND, at=AT)
    with pytest.raises(WasReversed):
        allocate(payment=paid, invoice=label, amount=gbp(1), by=COMMAND, at=AT)


def test_what_is_paid_and_taken_back_elsewhere_is_known_to_the_desk(customer):
    label = invoiced(customer, TEN)
    done = pay_in(customer=customer, amount=gbp(7_00), key="till", by=COMMAND, at=AT)
    take_in_money(customer=customer, by=COMMAND, at=AT)
    take_in_money(customer=customer, by=COMMAND, at=AT)
    assert due(label) == 5_00
    reverse_posting(posting=done.posting.id, key="back", by=COMMAND, at=AT)
    take_in_money(customer=customer, by=COMMAND, at=AT)
    assert due(label) == 12_00
    assert [each.left_minor for each in funds_of(customer)] == [0]


def test_a_credit_pays_as_money_does_and_says_what_for(customer):
    label = invoiced(customer, TEN)
    with pytest.raises(CreditNeedsReason):
        give_customer_credit(customer=customer, amount=gbp(2_00), words=" ", key="c", by=COMMAND, at=AT)
    give_customer_credit(customer=customer, amount=gbp(2_00), words="The lift stood", key="c", by=COMMAND, at=AT)
    row = invoice_card(label).row
    assert (row.paid_minor, row.credited_minor, row.due_minor) == (0, 2_00, 10_00)


def test_an_invoice_is_corrected_by_credit_notes_down_to_nothing(customer):
    label = invoiced(customer, OfferedLine(name="Three", quantity="3", price="0.33"), TEN)
    assert due(label) == 13_19

    def back(amounts: dict[int, int] | None) -> str:
        return credit_invoice(invoice=label, amounts=amounts, words="Too much", by=COMMAND, at=AT)

    with pytest.raises(CreditNeedsWords):
        credit_invoice(invoice=label, amounts=None, words="", by=COMMAND, at=AT)
    with pytest.raises(CreditedMore):
        back({1: 100})
    with pytest.raises(CreditsNothing):
        back({})
    note = back({1: 33})
    assert note == "CN-1"
    assert (due(label), owed(customer)) == (12_79, 12_79)
    with pytest.raises(NotToBeCredited):
        credit_invoice(invoice=note, amounts=None, words="No", by=COMMAND, at=AT)
    back(None)
    assert (due(label), owed(customer)) == (0, 0)
    assert invoice_card(label).row.stands_on(AT.date()) is Paid.CREDITED
    with pytest.raises(CreditsNothing):
        back(None)
    with pytest.raises(OnlyPaymentsAreReversed):
        reverse_payment(payment=funds_of(customer)[0].posting, by=COMMAND, at=AT)


def test_a_credit_note_on_what_was_paid_is_credit(customer):
    label = invoiced(customer, TEN)
    pay(customer, 12_00)
    credit_invoice(invoice=label, amounts=None, words="Broken", by=COMMAND, at=AT)
    row = invoice_card(label).row
    assert (row.paid_minor, row.credited_minor, row.due_minor) == (12_00, 0, 0)
    assert sum(each.left_minor for each in funds_of(customer)) == 12_00 == -owed(customer)


def test_invoices_are_numbered_without_gaps_whatever_was_refused(customer):
    invoiced(customer, TEN)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            issued_and_taken_back(customer)
    invoiced(customer, TEN)
    assert numbers_given("invoice") == [1, 2]


def test_what_was_issued_is_never_changed_whoever_writes(customer):
    label = invoiced(customer, TEN)
    for table, change in (
        ("billing_invoice", "total_minor = 1"),
        ("billing_invoiceline", "net_minor = 1"),
        ("billing_invoicetax", "amount_minor = 1"),
    ):
        for sql in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    found = Invoice.objects.get(label=label)
    assert found.posting
    with pytest.raises(NotToBeReversed):
        reverse_posting(posting=found.posting, key="r", by=COMMAND, at=AT)


def test_an_invoice_has_exactly_one_source_whoever_writes(customer):
    label = invoiced(customer, TEN)
    found = Invoice.objects.get(label=label)
    for change in ({"quote_id": None}, {"order_number": 5}, {"corrects_id": found.pk}, {"period_first": AT.date()}):
        copy = Invoice.objects.get(label=label)
        copy.pk, copy.label, copy.number, copy.posting = uuid4(), "INV-X", 99, uuid4()
        if "quote_id" not in change:
            copy.order_number = 7 if "order_number" in change else None
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            copy.save(force_insert=True)


def test_due_is_never_below_nothing_whoever_writes(customer):
    invoiced(customer, TEN)
    pay(customer, 5_00)
    for sql in ("UPDATE billing_invoicedue SET paid_minor = 1201", "UPDATE billing_funds SET allocated_minor = 501"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_books_agree_after_all_of_it(customer):
    label = invoiced(customer, TEN)
    paid = pay(customer, 20_00)
    credit_invoice(invoice=label, amounts={1: 3_00}, words="Less", by=COMMAND, at=AT)
    reverse_payment(payment=paid, by=COMMAND, at=AT)
    assert check_books().difference is None
    card = invoice_card(label)
    assert card.posting
    posting = posting_of(card.posting)
    assert posting
    assert posting.note == label


def test_readers_take_no_money(customer):
    reader = hire(INES)
    paid = pay(customer, 1_00)
    for refused in (
        lambda: record_payment(customer=customer, amount=gbp(1), method=Method.CASH, key="k", by=reader, at=AT),
        lambda: give_customer_credit(customer=customer, amount=gbp(1), words="w", key="k", by=reader, at=AT),
        lambda: allocate(payment=paid, invoice="INV-1", amount=gbp(1), by=reader, at=AT),
        lambda: reverse_payment(payment=paid, by=reader, at=AT),
        lambda: take_in_money(customer=customer, by=reader, at=AT),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.django_db(transaction=True)
def test_payments_of_one_invoice_at_once_pay_it_once():
    """Eight at once of 5.00 on 12.00: what is over is credit, and no penny is allocated twice."""
    stage.settle()
    customer = stage.trader()
    label = invoiced(customer, TEN)
    for _ in range(3):
        before = Funds.objects.count()
        race(*[lambda: pay(customer, 5_00) for _ in range(4)])
        assert Funds.objects.count() == before + 4
    row = InvoiceDue.objects.get(invoice__label=label)
    assert (row.paid_minor, row.credited_minor) == (12_00, 0)
    assert sum(each.allocated_minor for each in Funds.objects.all()) == 12_00
    assert owed(customer) == 12_00 - 60_00
