from types import SimpleNamespace

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.db.models import F
from django.test.utils import isolate_apps

from office.checks import check_personal_fields, personal_options
from office.fields import BlindIndexField, EncryptedField


@pytest.fixture
def shop():
    with isolate_apps("office"):

        class Person(models.Model):  # noqa: DJ008
            name = models.TextField()
            id_number = EncryptedField()
            id_number_index = BlindIndexField(source="id_number")

            class Meta:
                app_label = "office"

        class Visit(models.Model):  # noqa: DJ008
            person = models.ForeignKey(Person, models.CASCADE)

            class Meta:
                app_label = "office"

        yield SimpleNamespace(Person=Person, Visit=Visit)


@pytest.mark.parametrize(
    ("model", "option", "value", "path"),
    [
        ("Person", "list_display", ["name", "id_number"], "id_number"),
        ("Person", "list_filter", [("id_number", object)], "id_number"),
        ("Person", "list_editable", ["id_number"], "id_number"),
        ("Person", "search_fields", ["=id_number"], "id_number"),
        ("Visit", "search_fields", ["person__id_number__startswith"], "person__id_number__startswith"),
        ("Visit", "list_display", ["person__id_number"], "person__id_number"),
        ("Person", "ordering", ["-id_number"], "id_number"),
        ("Person", "ordering", [F("id_number").desc()], "id_number"),
        ("Person", "date_hierarchy", "id_number", "id_number"),
    ],
)
def test_encrypted_field_in_a_list_option_is_found(shop, model, option, value, path):
    admin = type("SomeAdmin", (ModelAdmin,), {option: value})(getattr(shop, model), AdminSite())
    assert list(personal_options(admin)) == [(option, path)]


def test_other_options_are_free(shop):
    options = {
        "list_display": ["__str__", "name", "masked_id"],
        "list_filter": ["name"],
        "search_fields": ["name", "^name"],
        "ordering": ["-name", F("name").asc()],
        "masked_id": lambda self, row: "",
    }
    admin = type("SomeAdmin", (ModelAdmin,), options)(shop.Person, AdminSite())
    assert list(personal_options(admin)) == []


def test_check_walks_every_site(shop):
    site = AdminSite()
    site.register(shop.Person, type("OpenAdmin", (ModelAdmin,), {"list_display": ["id_number"]}))
    errors = [error for error in check_personal_fields() if "OpenAdmin" in error.msg]
    assert [(error.id, "list_display" in error.msg) for error in errors] == [("office.E003", True)]
