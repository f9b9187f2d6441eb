"""Money is whole numbers of the smallest unit, everywhere: no float comes near it (I17).

A module handles money when it knows `Money` or anything whose name ends in `minor`. Such a module has no `float`, no
number with a point, and divides no amount with `/`, which makes a float of two whole numbers.
"""

import ast

import pytest

from tests.house.rooms import HOUSE, sources, tree_of


def handles_money(tree: ast.AST) -> bool:
    return any(name == "Money" or name.endswith("minor") for node in ast.walk(tree) for name in names_of(node))


def names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            return [name]
        case ast.ImportFrom(names=names):
            return [each.name for each in names]
        case ast.keyword(arg=str(name)):
            return [name]
    return []


def floats_in(tree: ast.AST) -> list[int]:
    return [node.lineno for node in ast.walk(tree) if is_float(node)]  # type: ignore[attr-defined]


def is_float(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="float") | ast.Constant(value=float()):
            return True
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            return any(name.endswith("minor") for side in (left, right) for name in names_of(side))
    return False


def test_no_float_comes_near_money():
    found = {}
    for path in sources(HOUSE):
        tree = tree_of(path)
        if handles_money(tree) and (lines := floats_in(tree)):
            found[str(path.relative_to(HOUSE))] = lines
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "def owed(balance_minor): return float(balance_minor)",
        "from onaccount.foundation.money import Money\nrate = 0.2",
        "share = line.amount_minor / count",
        "def half(money: Money): return money.minor / 2",
    ],
)
def test_a_float_near_money_is_found(code):
    tree = ast.parse(code)
    assert handles_money(tree)
    assert floats_in(tree)


@pytest.mark.parametrize("code", ["seconds = 0.5", "half = amount_minor // 2", "place = folder / amount_name"])
def test_what_is_no_float_near_money_is_left_alone(code):
    tree = ast.parse(code)
    assert not (handles_money(tree) and floats_in(tree))
