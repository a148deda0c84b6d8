"""Upgrading a ledger with projects: their names are read as at the counter."""

from importlib import import_module

from django.apps import apps

from ledger.models import ProjectKey
from tests import factories

read_names = import_module("ledger.migrations.0016_read_project_names").read_names


def test_projects_get_the_keys_that_the_counter_gives(head) -> None:
    for name in ("南屏小区三期", "临沧市临翔区南屏小区（三期）建设项目", "工地"):
        factories.claim(head, project_name=name)
    at_the_counter = list(ProjectKey.objects.order_by("pk").values("project", "area", "name", "key"))
    ProjectKey.objects.all().delete()
    read_names(apps, None)
    assert list(ProjectKey.objects.order_by("pk").values("project", "area", "name", "key")) == at_the_counter
    assert [row["key"] for row in at_the_counter] == ["南屏小区|期3", "南屏小区|期3", ""]
