"""Erasing takes a person out of everything, and leaves the books and everybody else as they were (I25)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from onaccount.domain.billing.models import InvoiceParty
from onaccount.domain.customers.models import Customer, Location, Note
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.models import Event
from onaccount.domain.imports.models import Import
from onaccount.domain.ledger.models import Line, Posting
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.letters.actions import keep_outcome, take_up
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.models import Principal, Session
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.privacy.actions.erase import erase_person
from onaccount.domain.privacy.queries.family import family_of
from onaccount.domain.privacy.queries.theirs import rows_of
from onaccount.domain.privacy.rules.hits import Erasure
from onaccount.domain.vetting.actions import set_status
from tests.domain.billing import stage
from tests.domain.imports.importing import as_csv, rehearse
from tests.domain.privacy.planted import Planted, plant
from tests.postbox import open_postbox, use
from tests.stage import AT, COMMAND, INES, hire, sign_up

BY: dict[str, Any] = {"by": COMMAND, "at": AT}


@pytest.fixture
def planted(transactional_db, settings) -> Iterator[Planted]:
    with open_postbox() as postbox:
        use(postbox, settings)
        yield plant(postbox)


def rows_with(mark: str) -> list[str]:
    """Tables, of all there are, with a row in which the mark stands: as the engine gives them, not by our search."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(mark.lower() in repr(row).lower() for row in cursor.fetchall()):
                found.append(table)
    return found


def files_with(mark: str) -> list[str]:
    folders = [Path(django_settings.DATA)]
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).parent)
    wanted = [mark.lower().encode(), mark.lower().encode("utf-16-le")]
    paths = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return [str(path) for path in paths if any(each in path.read_bytes().lower() for each in wanted)]


def everywhere(marks: dict[str, str]) -> dict[str, list[str]]:
    found = {what: rows_with(mark) + files_with(mark) for what, mark in marks.items()}
    return {what: places for what, places in found.items() if places}


def erase(number: int, by=COMMAND) -> Erasure:
    return erase_person(number=number, by=by, at=AT)


def test_of_fifty_marks_none_is_left_and_the_books_are_as_they_were(planted):
    assert len(planted.marks) >= 50
    unplanted = set(planted.marks) - set(everywhere(planted.marks))
    assert not unplanted, "these marks stand nowhere even before: they prove nothing"
    before = money()
    done = erase(planted.number)
    assert everywhere(planted.marks) == {}
    assert (done.hits_after, done.left) == (0, [])
    assert done.hits_before > 50
    assert money() == before
    assert check_books(against=None).difference is None
    assert [event.name for event in Event.objects.filter(name="customer.erased")] == ["customer.erased"] * 2
    again = erase(planted.dealt)  # by another of its numbers
    assert (again.changed, again.number) == (0, planted.number)
    assert Event.objects.filter(name="customer.erased").count() == 2


def money() -> list[Any]:
    postings = Posting.objects.order_by("pk").values_list("pk", "hash", "balance_minor", "key", "digest")
    return [*postings, *Line.objects.order_by("posting", "account").values_list("posting", "account", "amount_minor")]


def test_nobody_else_is_changed_by_a_byte(planted):
    before = rows_of_others(planted)
    erase(planted.number)
    assert rows_of_others(planted) == before


def rows_of_others(planted: Planted) -> dict[str, list[str]]:
    """All rows of the tables of customers, their parts and their applications that are said of somebody else."""
    found = {}
    for table, which in rows_of(family_of(planted.other)).items():
        rows = table._base_manager.filter(which).order_by("pk")
        found[table._meta.label] = [repr(row) for row in rows.values_list()]
    assert len([name for name, rows in found.items() if rows]) > 5
    return found


@pytest.mark.django_db
def test_a_column_that_nobody_erases_is_found(monkeypatch):
    number = sign_up()
    Note.objects.create(customer_id=number, text="Something about Graham's Widgets.", at=AT)
    monkeypatch.setattr("onaccount.domain.privacy.actions.erase.erase_customers", lambda numbers, at: 0)
    done = erase(number)
    assert done.hits_after
    assert {"customers_note.text", "customers_customer.name"} <= set(done.left)


@pytest.mark.django_db
def test_the_login_is_free_for_somebody_else_and_lets_nobody_in():
    number = sign_up()
    login = Location.objects.get(customer=number).login_email
    set_status(number=number, to=Status.ACTIVE, **BY)
    principal = Principal.objects.get(location__customer=number)
    Session.objects.create(
        session_key="s", session_data="", expire_date=AT, began_at=AT, seen_at=AT, principal=principal
    )
    erase(number)
    principal.refresh_from_db()
    assert (principal.is_active, principal.email, principal.has_usable_password()) == (False, None, False)
    assert not Session.objects.exists()
    assert Customer.objects.get(number=number).status == "inactive"
    other = sign_up(login=login, name="Next Ltd")
    assert Location.objects.get(customer=other).login_email == login


@pytest.mark.django_db
def test_what_is_said_of_others_stays_and_is_named():
    number = sign_up()
    other = sign_up(login="other@widgets.example", name="Other Ltd", notes="Their neighbour is Graham's Widgets.")
    done = erase(number)
    assert done.hits_after == 0
    kept = [(kept.where, kept.reason) for kept in done.kept]
    assert ("customers_customer.notes", f"It is said of others: No. {other}.") in kept


@pytest.mark.django_db
def test_an_invoice_stays_as_it_was_sent_and_the_reason_is_said():
    """One that names no buyer is none to the tax office (Directive 2006/112/EC, article 226)."""
    stage.settle()
    number = stage.trader()
    label = stage.invoiced(number)
    sent = InvoiceParty.objects.get(invoice__label=label).buyer
    done = erase(number)
    assert done.hits_after == 0
    assert InvoiceParty.objects.get(invoice__label=label).buyer == sent
    kept = {kept.where: kept.reason for kept in done.kept}
    assert "issued names its buyer" in kept["billing_invoiceparty.buyer"]


@pytest.mark.django_db
def test_a_list_that_waits_is_named_and_stays():
    number = sign_up()
    waiting = rehearse(as_csv(("Name", "Notes"), ("Graham's Widgets", "x"), ("Q Ltd", "y")))
    done = erase(number)
    assert {kept.reason[:20] for kept in done.kept} == {"An import that names"}
    assert done.hits_after == 0
    assert Import.objects.get(pk=waiting.key).samples


@pytest.mark.django_db
def test_a_letter_that_is_leaving_keeps_no_word_of_them():
    number = sign_up()
    set_status(number=number, to=Status.ACTIVE, **BY)
    letter = take_up(str(Letter.objects.get(kind="login_details").pk))
    assert letter
    erase(number)
    keep_outcome(letter, Outcome(True, "", accepted=True), subject="Graham", text="Graham", at=AT)
    kept = Letter.objects.get(pk=letter.pk)
    assert (kept.state, kept.to, kept.subject, kept.text) == ("voided", "", "", "")


@pytest.mark.django_db
def test_only_who_has_the_right_erases():
    number = sign_up()
    with pytest.raises(NotAllowed):
        erase(number, by=hire(INES))
    with pytest.raises(NoSuchCustomer):
        erase(number + 1000)
    assert not Event.objects.filter(name="customer.erased").exists()
