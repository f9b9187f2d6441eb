"""A whole import is taken back, updates included, where nothing newer was written (B-05)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from onaccount.domain.customers.actions import (
    add_customer,
    add_note,
    add_person,
    change_contact,
    correct_customer,
    restore,
)
from onaccount.domain.customers.models import Address, Contact, Customer, Location, NamedPerson, Note, Replaced, Tag
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.models import Event, EventDetail, Pending
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import (
    apply_import,
    ask_undo,
    forget_stages,
    take_back_unfinished,
    undo_import,
)
from onaccount.domain.imports.actions.at_work import applying_alone, at_work
from onaccount.domain.imports.actions.intakes.customers import undo
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.domain.imports.queries import import_card, kept_rows, undo_preview
from onaccount.domain.imports.rules.states import (
    AnotherImportApplies,
    ImportState,
    NoSuchImport,
    NotInThisState,
    NotWritten,
    TakenBackAlready,
)
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation import slices as slicing
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ("External id", "Company", "E-mail", "City", "Tags", "Contact given name", "Contact family name", "Phone")
LATER = AT + timedelta(hours=1)
SAM = Actor("command", "sam", "Sam")
STRANGER = Actor("staff", "4711", "Nobody")
PART_COLUMNS: dict[Any, tuple[str, ...]] = {
    Address: ("customer", "use", "line1", "line2", "line3", "city", "region", "postcode", "country"),
    Contact: ("customer", "title", "given_name", "family_name", "job_title", "email", "phone"),
    Location: ("customer", "name", "login_email"),
}


def add(at=AT - timedelta(days=1), **values: str) -> int:
    return add_customer(values=values, origin=Origin.STAFF, login_email=values.get("login", ""), by=BY, at=at)


def list_of(*ids: str, company: str = "Hollin", city: str = "Leeds", tags: str = "dairy; wave 1") -> bytes:
    rows = (
        (i, f"{company} {i}", f"{i.lower()}@hollin.example", city, tags, "Nora", f"Hollin {i}", "0113 1") for i in ids
    )
    return as_csv(HEADER, *rows)


def books() -> dict[str, Any]:
    """Everything that stands of customers, but for history and for when they were written last."""
    own = [field.attname for field in Customer._meta.concrete_fields if field.attname != "changed_at"]
    found: dict[str, Any] = {"customers": sorted(Customer.objects.values_list(*own), key=repr)}
    for table, columns in PART_COLUMNS.items():
        found[table.__name__] = sorted(table.objects.values_list(*columns))
    found["tagged"] = sorted(Customer.objects.exclude(tags=None).values_list("number", "tags__name"))
    found["tags"] = sorted(Tag.objects.values_list("name", flat=True))
    return found


def take_back(key: UUID, at=LATER) -> tuple[int, list[tuple[int | None, str]]]:
    undo_import(key=key, by=BY, at=at)
    card = import_card(key)
    return card.removed + card.restored, [(kept.row, " ".join(map(str, kept.said))) for kept in kept_rows(key)]


@pytest.fixture(params=["at once", "in slices"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in slices":
        in_slices(monkeypatch)


def in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    monkeypatch.setattr(applying, "FIRST_SLICE", 3)
    monkeypatch.setattr(undo, "FIRST_SLICE", 3)
    monkeypatch.setattr(slicing, "LEAST", 3)
    monkeypatch.setattr(slicing, "PAUSE", 0)


# --- nothing newer was written ---


@pytest.mark.usefixtures("way")
def test_new_customers_go_with_all_their_parts():
    before = books()
    card = take_in(list_of(*"ABCDEFGHIJ"))
    assert take_back(card.key) == (10, [])
    assert books() == before
    card = import_card(card.key)
    assert (card.state, card.removed, card.restored) == (ImportState.UNDONE, 10, 0)


@pytest.mark.usefixtures("way")
def test_updated_customers_get_all_their_old_values_back():
    add(name="Hollin Dairy", external_id="A", tags="old; dairy", city="York", contact_given_name="Nora")
    add(name="Hollin Farm", external_id="B", login="farm@hollin.example")
    add(
        name="Hollin Mill",
        external_id="C",
        line1="1 Mill Lane",
        contact_given_name="N",
        contact_email="c@hollin.example",
    )
    before = books()
    card = take_in(list_of("A", "B", "C", "D"))
    assert figures(card) == {"create": 1, "update": 3}
    assert books() != before
    assert take_back(card.key) == (4, [])
    assert books() == before
    assert not Replaced.objects.exists()


def test_a_further_address_and_a_second_contact_go_again():
    add(name="Hollin", external_id="A", line1="1 Mill Lane", city="York", contact_given_name="Nora")
    before = books()
    header = ("External id", "Company", "Street", "City", "Contact given name", "Contact email")
    content = as_csv(
        header,
        ("A", "Hollin", "1 Mill Lane", "York", "Nora", "nora@hollin.example"),
        ("A", "Hollin", "9 Quay", "Hull", "Pip", "pip@hollin.example"),
    )
    card = take_in(content)
    assert (Address.objects.count(), Contact.objects.count()) == (2, 2)
    assert take_back(card.key) == (1, [])
    assert books() == before


def test_contacts_that_were_brought_to_companies_go_again():
    add(name="Hollin", external_id="A", contact_given_name="Nora")
    before = books()
    content = as_csv(
        ("Company", "Contact given name", "Contact email"),
        ("Hollin", "Pip", "pip@h.example"),
        ("Hollin", "Nora", "n@h.example"),
    )
    card = take_in(content, as_kind="contacts")
    assert figures(card) == {"create": 1, "update": 1}
    assert Contact.objects.count() == 2
    assert take_back(card.key) == (1, [])
    assert books() == before


def test_the_same_file_comes_in_again_afterwards():
    content = as_csv(("Company", "City"), ("Hollin", "Leeds"), ("Moor", "York"))
    take_back(take_in(content).key)
    assert figures(take_in(content)) == {"create": 2}


def test_history_tells_what_was_removed_and_corrected_and_no_letter_leaves():
    number = add(name="Hollin Dairy", external_id="A")
    card = take_in(list_of("A", "B"))
    new = str(Customer.objects.get(external_id="B").pk)
    Pending.objects.all().delete()
    take_back(card.key)
    (fact, *_) = facts_of(Subject("customer", str(number)))
    assert (fact.name, fact.at, fact.changes["name"]) == ("customer.corrected", LATER, ("Hollin A", "Hollin Dairy"))
    assert [fact.name for fact in facts_of(Subject("customer", new))] == ["customer.removed", "customer.added"]
    assert not EventDetail.objects.filter(event__subject_kind="customer", event__subject_key=new).exists()
    (fact, *_) = facts_of(Subject("import", str(card.key)))
    assert fact.name == "import.undone"
    assert fact.changes == {
        "removed": (0, 1),
        "restored": (0, 1),
        "kept": (0, 0),
    }
    assert [pending.event.name for pending in Pending.objects.select_related("event")] == ["import.undone"]
    assert not Letter.objects.exists()


def test_the_last_import_is_taken_back_first_and_then_the_one_before():
    add(name="Hollin Dairy", external_id="A")
    before = books()
    first = take_in(list_of("A", "B"))
    between = books()
    second = rehearse(list_of("A", "B", company="Moor", city="Hull"))
    apply_import(key=second.key, by=BY, at=AT + timedelta(minutes=5))
    assert take_back(second.key, at=AT + timedelta(minutes=10)) == (2, [])
    assert books() == between
    assert take_back(first.key) == (2, [])
    assert books() == before


def test_an_import_over_which_another_has_written_is_kept():
    first = take_in(list_of("A"))
    second = rehearse(list_of("A", company="Moor"))
    apply_import(key=second.key, by=BY, at=AT + timedelta(minutes=5))
    undone, kept = take_back(first.key)
    assert undone == 0
    assert kept == [(2, "Changed by the command line on 2026-11-02, after the import.")]
    assert Customer.objects.get().name == "Moor A"


# --- something newer was written ---


@pytest.mark.usefixtures("way")
def test_a_new_customer_that_was_corrected_since_stays():
    card = take_in(list_of("A", "B", "C"))
    number = Customer.objects.get(external_id="B").pk
    correct_customer(number=number, values={"phone": "0113 2"}, by=BY, at=LATER)
    undone, kept = take_back(card.key, at=LATER + timedelta(hours=1))
    assert (undone, kept) == (2, [(3, "Changed by the command line on 2026-11-02, after the import.")])
    assert (Customer.objects.get().pk, Customer.objects.get().phone) == (number, "0113 2")
    assert (Address.objects.count(), Contact.objects.count(), Location.objects.count()) == (1, 1, 1)


@pytest.mark.usefixtures("way")
def test_an_updated_customer_that_was_corrected_since_stays_as_it_is():
    numbers = [add(name=f"Hollin Dairy {i}", external_id=i) for i in "ABCDE"]
    card = take_in(list_of(*"ABCDE"))
    correct_customer(number=numbers[2], values={"city": "Hull"}, by=BY, at=LATER)
    undone, kept = take_back(card.key, at=LATER + timedelta(hours=1))
    assert (undone, [row for row, _ in kept]) == (4, [4])
    names = list(Customer.objects.order_by("number").values_list("name", flat=True))
    assert names == ["Hollin Dairy A", "Hollin Dairy B", "Hollin C", "Hollin Dairy D", "Hollin Dairy E"]
    assert Address.objects.get(customer=numbers[2]).city == "Hull"


def test_customers_whose_login_somebody_shares_by_name_are_kept():
    """Before they are let in, too: the new one, and the one to whom the import gave its login."""
    add(name="Hollin Dairy", external_id="A")
    card = take_in(list_of("A", "B"))
    for place in Location.objects.all():
        add_person(location=place.pk, name="Tom", by=BY, at=LATER)
    done, kept = take_back(card.key)
    assert (done, len(kept)) == (0, 2)
    assert NamedPerson.objects.count() == Location.objects.count() == 2


def test_a_new_customer_about_whom_somebody_wrote_a_note_stays_with_it():
    card = take_in(list_of("A", "B"))
    first = Customer.objects.get(external_id="A").number
    add_note(number=first, text="Rang: will order in spring", by=SAM, at=LATER)
    done, [(row, why)] = take_back(card.key)
    assert (done, row) == (1, 2)
    assert "Something was done with it by the command line" in why
    assert Note.objects.get().customer.number == first


def test_an_updated_customer_gets_its_values_back_and_keeps_the_note():
    """A note is beside what an import writes, so it is in nobody's way; a contact that was changed since is."""
    for external_id in ("A", "B"):
        add(name=f"Hollin {external_id}", external_id=external_id, city="York", contact_family_name="Hollin")
    card = take_in(list_of("A", "B"))
    noted, changed = (Customer.objects.get(external_id=external_id) for external_id in ("A", "B"))
    add_note(number=noted.number, text="Rings twice", by=SAM, at=LATER)
    contact = changed.contacts.order_by("pk").first()
    assert contact
    change_contact(number=changed.number, contact=contact.pk, values={"phone": "0113 2"}, by=SAM, at=LATER)
    done, [(row, _why)] = take_back(card.key)
    assert (done, row) == (1, 3)
    assert noted.written_notes.count() == 1
    assert noted.addresses.get(use="main").city == "York"
    assert changed.addresses.get(use="main").city == "Leeds"


