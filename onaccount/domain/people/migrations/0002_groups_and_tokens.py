"""Groups in place of roles: the groups of the start are made, and everybody of a role is put into its group."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

# As they were when this shipped.
OFFICE = {"customers": "write", "access": "write", "credit": "write", "imports": "write", "letters": "read"}
AREAS = (
    "customers", "access", "credit", "imports", "letters", "events", "settings", "staff", "tokens", "backups",
)
GROUPS = {
    "administrator": ("Administrators", dict.fromkeys(AREAS, "write")),
    "office": ("Office", OFFICE),
    "reader": ("Readers", {"customers": "read"}),
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("people", "Group")
    Principal = apps.get_model("people", "Principal")
    for role, (name, levels) in GROUPS.items():
        group = Group.objects.using(schema_editor.connection.alias).create(name=name, role=role, levels=levels)
        Principal.objects.using(schema_editor.connection.alias).filter(role=role).update(group=group)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('levels', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('principal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='token', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('levels', models.JSONField(default=dict)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='principal',
            name='kind',
            field=models.CharField(choices=[('staff', 'staff'), ('login', 'login'), ('person', 'person'), ('token', 'token')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='one_group_per_name'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(condition=models.Q(('role', ''), _negated=True), fields=('role',), name='one_group_per_role'),
        ),
        migrations.AddField(
            model_name='principal',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.group'),
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
