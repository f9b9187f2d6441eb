"""States are tables. Each is complete, and there is a way to every state."""

from enum import Enum

import pytest

from onaccount.delivery.commands.states_page import Moves, sorted_tables

TABLES = {f"{room}.{type(next(iter(moves))).__name__}": moves for room, moves in sorted_tables()}


def missing(moves: Moves) -> set[Enum]:
    """The states that the table does not speak of, and what is in it that is no state."""
    states = set(type(next(iter(moves))))
    return states ^ (set(moves) | set().union(*moves.values()))


def silent(moves: Moves) -> set[Enum]:
    """The states of which the table does not say where they lead: an end is written as an empty set."""
    return set(type(next(iter(moves)))) - set(moves)


def unreachable(moves: Moves) -> set[Enum]:
    """The states that nothing leads to, from the first of them."""
    reached: set[Enum] = set()
    waiting = [next(iter(type(next(iter(moves)))))]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(moves.get(state, ()))
    return set(moves) - reached


def test_the_house_has_state_tables():
    assert "customers.Status" in TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_state_table_is_complete(name):
    assert not missing(TABLES[name])
    assert not silent(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_every_state_is_reachable(name):
    assert not unreachable(TABLES[name])


class Light(Enum):
    RED = "red"
    GREEN = "green"
    AMBER = "amber"


def test_a_state_that_the_table_forgets_is_found():
    assert silent({Light.RED: {Light.GREEN, Light.AMBER}, Light.GREEN: {Light.AMBER}}) == {Light.AMBER}
    assert missing({Light.RED: {Light.GREEN}, Light.GREEN: {Light.RED}}) == {Light.AMBER}


def test_a_state_that_nothing_leads_to_is_found():
    assert unreachable({Light.RED: {Light.GREEN}, Light.GREEN: {Light.RED}, Light.AMBER: {Light.RED}}) == {Light.AMBER}
