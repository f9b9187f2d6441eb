from django.db import migrations

LEVELS = {"administrator": "write", "office": "write"}


def add_area(apps, schema_editor):
    """Groups of the start get what those of a new business have; those that somebody made get nothing unasked."""
    for group in apps.get_model("people", "Group").objects.filter(role__in=LEVELS):
        if "orders" not in group.levels:
            group.levels = {**group.levels, "orders": LEVELS[group.role]}
            group.save()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_privacy'),
    ]

    operations = [
        migrations.RunPython(add_area, migrations.RunPython.noop, elidable=False),
    ]