def test_a_customer_that_was_let_in_stays():
    card = take_in(list_of("A", "B"))
    number = Customer.objects.get(external_id="A").pk
    set_status(number=number, to=Status.ACTIVE, by=BY, at=LATER)
    undone, kept = take_back(card.key, at=LATER + timedelta(hours=1))
    assert (undone, kept) == (1, [(2, "Made Active by the command line on 2026-11-02, after the import.")])


def test_a_customer_that_was_written_to_stays():
    card = take_in(list_of("A", "B"))
    number = Customer.objects.get(external_id="A").pk
    Letter.objects.create(
        key=str(uuid4()), kind="hello", to="a@hollin.example", subject_kind="customer", subject_key=str(number),
        queued_at=LATER, send_after=LATER,
    )  # fmt: skip
    assert take_back(card.key) == (1, [(2, "A letter has been written to it.")])


def test_a_customer_about_whom_anything_happened_stays():
    card = take_in(list_of("A", "B"))
    number = Customer.objects.get(external_id="B").pk
    Event.objects.create(
        name="customer.praised", actor_kind="command", actor_key="command", subject_kind="customer",
        subject_key=str(number), at=LATER,
    )  # fmt: skip
    undone, kept = take_back(card.key, at=LATER + timedelta(hours=1))
    assert (undone, kept) == (
        1,
        [(3, "Something was done with it by the command line on 2026-11-02, after the import.")],
    )


