"""Killed while it updates, or while it takes back, a process leaves what was before or what was wanted (I13)."""

from pathlib import Path
from typing import Any

import pytest

from tests.domain.imports.importing import as_csv
from tests.domain.imports.test_import_killed import Drill, drilling

COUNT, POINTS = 120, 5
HEADER = ("External id", "Company", "E-mail", "City", "Tags", "Contact given name", "Contact email")
BEFORE = as_csv(
    HEADER, *((f"K-{n}", f"Keel {n}", "", "Leeds" if n % 2 else "", "old", "Nora", "") for n in range(COUNT))
)
WRITTEN = as_csv(
    HEADER,
    *(
        (f"K-{n}", f"Kestrel {n}", f"k{n}@keel.example", "York", "new; old", "Nora", f"n{n}@keel.example")
        for n in range(COUNT // 2, COUNT + COUNT // 2)
    ),
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "before.csv").write_bytes(BEFORE)
    (folder / "list.csv").write_bytes(WRITTEN)
    return folder


@pytest.fixture
def drill(prepared: Path, tmp_path: Path):
    with drilling(prepared, tmp_path / "books") as do:
        yield do


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "books")


@pytest.fixture(scope="module")
def known(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands before the import and after it, and how many statements it and its undo send."""
    folder = tmp_path_factory.mktemp("counted") / "books"
    with drilling(prepared, folder) as do:
        before = do("take", f"{folder}/before.csv")["all"]
        writing = do("count", f"{folder}/list.csv")["statements"]
        after = do("look")["all"]
        undoing = do("undo", "0")["statements"]
        assert do("look")["all"] == before
    return {"before": before, "after": after, "writing": writing, "undoing": undoing}


def points(statements: int, point: int) -> str:
    return str(1 + point * (statements - 1) // (POINTS - 1))


@pytest.mark.parametrize("point", range(POINTS))
def test_a_kill_while_updating_leaves_the_old_values_or_the_new(drill: Drill, folder, known, point):
    drill("take", f"{folder}/before.csv")
    assert drill("kill", points(known["writing"], point), f"{folder}/list.csv") == {"killed": True}
    drill("recover")
    found = drill("look")
    assert found["hidden"] == 0
    assert found["all"] == (known["after"] if found["states"] == ["applied", "applied"] else known["before"])
    assert drill("again", f"{folder}/list.csv") in ({"create": 60, "update": 60}, {"unchanged": COUNT})


@pytest.mark.parametrize("point", range(POINTS))
def test_a_kill_while_taking_back_is_gone_on_with_by_the_next_who_comes(drill: Drill, folder, known, point):
    drill("take", f"{folder}/before.csv")
    drill("take", f"{folder}/list.csv")
    assert drill("undo", points(known["undoing"], point)) == {"killed": True}
    drill("recover")
    found = drill("look")
    if found["states"] == ["applied", "applied"]:  # it was killed before it had begun
        assert found["all"] == known["after"]
        drill("undo", "0")
        found = drill("look")
    assert found["states"] == ["applied", "undone"]
    assert found["all"] == known["before"]


@pytest.mark.parametrize("point", [1, 2, 3])
def test_ctrl_c_takes_back_what_was_written(drill: Drill, folder, known, point):
    drill("take", f"{folder}/before.csv")
    found = drill("interrupt", points(known["writing"], point), f"{folder}/list.csv")
    assert found["states"] == ["applied", "cancelled"]
    assert (found["all"], found["hidden"]) == (known["before"], 0)


@pytest.mark.sqlite
def test_updates_that_are_not_restored_would_be_seen(drill: Drill, folder, known):
    """The checks above are worth something: they fail for the mistake that they are there to find."""
    drill("take", f"{folder}/before.csv")
    assert drill("kill", points(known["writing"], POINTS - 2), f"{folder}/list.csv") == {"killed": True}
    drill("recover", "--forgetful")
    assert drill("look")["all"] not in (known["before"], known["after"])
