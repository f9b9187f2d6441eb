"""A row that is filled in is, to the letter, the row that the template draws."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import engines
from django.template.loader import get_template

from onaccount.delivery.office.shown import KIND_LABELS, LETTER_LABELS, ORIGIN_LABELS, ShownLetter, ShownRow
from onaccount.delivery.office.shown import status_label as label_of
from onaccount.domain.customers.rules.status import Kind, Origin, Status
from onaccount.domain.letters.rules import LetterState

AT = datetime(2026, 6, 30, 23, 30, 7, tzinfo=UTC)
HOSTILE = """<b>"O'Neill" & {{ number }} {% now %} \ue000name\ue001</b>"""


def row(number: int = 17, status: Status = Status.NEW, letter: LetterState | None = None, **texts: Any) -> ShownRow:
    return ShownRow(
        number=number,
        kind="company",
        kind_label=str(KIND_LABELS[Kind.COMPANY]),
        status=status.value,
        status_label=label_of(status),
        origin_label=str(ORIGIN_LABELS[Origin.SIGNUP]),
        letter=letter and news(letter),
        created_at=AT,
        may_move=True,
        **({"name": "Graham's Widgets", "category": "Trade", "email": "g@w.example", "city": "Bideford"} | texts),
    )


def news(state: LetterState) -> ShownLetter:
    return ShownLetter(
        key="k",
        subject="Login details",
        to="g@w.example",
        state=state.value,
        label=str(LETTER_LABELS[state]),
        server_words="",
        at=AT,
        sent_at=None,
        next_try_at=None,
    )


def page(rows: list[ShownRow], *, filled: bool, **context: object) -> str:
    row = get_template("office/customers.html#row").template.source  # type: ignore[attr-defined]
    row = f"{{% filled row queue csrf_token %}}{row}{{% endfilled %}}" if filled else row
    text = f"{{% load i18n ui %}}{{% for row in rows %}}{row}{{% endfor %}}"
    return engines["django"].from_string(text).render({"rows": rows, "csrf_token": "TOKEN", **context})


ROWS = {
    "plain": [row(1), row(2, name="Old Quay Café", city="Padstow")],
    "every status": [row(number, status) for number, status in enumerate(Status, start=1)],
    "every letter": [row(number, Status.ACTIVE, state) for number, state in enumerate(LetterState, start=1)],
    "nothing known": [row(1), row(2, category="", email="", city=""), row(3, category=""), row(4)],
    "hostile": [row(1, name=HOSTILE), row(2, category=HOSTILE, email=HOSTILE, city=HOSTILE), row(3)],
    "for a reader": [row(1), replace(row(1), may_move=False), replace(row(2, Status.ACTIVE), may_move=False)],
    "warned": [replace(row(1), warnings=("No e-mail address",)), row(2)],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("queue", ["", "status=new&q=%22<b>"])
def test_rows_filled_in_are_the_rows_drawn(rows, queue):
    assert page(rows, filled=True, queue=queue) == page(rows, filled=False, queue=queue)


def test_a_page_without_a_token_has_none_in_its_rows():
    drawn = page([row()], filled=False, csrf_token="")
    assert page([row()], filled=True, csrf_token="") == drawn
    assert "csrfmiddlewaretoken" not in drawn


def test_no_page_sees_the_token_or_the_texts_of_another():
    pages = [page([row(n, name=f"Name{n}")], filled=True, csrf_token=f"TOKEN{n}") for n in (1, 2)]
    assert "TOKEN2" in pages[1]
    assert "TOKEN1" not in pages[1]
    assert "Name1" not in pages[1]
