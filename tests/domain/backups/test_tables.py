"""No table is forgotten: it is in the backup, or it is said why not."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from onaccount.domain.backups.actions.target import check_empty
from onaccount.domain.backups.queries.tables import LEFT_OUT, is_left_out, kind_of, migrations_in, tables_after
from onaccount.domain.backups.rules.refused import NewerDatabase, NotEmpty
from onaccount.domain.business.models import Business

pytestmark = pytest.mark.django_db


def forgotten() -> set[str]:
    """Tables of this database that are neither backed up nor named among those left out."""
    backed_up = {table.name for table in tables_after(migrations_in(connection))}
    return {table for table in connection.introspection.table_names() if not is_left_out(table)} - backed_up


def test_every_table_is_backed_up_or_named_with_the_reason():
    assert not forgotten()


def test_a_forgotten_table_is_found():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf (id integer)")
    assert forgotten() == {"shelf"}


def test_every_model_is_backed_up_with_all_its_columns():
    tables = {table.name: table for table in tables_after(migrations_in(connection))}
    for model in apps.get_models(include_auto_created=True):
        if not is_left_out(model._meta.db_table):
            columns = {column.name: column.kind for column in tables[model._meta.db_table].columns}
            assert columns == {field.column: kind_of(field) for field in model._meta.concrete_fields}


@isolate_apps("onaccount.domain.backups")
def test_a_kind_of_column_that_is_not_known_is_not_guessed():
    class Shelf(models.Model):
        lasts = models.DurationField()

        class Meta:
            app_label = "backups"

        def __str__(self) -> str:
            return str(self.lasts)

    with pytest.raises(KeyError):
        kind_of(Shelf._meta.get_field("lasts"))


def test_what_is_left_out_has_a_reason_of_a_sentence():
    assert all(re.fullmatch(r"[A-Z].*\.", reason) for reason in LEFT_OUT.values())


def test_a_table_comes_after_those_that_its_rows_refer_to():
    names = [table.name for table in tables_after(migrations_in(connection))]
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            # What refers to its own table is asked at the end of the transaction, on both engines.
            if field.related_model not in (None, model) and not is_left_out(model._meta.db_table):
                assert names.index(field.related_model._meta.db_table) < names.index(model._meta.db_table)


def test_a_database_that_was_just_migrated_counts_as_empty():
    check_empty()


def test_a_single_row_makes_it_one_that_is_not():
    Business.objects.create()
    with pytest.raises(NotEmpty, match="1 row in business_business"):
        check_empty()


def test_a_database_of_a_later_version_is_not_guessed_at():
    with pytest.raises(NewerDatabase, match=r"customers\.9999_later"):
        tables_after({**migrations_in(connection), "customers": ["0001_initial", "9999_later"]})