def test_a_customer_that_an_application_refers_to_stays():
    from onaccount.domain.vetting.models import Application

    card = take_in(list_of("A", "B"))
    Application.objects.create(origin="staff", customer=Customer.objects.get(external_id="A"), created_at=LATER)
    assert take_back(card.key) == (1, [(2, "It is in use: something else refers to it.")])


def test_an_external_id_that_somebody_else_has_by_now_is_not_given_twice():
    number = add(name="Hollin", external_id="A")
    card = take_in(
        as_csv(("OnAccount number", "Company", "External id"), (str(number), "Hollin", "B")), update_by="number"
    )
    taker = add(name="Quick", external_id="A", at=LATER)
    undone, kept = take_back(card.key, at=LATER + timedelta(hours=1))
    assert (undone, kept) == (0, [(2, f"External id A, which it had before, belongs to No. {taker} now.")])


def test_rows_are_still_known_when_the_stage_is_gone():
    card = take_in(as_csv(("Company", "E-mail"), ("A", ""), ("", "x@x.example"), ("B", ""), ("C", "")), partial=True)
    for name in "AC":
        correct_customer(number=Customer.objects.get(name=name).pk, values={"phone": "1234567"}, by=BY, at=LATER)
    forget_stages(by=BY, at=AT + timedelta(days=40))
    undone, kept = take_back(card.key, at=AT + timedelta(days=40))
    assert (undone, [row for row, _ in kept]) == (1, [2, 5])


