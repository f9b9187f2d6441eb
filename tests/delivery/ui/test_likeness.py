"""How alike two parties are is said in words, and in the reader's language."""

import pytest
from django.template.loader import get_template

from onaccount.delivery.ui.likeness import ANSWERS, ShownLikeness
from onaccount.domain.matching.rules import Answer, Likeness, Reason

REASONS = (
    Reason("same_registration_number", "same registration number", 16.0),
    Reason("other_email", "other e-mail", -2.0),
    Reason("name_alike", "{name} & such", 6.5, {"name": "<Graham>"}),
)


def shown(answer: Answer = Answer.LIKELY, score: float = 0.973) -> ShownLikeness:
    return ShownLikeness.of(Likeness(answer, score, REASONS))


def test_what_speaks_for_it_is_said_before_what_speaks_against():
    assert shown().text == "same registration number, <Graham> & such, other e-mail"
    assert [reason.is_against for reason in shown().reasons] == [False, False, True]


@pytest.mark.parametrize(("score", "percent"), [(0.0, 0), (0.973, 97), (0.9999, 99), (1.0, 99)])
def test_nothing_that_is_reckoned_is_a_whole_hundred(score, percent):
    assert shown(score=score).percent == percent


@pytest.mark.parametrize("answer", Answer)
def test_each_answer_has_its_word_and_what_was_typed_is_text(answer):
    part = get_template("ui/parts/likeness.html").render({"likeness": shown(answer)})
    assert f"likeness__answer--{answer.value}" in part
    assert str(ANSWERS[answer]) in part
    assert "&lt;Graham&gt; &amp; such" in part
