from django.db import migrations


def add_levels(apps, schema_editor):
    """Administrators that are there already get what those of the start have."""
    for group in apps.get_model("people", "Group").objects.filter(role="administrator"):
        group.levels = {**group.levels, "privacy": "write"}
        group.save()


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0010_till_server"),
    ]

    operations = [migrations.RunPython(add_levels, migrations.RunPython.noop, elidable=False)]
