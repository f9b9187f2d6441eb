"""A list is mended in place, and approved in part; its file stays as it came (B-05)."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Contact, Customer
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.files.queries import path_of
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import (
    Typed,
    approve_import,
    cancel_import,
    change_import,
    leave_out_row,
    mend,
    mend_row,
    put_back_row,
    rehearse_import,
    take_in_row,
)
from onaccount.domain.imports.models import Import, Mend
from onaccount.domain.imports.queries import Figures, ImportCard, Wanted, import_card, open_row, rejects_of, rows_page
from onaccount.domain.imports.rules.corrections import (
    LONGEST,
    CellTooLongToMend,
    CorrectionsNotRehearsed,
    NoSuchRow,
    NotMendable,
)
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import ImportState, Outcome, RowsRejected
from onaccount.domain.people.rules import NotAllowed
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in
from tests.stage import INES, NADIA, TOM, hire

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "Email", "Password", "Shoe size")
EMAIL = 2
LATER = AT + timedelta(minutes=5)


def listed(*rows: tuple[str, ...]) -> bytes:
    return as_csv(HEADER, *rows)


def two_rows() -> ImportCard:
    """Row 2 is right, row 3 has no whole e-mail address."""
    rows = [("K-1", "Hollin Dairy", "a@hollin.example", "", "9"), ("K-2", "Weir & Co", "weir@weir", "hunter2", "7")]
    return rehearse(listed(*rows), mapping={"Email": "email"})


def mended(card: ImportCard, row: int, text: str, seen: str = "weir@weir", by: Actor = BY, column: int = EMAIL):
    return mend_row(key=card.key, row=row, cells={column: Typed(seen, text)}, by=by, at=LATER)


def again(card: ImportCard) -> ImportCard:
    rehearse_import(key=card.key, by=BY, at=LATER)
    return import_card(card.key)


def counted(card: ImportCard) -> Figures:
    assert card.figures is not None
    return card.figures


def rejected_path(card: ImportCard) -> Path:
    path = rejects_of(card.key)
    assert path is not None
    return path


def rejected_file(card: ImportCard) -> list[list[str]]:
    with rejected_path(card).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_mended_cell_is_read_as_it_was_typed_and_the_file_stays_as_it_came():
    card = two_rows()
    before = path_of(Import.objects.get().file).read_bytes()
    assert figures(card) == {"create": 1, "reject": 1}
    answer = mended(card, 3, "weir@weir.example")
    assert (answer.cells, answer.overwritten, answer.is_rehearsed_again) == (1, [], True)
    assert import_card(card.key).state is ImportState.UPLOADED
    card = again(card)
    assert figures(card) == {"create": 2}
    assert [line.row for line in rows_page(card.key, Wanted(is_mended=True)).rows] == [3]
    apply(card.key)
    assert Customer.objects.get(name="Weir & Co").email == "weir@weir.example"
    assert path_of(Import.objects.get().file).read_bytes() == before


def test_a_row_opens_with_its_cells_by_heading_what_is_wrong_and_no_passwords():
    card = two_rows()
    opened = open_row(card.key, 3)
    cells = {cell.heading: cell for cell in opened.cells}
    assert list(cells) == ["Customer ID", "Company", "Email"]
    assert (cells["Email"].text, cells["Email"].field) == ("weir@weir", "email")
    assert "is not a whole e-mail address" in str(cells["Email"].said[0])
    assert not cells["Company"].said
    assert [(cell.heading, cell.text) for cell in opened.others] == [("Shoe size", "7")]
    assert "hunter2" not in repr(opened)
    assert "hunter2" not in repr(open_row(card.key, 2))


def test_a_mended_row_says_who_mended_what_and_what_the_file_says():
    card = two_rows()
    mended(card, 3, "weir@weir.example", by=hire(NADIA))
    again(card)
    cell = next(cell for cell in open_row(card.key, 3).cells if cell.heading == "Email")
    assert (cell.text, cell.told, cell.mended_by, cell.mended_at) == (
        "weir@weir.example", "weir@weir", "Nadia Okafor", LATER,
    )  # fmt: skip
    (fact,) = [fact for fact in facts_of(Subject("import", str(card.key))) if fact.name == "import.mended"]
    assert dict(fact.changes) == {"row 3, Email": ("weir@weir", "weir@weir.example")}


def test_what_is_put_back_is_read_from_the_file_again():
    card = two_rows()
    mended(card, 3, "weir@weir.example")
    again(card)
    assert put_back_row(key=card.key, row=3, by=BY, at=LATER)
    assert figures(again(card)) == {"create": 1, "reject": 1}
    assert not Mend.objects.exists()
    with pytest.raises(NoSuchRow):
        put_back_row(key=card.key, row=3, by=BY, at=LATER)


def test_what_the_file_says_typed_again_is_no_mend():
    card = two_rows()
    mended(card, 3, "weir@weir.example")
    again(card)
    mended(card, 3, "weir@weir", seen="weir@weir.example")
    assert not Mend.objects.exists()


def test_a_form_that_comes_back_as_it_was_changes_nothing():
    card = two_rows()
    assert mended(card, 3, "weir@weir").cells == 0
    assert import_card(card.key).state is ImportState.REHEARSED


def test_of_two_who_mend_one_cell_the_last_one_wins_and_is_told():
    card = two_rows()
    mended(card, 3, "first@weir.example", by=hire(NADIA))
    answer = mended(card, 3, "second@weir.example", by=hire(TOM))  # the form was opened before
    assert answer.overwritten == ["Email"]
    assert not answer.is_rehearsed_again  # it waits to be read already
    card = again(card)
    assert figures(card) == {"create": 2}
    cell = next(cell for cell in open_row(card.key, 3).cells if cell.heading == "Email")
    assert (cell.text, cell.mended_by) == ("second@weir.example", "Tom Brandt")


def test_of_two_who_mend_one_row_neither_takes_back_what_the_other_did():
    card = two_rows()
    mended(card, 3, "weir@weir.example", by=hire(NADIA))
    both = {1: Typed("Weir & Co", "Weir & Sons"), EMAIL: Typed("weir@weir", "weir@weir")}
    answer = mend_row(key=card.key, row=3, cells=both, by=hire(TOM), at=LATER)
    assert (answer.cells, answer.overwritten) == (1, [])
    (_, line) = rows_page(again(card).key).rows
    assert (line.name, line.email) == ("Weir & Sons", "weir@weir.example")


def test_a_mend_that_comes_while_the_list_is_read_is_kept_and_waits_for_the_next_rehearsal():
    card = two_rows()
    change_import(key=card.key, options=Options.of_json({"mapping": {"Email": "email"}}), by=BY, at=AT, here=True)
    typed = iter(["weir@weir.example"])

    def tell(work: Work, done: int, total: int) -> None:
        if work is Work.COMPARING:  # all rows are read by now
            for text in typed:
                mended(card, 3, text)

    rehearse_import(key=card.key, by=BY, at=LATER, tell=tell)
    card = import_card(card.key)
    assert (figures(card), card.waiting, card.can_apply) == ({"create": 1, "reject": 1}, 1, False)
    with pytest.raises(CorrectionsNotRehearsed):
        approve_import(key=card.key, partial=True, by=BY, at=LATER)
    assert import_card(card.key).state is ImportState.REHEARSED
    change_import(key=card.key, options=card.options, by=BY, at=LATER, here=True)
    card = again(card)
    assert (figures(card), card.waiting) == ({"create": 2}, 0)


def test_a_long_list_is_rehearsed_again_when_asked_and_not_written_before(monkeypatch):
    monkeypatch.setattr(mend, "REHEARSED_AT_ONCE", 1)
    card = two_rows()
    assert not mended(card, 3, "weir@weir.example").is_rehearsed_again
    card = import_card(card.key)
    assert (card.state, card.waiting) == (ImportState.REHEARSED, 1)
    with pytest.raises(CorrectionsNotRehearsed):
        apply(card.key)
    assert not Customer.objects.exists()


def test_what_is_written_is_what_was_approved_so_nothing_is_mended_afterwards():
    card = two_rows()
    approve_import(key=card.key, partial=True, by=BY, at=AT)
    for act in (put_back_row, leave_out_row, take_in_row):
        with pytest.raises(NotMendable):
            act(key=card.key, row=3, by=BY, at=LATER)
    with pytest.raises(NotMendable):
        mended(card, 3, "weir@weir.example")
    assert not Mend.objects.exists()


def test_a_cancelled_list_is_mended_no_more():
    card = two_rows()
    cancel_import(key=card.key, by=BY, at=AT)
    with pytest.raises(NotMendable):
        mended(card, 3, "weir@weir.example")


@pytest.mark.parametrize(("row", "column"), [(99, EMAIL), (1, EMAIL), (3, 99), (3, HEADER.index("Password"))])
def test_a_cell_that_is_not_there_or_never_read_is_not_mended(row, column):
    card = two_rows()
    with pytest.raises(NoSuchRow):
        mended(card, row, "x", seen="y", column=column)
    assert not Mend.objects.exists()
    assert import_card(card.key).waiting == 0


def test_a_cell_may_be_as_long_as_a_page_takes_it():
    card = two_rows()
    mended(card, 3, "x" * LONGEST)
    with pytest.raises(CellTooLongToMend):
        mended(card, 3, "x" * (LONGEST + 1))


def test_only_who_may_import_may_mend():
    card, ines = two_rows(), hire(INES)
    with pytest.raises(NotAllowed):
        mended(card, 3, "weir@weir.example", by=ines)
    for act in (put_back_row, leave_out_row, take_in_row):
        with pytest.raises(NotAllowed):
            act(key=card.key, row=3, by=ines, at=LATER)


def test_a_row_with_cells_too_many_is_whole_once_they_are_blank():
    card = rehearse(as_csv(("Customer ID", "Company", "Email")) + b"K-1,Weir,Sons,a@weir.example\r\n")
    assert figures(card) == {"reject": 1}
    opened = open_row(card.key, 2)
    assert [(cell.heading, cell.text) for cell in opened.cells] == [
        ("Customer ID", "K-1"), ("Company", "Weir"), ("Email", "Sons"), ("", "a@weir.example"),
    ]  # fmt: skip
    typed = {1: Typed("Weir", "Weir, Sons"), 2: Typed("Sons", "a@weir.example"), 3: Typed("a@weir.example", "")}
    mend_row(key=card.key, row=2, cells=typed, by=BY, at=LATER)
    card = again(card)
    assert figures(card) == {"create": 1}
    assert rows_page(card.key).rows[0].name == "Weir, Sons"


def test_the_file_of_rejected_rows_has_what_was_mended():
    card = two_rows()
    mended(card, 3, "weir@still-nothing")
    card = again(card)
    assert rejected_file(card)[1][:3] == ["K-2", "Weir & Co", "weir@still-nothing"]
    assert card.columns[EMAIL].example == "weir@still-nothing"


def test_a_file_of_rejected_rows_that_is_rejected_again_gathers_no_apostrophes():
    first = rehearse(listed(("K-2", "=Weir", "weir@weir", "", "")), mapping={"Email": "email"})
    second = rehearse(rejected_path(first).read_bytes(), mapping={"Email": "email"})
    assert rejected_file(first)[1][1] == rejected_file(second)[1][1] == "'=Weir"
    assert next(cell.text for cell in open_row(second.key, 2).cells if cell.heading == "Company") == "=Weir"


def test_mends_are_dropped_where_the_file_is_read_otherwise_and_kept_for_other_columns():
    card = two_rows()
    mended(card, 3, "weir@weir.example")
    leave_out_row(key=card.key, row=2, by=BY, at=LATER)
    card = again(card)
    same = {"encoding": card.encoding, "delimiter": card.delimiter, "header_row": card.header_row}
    options = Options.of_json({**same, "mapping": {"Email": "email", "Shoe size": "notes"}})
    assert change_import(key=card.key, options=options, by=BY, at=LATER, here=True) == 0
    assert figures(again(card)) == {"create": 1, "reject": 1}
    other = Options.of_json({**same, "encoding": "cp1252"})
    assert change_import(key=card.key, options=other, by=BY, at=LATER, here=True) == 2
    assert not Mend.objects.exists()


def test_a_row_is_left_out_by_somebody_and_taken_in_again():
    card = two_rows()
    mended(card, 3, "weir@weir.example")
    again(card)
    leave_out_row(key=card.key, row=2, by=hire(NADIA), at=LATER)
    card = again(card)
    assert figures(card) == {"create": 1, "reject": 1}
    assert counted(card).left_out == 1
    line = rows_page(card.key, Wanted(Outcome.REJECT)).rows[0]
    assert (line.row, line.name, str(line.said[0]), line.is_left_out) == (
        2, "Hollin Dairy", "Left out by Nadia Okafor.", True,
    )  # fmt: skip
    assert rejected_file(card)[1] == [
        "K-1",
        "Hollin Dairy",
        "a@hollin.example",
        "",
        "9",
        "2",
        "Left out by Nadia Okafor.",
    ]
    take_in_row(key=card.key, row=2, by=BY, at=LATER)
    assert figures(again(card)) == {"create": 2}


def test_rows_left_out_on_purpose_need_no_word_of_their_own_to_be_approved():
    card = rehearse(listed(("K-1", "Hollin Dairy", "", "", ""), ("K-2", "Weir & Co", "", "", "")))
    leave_out_row(key=card.key, row=2, by=BY, at=LATER)
    again(card)
    apply(card.key)
    assert [customer.name for customer in Customer.objects.all()] == ["Weir & Co"]
    wrong = two_rows()
    leave_out_row(key=wrong.key, row=2, by=BY, at=LATER)
    again(wrong)
    with pytest.raises(RowsRejected) as refusal:
        apply(wrong.key)
    assert refusal.value.values["rejected"] == 1  # the other one is nobody's fault


def test_a_row_that_is_not_there_is_not_left_out():
    with pytest.raises(NoSuchRow):
        leave_out_row(key=two_rows().key, row=99, by=BY, at=LATER)


BEFORE = (("K-1", "Hollin Dairy", "a@hollin.example"), ("K-3", "Kestrel", "k@kestrel.example"))
AFTER = (
    ("K-1", "Hollin & Sons", "a@hollin.example"),
    ("K-2", "Weir & Co", "w@weir.example"),
    ("K-1", "Hollin & Sons", "b@hollin.example"),
    ("K-3", "Kestrel", "k@kestrel.example"),
    ("K-2", "Weir & Co", ""),
)


@pytest.mark.parametrize(
    ("only", "expected", "left_out"),
    [
        ("all", {"create": 1, "update": 1, "repeated": 2, "unchanged": 1}, 0),
        ("new", {"create": 1, "repeated": 1, "unchanged": 1, "reject": 2}, 2),
        ("updates", {"update": 1, "repeated": 1, "unchanged": 1, "reject": 2}, 2),
    ],
)
def test_only_new_ones_or_only_updates_are_taken_in(only, expected, left_out):
    header = HEADER[:3]
    take_in(as_csv(header, *BEFORE))
    card = rehearse(as_csv(header, *AFTER), only=only)
    assert figures(card) == expected
    assert counted(card).left_out == left_out
    apply(card.key)
    names = {
        "Hollin Dairy" if only == "new" else "Hollin & Sons",
        "Kestrel",
        *([] if only == "updates" else ["Weir & Co"]),
    }
    assert {customer.name for customer in Customer.objects.all()} == names


def test_an_update_that_is_left_out_takes_no_login_from_a_new_customer():
    header = HEADER[:3]
    take_in(as_csv(header, ("K-1", "Hollin Dairy", "")))
    rows = as_csv(header, ("K-1", "Hollin Dairy", "one@hollin.example"), ("K-2", "Weir", "one@hollin.example"))
    assert counted(rehearse(rows)).warnings == 1
    card = rehearse(rows, only="new")
    assert (figures(card), counted(card).warnings) == ({"create": 1, "reject": 1}, 0)


def test_contacts_of_companies_that_are_there_are_new_ones_or_updates_themselves():
    header = ("Company", "First name", "Last name", "E-mail", "Phone")
    add_customer(values={"kind": "company", "name": "Hollin Dairy"}, origin=Origin.STAFF, by=BY, at=AT)
    take_in(as_csv(header, ("Hollin Dairy", "Ann", "Lee", "ann@hollin.example", "")), as_kind="contacts")
    rows = as_csv(
        header,
        ("Hollin Dairy", "Ann", "Lee", "ann@hollin.example", "01632 960 141"),
        ("Hollin Dairy", "Bob", "Ray", "bob@hollin.example", ""),
    )
    assert figures(rehearse(rows, as_kind="contacts")) == {"create": 1, "update": 1}
    updates = rehearse(rows, as_kind="contacts", only="updates")
    assert figures(updates) == {"update": 1, "reject": 1}
    new = rehearse(rows, as_kind="contacts", only="new")
    assert figures(new) == {"create": 1, "reject": 1}
    apply(new.key)
    assert sorted(Contact.objects.values_list("given_name", "phone")) == [("Ann", ""), ("Bob", "")]
    take_in(rows, as_kind="contacts", only="updates")
    assert sorted(Contact.objects.values_list("given_name", "phone")) == [("Ann", "01632 960 141"), ("Bob", "")]


def test_what_was_left_out_comes_in_with_the_file_of_rejected_rows():
    header = HEADER[:3]
    take_in(as_csv(header, *BEFORE))
    card = rehearse(as_csv(header, *AFTER), only="updates")
    apply(card.key)
    rest = take_in(rejected_path(card).read_bytes())
    assert figures(rest) == {"create": 1, "repeated": 1}
