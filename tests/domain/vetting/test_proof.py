"""The sum that keeps robots out: how much work it is, and what is no answer to it."""

import math
import secrets
import statistics
from datetime import timedelta
from itertools import count

import pytest

from onaccount.config.environment import read_environment
from onaccount.domain.vetting.rules.proof import (
    BITS,
    LASTS,
    NONCE,
    PROOF_REFUSALS,
    Proof,
    ProofTooOld,
    ProofWrong,
    below,
    challenge,
    check_proof,
    value,
)
from tests.applicants import solved
from tests.stage import AT

SECRET = "only for this test"
NONE = bytes(NONCE)


def made(work: int = 4, nonce: bytes = NONE):
    return challenge(secret=SECRET, nonce=nonce, work=work, at=AT)


def test_the_default_is_two_to_the_eighteenth_hashes_in_the_median():
    """Of a geometric distribution: after m tries (1 - p)^m are left, which is a half at m = ln 2 / p."""
    work = read_environment({}).signup_work
    chance = below(work) / 2**BITS
    assert work == 18
    assert (1 - chance) ** 2**18 == pytest.approx(0.5, abs=1e-5)


@pytest.mark.parametrize("work", [0, 1, 2, 10, 24])
def test_more_work_is_a_lower_bound(work):
    assert below(work) == min(2**BITS, math.ceil(2**BITS * math.log(2) / 2**work))


def test_half_of_all_browsers_are_done_after_the_median():
    """200 sums of 2^6, always the same ones: the median is within the range that 200 draws allow (99.9 %)."""
    tries = []
    for n in range(200):
        asked = made(6, n.to_bytes(NONCE))
        tries.append(next(i + 1 for i in count() if value(asked.token, str(i)) < asked.below))
    assert 45 <= statistics.median(tries) <= 85


def test_a_token_fills_the_first_block_of_sha_256():
    assert len(made(18, secrets.token_bytes(NONCE)).token) == 64


def test_an_answer_that_comes_out_is_taken_until_the_token_is_too_old():
    proof = solved(made())
    assert check_proof(proof, secret=SECRET, at=AT) == AT + LASTS
    for at in (AT + LASTS, AT + timedelta(days=1), AT - timedelta(days=1)):
        with pytest.raises(ProofTooOld):
            check_proof(proof, secret=SECRET, at=at)


def test_a_wrong_answer_is_none():
    asked = made(10)
    wrong = next(str(n) for n in count() if value(asked.token, str(n)) >= asked.below)
    with pytest.raises(ProofWrong):
        check_proof(Proof(asked.token, wrong), secret=SECRET, at=AT)


@pytest.mark.parametrize("answer", ["", " 1", "1e3", "-1", "\u0661", "1\n", "9" * 21, "0x1", "1.0"])
def test_an_answer_is_a_plain_number(answer):
    asked = made(0)
    with pytest.raises(PROOF_REFUSALS):
        check_proof(Proof(asked.token, answer), secret=SECRET, at=AT)


def test_a_token_of_anothers_making_or_made_easier_is_none():
    """V6.6.3: signed by this house, and the work is in what is signed."""
    proof = solved(made())
    with pytest.raises(ProofWrong):
        check_proof(proof, secret="another house", at=AT)
    for place in range(64):
        other = "A" if proof.token[place] != "A" else "B"
        with pytest.raises(ProofWrong):
            check_proof(Proof(proof.token[:place] + other + proof.token[place + 1 :], "1"), secret=SECRET, at=AT)
