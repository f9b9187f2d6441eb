from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_groups_and_tokens'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='principal',
            name='staff_have_a_role',
        ),
        migrations.RemoveField(
            model_name='principal',
            name='role',
        ),
        migrations.AddConstraint(
            model_name='principal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff'), _negated=True), ('group__isnull', False), _connector='OR'), name='staff_have_a_group'),
        ),
    ]
