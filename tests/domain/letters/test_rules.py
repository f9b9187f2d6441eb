"""What a mail server says, and what follows from it."""

import pytest

from onaccount.domain.letters.rules import LETTER_MOVES, LetterState, Outcome, is_final, words_of


@pytest.mark.parametrize(
    ("code", "final"), [(421, False), (450, False), (451, False), (452, False), (550, True), (552, True), (554, True)]
)
def test_a_five_is_for_good_and_a_four_asks_for_patience(code, final):
    assert is_final(code) is final


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"5.1.1 No such user", "550 5.1.1 No such user"),
        ("many\r\nlines\tof it", "550 many lines of it"),
        (b"\xff\xfe caf\xc3\xa9", "550 \ufffd\ufffd café"),
        (b"", "550 "),
    ],
)
def test_the_servers_words_stand_on_one_line_with_its_code(words, expected):
    assert words_of(550, words) == expected


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(final=True, words="", accepted=True), LetterState.SENT),
        (Outcome(final=True, words="550"), LetterState.REFUSED),
        (Outcome(final=False, words="451"), LetterState.QUEUED),
    ],
)
def test_an_outcome_is_a_state_that_sending_may_lead_to(outcome, state):
    assert outcome.state is state
    assert state in LETTER_MOVES[LetterState.SENDING]
