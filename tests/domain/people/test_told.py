"""What leaves the house of an event: its values are told to whoever may see what it speaks of, and to nobody else."""

import ast

import pytest

from onaccount.domain.people.permissions import SEEN_WITH, Right, values_told
from tests.house.rooms import HOUSE, sources, tree_of

EVERYTHING = frozenset(Right)
MOVED = {"stage": ["new", "passed"], "credit_reference": [None, "CR-1"]}


def kinds_recorded() -> set[str]:
    """Every kind of subject that some action records."""
    calls = (node for path in sources(HOUSE) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Subject" and call.args)
    return {str(call.args[0].value) for call in named if isinstance(call.args[0], ast.Constant)}


def test_every_kind_of_subject_says_who_may_see_it():
    assert kinds_recorded() <= set(SEEN_WITH)


@pytest.mark.parametrize(("kind", "right"), SEEN_WITH.items())
def test_the_values_of_an_event_need_the_right_to_see_what_it_speaks_of(kind, right):
    assert values_told(kind, {"name": ["a", "b"]}, EVERYTHING) == {"name": ["a", "b"]}
    assert values_told(kind, {"name": ["a", "b"]}, EVERYTHING - {right}) is None


@pytest.mark.parametrize(
    ("changes", "lacking", "told"),
    [
        (MOVED, set(), MOVED),
        (MOVED, {Right.SEE_CREDIT}, {"stage": ["new", "passed"]}),
        ({"credit_reference": [None, "CR-1"]}, {Right.SEE_CREDIT}, None),
        ({"billing_reference": [None, "B-1"]}, {Right.SEE_CREDIT}, None),
        ({}, set(), None),
        (None, set(), None),
    ],
)
def test_references_of_credit_need_the_right_to_see_credit(changes, lacking, told):
    assert values_told("customer", changes, EVERYTHING - lacking) == told


def test_the_values_of_a_kind_that_nobody_named_are_told_to_nobody():
    assert values_told("secret", {"name": ["a", "b"]}, EVERYTHING) is None
