"""No column that may hold a person's words is forgotten: it is said what becomes of it when they are erased (I25)."""

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from onaccount.domain.privacy.rules.columns import COLUMNS, KEPT_BECAUSE, Holds, held

TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)
WHAT_TO_DO = (
    "These text columns are not classified. Say in onaccount/domain/privacy/rules/columns.py of each what it holds: "
    "PERSONAL if it may name or describe a customer or a person (then the room that owns the table must erase it, too: "
    "look at `erase_*` in its actions, and at privacy/actions), SECRET if it is a hash or a token, OURS if it is a "
    "code, a state or a setting, KEPT with a reason in KEPT_BECAUSE if it may name somebody and has to stay: {columns}"
)
GONE = "privacy/rules/columns.py speaks of columns that are no text of any table any more. Take them out: {columns}"


def text_columns(tables: Iterable[type[models.Model]]) -> set[str]:
    return {
        f"{table._meta.db_table}.{field.column}"
        for table in tables
        for field in table._meta.concrete_fields
        if isinstance(field, TEXT)
    }


def all_tables() -> list[type[models.Model]]:
    return [table for table in apps.get_models(include_auto_created=True) if table._meta.managed]


def named(columns: set[str]) -> str:
    return ", ".join(sorted(columns))


def test_every_text_column_says_what_it_holds():
    missing = text_columns(all_tables()) - set(held())
    assert not missing, WHAT_TO_DO.format(columns=named(missing))


def test_no_column_is_spoken_of_that_is_not_there():
    gone = set(held()) - text_columns(all_tables())
    assert not gone, GONE.format(columns=named(gone))


def test_a_column_holds_one_thing():
    said = [f"{table}.{name}" for table, kinds in COLUMNS.items() for names in kinds.values() for name in names.split()]
    assert len(said) == len(set(said))


def test_what_is_kept_says_why_in_a_sentence():
    assert set(KEPT_BECAUSE) == {column for column, holds in held().items() if holds is Holds.KEPT}
    assert all(re.fullmatch(r"[A-Z].*\.", reason) for reason in KEPT_BECAUSE.values())


@isolate_apps("onaccount.domain.privacy")
def test_a_column_that_nobody_thought_of_is_found():
    class Shelf(models.Model):
        label = models.CharField(max_length=20)
        width = models.IntegerField()

        class Meta:
            app_label = "privacy"

        def __str__(self) -> str:
            return self.label

    missing = text_columns([Shelf]) - set(held())
    assert missing == {"privacy_shelf.label"}
    with pytest.raises(AssertionError, match=r"PERSONAL if it may name .* privacy_shelf\.label"):
        assert not missing, WHAT_TO_DO.format(columns=named(missing))
