from django.db import migrations

from ledger.project_keys import project_key


def read_names(apps, _schema_editor):
    """Projects that claims name already; the names of their areas are often left out, as at the counter."""
    Project, ProjectKey = apps.get_model("reception", "Project"), apps.get_model("ledger", "ProjectKey")
    areas = {area.pk: area for area in apps.get_model("office", "Area").objects.all()}
    rows = [
        ProjectKey(
            project_id=pk, area_id=area, name=name, key=project_key(name, places=_places(areas, area))
        )
        for pk, area, name in Project.objects.values_list("pk", "area_id", "name")
    ]
    ProjectKey.objects.bulk_create(rows, batch_size=500)


def _places(areas, pk):
    names = []
    while pk:
        names += [areas[pk].name, areas[pk].short_name]
        pk = areas[pk].parent_id
    return names


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0015_warnings_over_several_names'),
    ]

    operations = [
        migrations.RunPython(read_names, migrations.RunPython.noop),
    ]
