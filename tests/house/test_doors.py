"""Doors translate in, call one action, translate out. They write nothing themselves."""

import ast

import pytest

from tests.house.rooms import DELIVERY, sources, tree_of

WRITES = {
    "save",
    "asave",
    "create",
    "acreate",
    "update",
    "aupdate",
    "delete",
    "adelete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}

# Bars on a terminal are told how far they are by `update`, and a hash takes more bytes by it; a resource of the API is
# told that it has a DELETE.
NO_ROW = {"bars", "digest", "resource"}


def writes_in(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and name of every call that would write, on whatever it is called: a row looks like any other value."""
    return [
        (node.lineno, node.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id in NO_ROW)
    ]


def test_doors_write_only_by_actions():
    found = {
        str(path.relative_to(DELIVERY)): writes for path in sources(DELIVERY) if (writes := writes_in(tree_of(path)))
    }
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "customer.save()",
        "customers_waiting().update(status='active')",
        "Customer.objects.create(name='x')",
        "[one.delete() for one in rows]",
        "locations.filter(customer=17).first().delete()",
    ],
)
def test_a_door_that_writes_is_found(code):
    assert writes_in(ast.parse(code))
