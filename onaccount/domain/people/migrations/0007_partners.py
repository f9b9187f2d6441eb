from django.db import migrations, models


def add_levels(apps, schema_editor):
    """Groups that are there already get what those of the start have; a new business has all made after this."""
    groups = apps.get_model("people", "Group").objects
    for role, levels in (
        ("administrator", {"partners": "write", "sensitive": "write"}),
        ("office", {"partners": "write"}),
    ):
        for group in groups.filter(role=role):
            group.levels = {**group.levels, **levels}
            group.save()


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0006_counter"),
    ]

    operations = [
        migrations.AlterField(
            model_name="principal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("staff", "staff"),
                    ("login", "login"),
                    ("person", "person"),
                    ("partner", "partner"),
                    ("token", "token"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(add_levels, migrations.RunPython.noop, elidable=False),
    ]
