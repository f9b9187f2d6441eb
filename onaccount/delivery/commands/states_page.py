"""docs/states.md: every state table of the house, as a drawing and as words."""

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pkgutil import walk_packages

from onaccount import domain

Moves = dict[Enum, set[Enum]]
HEAD = """# States

Drawn by `onaccount docs` from the tables in the rooms' rules; what is not drawn here is refused.
"""


def states_page() -> str:
    return "\n".join([HEAD, *(_section(room, moves) for room, moves in sorted_tables())])


def sorted_tables() -> list[tuple[str, Moves]]:
    """Every table named MOVES or ..._MOVES in any room's rules, once, by room and name of the states."""
    tables = {(room, _states(moves).__name__): moves for room, moves in _tables()}
    return [(room, tables[room, name]) for room, name in sorted(tables)]


def _tables() -> Iterator[tuple[str, Moves]]:
    for found in walk_packages(domain.__path__, f"{domain.__name__}."):
        _onaccount, _domain, room, *rest = found.name.split(".")
        if rest and rest[0] == "rules":
            for name, value in vars(import_module(found.name)).items():
                if name.endswith("MOVES") and isinstance(value, dict):
                    yield room, value


def _states(moves: Moves) -> type[Enum]:
    return type(next(iter(moves)))


def _section(room: str, moves: Moves) -> str:
    states = list(_states(moves))
    arrows = [f"    {_name(state)} --> {_name(to)}" for state in states for to in _in_order(moves[state])]
    ends = [f"    {_name(state)} --> [*]" for state in states if not moves[state]]
    rows = [f"| {_name(state)} | {', '.join(map(_name, _in_order(moves[state]))) or 'an end'} |" for state in states]
    return "\n".join(
        [
            f"## {_states(moves).__name__} ({room})",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {_name(states[0])}",
            *arrows,
            *ends,
            "```",
            "",
            "| from | to |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )


def _name(state: Enum) -> str:
    return str(state.value)


def _in_order(states: set[Enum]) -> list[Enum]:
    """As they are written in their enum: a set has an order of its own at each start."""
    return [state for state in type(next(iter(states))) if state in states] if states else []
