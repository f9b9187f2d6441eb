"""The queue of pairs: what is the same stands before what is likely, however sure the comparison was of that."""

import pytest

from onaccount.delivery.office.duplicates_shown import place_in, place_text
from onaccount.domain.matching.actions import FoundPair, keep_pairs
from onaccount.domain.matching.queries import PairFilter, pairs_page
from onaccount.domain.matching.rules import Answer
from tests.stage import AT, sign_up_many

pytestmark = pytest.mark.django_db
FOUND = [(Answer.LIKELY, 0.99), (Answer.MAYBE, 0.9), (Answer.SAME, 0.6), (Answer.SAME, 0.7), (Answer.LIKELY, 0.5)]
IN_ORDER = [(Answer.SAME, 0.7), (Answer.SAME, 0.6), (Answer.LIKELY, 0.99), (Answer.LIKELY, 0.5), (Answer.MAYBE, 0.9)]


@pytest.fixture(autouse=True)
def pairs():
    numbers = sign_up_many(len(FOUND) + 1)
    keep_pairs(
        [FoundPair(numbers[0], high, *found, "[]") for high, found in zip(numbers[1:], FOUND, strict=True)], at=AT
    )


def told(rows):
    return [(row.likeness.answer, row.likeness.score) for row in rows]


def test_the_answer_goes_before_the_score():
    assert told(pairs_page(PairFilter()).rows) == IN_ORDER
    assert told(pairs_page(PairFilter(answer=Answer.SAME)).rows) == IN_ORDER[:2]


def test_a_page_goes_on_where_the_one_before_it_ended():
    found, after = [], None
    while True:
        page = pairs_page(PairFilter(), after=after, limit=2)
        found += told(page.rows)
        if page.after is None:
            break
        after = place_in(place_text(page.after))
        assert after == page.after
    assert found == IN_ORDER
    back = pairs_page(PairFilter(), before=page.before, limit=2)
    assert told(back.rows) == IN_ORDER[2:4]
