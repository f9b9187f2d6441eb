"""The weights that are shipped, and the command that made them."""

import csv
from collections import defaultdict

import pytest
from faker import Faker

from bench.learning.learn import PARTIES, SEED
from bench.learning.parties import _sorted_towns
from onaccount.domain.matching.rules.scoring.compare import LEVELS
from onaccount.domain.matching.rules.scoring.weights import TABLE


def test_the_table_names_its_command_and_has_a_line_for_each_level():
    head, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert f"./dev learn-weights --parties {PARTIES} --seed {SEED}" in head
    told: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for row in csv.DictReader(lines):
        told[row["comparison"]].append((row["level"], float(row["m"]), float(row["u"])))
    assert {name: tuple(level for level, _, _ in rows) for name, rows in told.items()} == LEVELS
    for rows in told.values():
        assert sum(m for _, m, _ in rows) == pytest.approx(1, abs=0.02)
        assert sum(u for _, _, u in rows) == pytest.approx(1, abs=0.02)


def test_towns_are_drawn_in_one_order_in_every_process():
    fake = Faker("it_IT")
    _sorted_towns(fake)
    (provider,) = (each for each in fake.get_providers() if hasattr(each, "cities"))
    assert provider.cities == sorted(provider.cities)


def test_what_is_alike_weighs_more_than_what_is_not():
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()[1:]))
    weight = {(row["comparison"], row["level"]): float(row["m"]) / float(row["u"]) for row in rows}
    assert all(weight[name, levels[-1]] > weight[name, levels[0]] for name, levels in LEVELS.items() if name != "order")
