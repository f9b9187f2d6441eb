import django.db.models.deletion
from django.db import migrations, models

TABLE = "customers_matchkey"


def without_rowid(apps, schema_editor):
    """SQLite: the rows themselves stand in the order of the key, instead of an index beside the rows. Half the size."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [TABLE])
        (statement,) = cursor.fetchone()
    schema_editor.execute(f"DROP TABLE {TABLE}", params=None)
    schema_editor.execute(f"{statement} WITHOUT ROWID", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0008_merge_pointer'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchKey',
            fields=[
                ('pk', models.CompositePrimaryKey('key', 'customer', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.BigIntegerField()),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='match_keys', to='customers.customer')),
            ],
        ),
        migrations.RunPython(without_rowid, migrations.RunPython.noop),
        migrations.CreateModel(
            name='MatchKeysWritten',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('recipe', models.CharField(max_length=40)),
                ('next_number', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_row_of_match_keys_written')],
            },
        ),
    ]
