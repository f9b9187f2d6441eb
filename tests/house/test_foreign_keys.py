"""A foreign key named by its string is an import that import-linter cannot see: it too points down the stairs only."""

from collections.abc import Iterable

import pytest
from django.apps import apps

from tests.house.rooms import ROOMS

Key = tuple[str, str]  # the room that holds it, and the room that it points at


def keys_of_the_house() -> list[Key]:
    return [
        (model._meta.app_label, field.related_model._meta.app_label)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]


def upward(keys: Iterable[Key]) -> list[Key]:
    """The keys that point at a room above, or out of the house: Django's own tables are not ours to hold on to."""
    return [(holder, target) for holder, target in keys if not points_down(holder, target)]


def points_down(holder: str, target: str) -> bool:
    return target in ROOMS and ROOMS.index(target) <= ROOMS.index(holder)


def test_foreign_keys_point_down():
    assert keys_of_the_house(), "no key was found: the test looks in the wrong place"
    assert not upward(keys_of_the_house())


@pytest.mark.parametrize("key", [("history", "customers"), ("people", "vetting"), ("customers", "auth")])
def test_a_key_that_points_up_is_found(key):
    assert upward([("customers", "people"), key]) == [key]