def test_a_page_says_beforehand_what_would_be_done():
    number = add(name="Hollin Dairy", external_id="A")
    add(name="Moor", external_id="B")
    card = take_in(list_of(*"ABCDE"))
    correct_customer(number=number, values={"city": "Hull"}, by=BY, at=LATER)
    correct_customer(number=Customer.objects.get(external_id="D").pk, values={"city": "Hull"}, by=BY, at=LATER)
    preview = undo_preview(card.key)
    assert (preview.removed, preview.restored, preview.kept) == (2, 1, 2)


# --- who may, and when ---


def test_only_what_was_written_is_taken_back_and_only_once():
    card = rehearse(list_of("A"))
    with pytest.raises(NotWritten, match="rehearsed"):
        undo_import(key=card.key, by=BY, at=LATER)
    apply(card.key)
    undo_import(key=card.key, by=BY, at=LATER)
    for verb in (undo_import, ask_undo):
        with pytest.raises(TakenBackAlready):
            verb(key=card.key, by=BY, at=LATER)
    with pytest.raises(NoSuchImport):
        undo_import(key=uuid4(), by=BY, at=LATER)


def test_nobody_takes_back_without_the_right():
    card = take_in(list_of("A"))
    for verb in (undo_import, ask_undo):
        with pytest.raises(NotAllowed):
            verb(key=card.key, by=STRANGER, at=LATER)
    assert Customer.objects.count() == 1


def test_nothing_is_taken_back_while_another_import_is_written():
    card = take_in(list_of("A"))
    with applying_alone(), pytest.raises(AnotherImportApplies):
        undo_import(key=card.key, by=BY, at=LATER)
    assert import_card(card.key).state is ImportState.APPLIED
    with at_work(card.key), pytest.raises(NotInThisState):
        undo_import(key=card.key, by=BY, at=LATER)


def test_what_was_asked_for_is_done_by_the_next_who_comes():
    card = take_in(list_of("A"))
    ask_undo(key=card.key, by=BY, at=LATER)
    assert import_card(card.key).state is ImportState.UNDOING
    with at_work(card.key):
        take_back_unfinished(by=BY, at=LATER)
    assert import_card(card.key).state is ImportState.UNDOING
    take_back_unfinished(by=BY, at=LATER, undos=False)
    assert import_card(card.key).state is ImportState.UNDOING
    take_back_unfinished(by=BY, at=LATER)
    assert import_card(card.key).state is ImportState.UNDONE
    assert not Customer.objects.exists()


def test_an_undo_that_something_stands_in_the_way_of_is_asked_for_again(monkeypatch):
    in_slices(monkeypatch)
    add(name="Hollin Dairy", external_id="A")
    card = take_in(list_of(*"ABCDE"))
    restore_updated = restore.restore_updated
    monkeypatch.setattr(restore, "restore_updated", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        undo_import(key=card.key, by=BY, at=LATER)
    stopped = import_card(card.key)
    assert stopped.state is ImportState.APPLIED
    assert "Taking back was stopped" in stopped.error
    monkeypatch.setattr(restore, "restore_updated", restore_updated)
    assert take_back(card.key) == (5, [])
    assert Customer.objects.get().name == "Hollin Dairy"
