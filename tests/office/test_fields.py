# ruff: noqa: N803, N806, DJ008 — model classes come as fixtures
from contextlib import contextmanager

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import isolate_apps

from office.crypto import current_head
from office.fields import BlindIndexField, EncryptedField, index_of

NUMBER = "530902190101010012"
OTHER = "530902190101010039"


@contextmanager
def refused(match):
    """In a savepoint: a refusal inside save() leaves the transaction around it unusable."""
    with pytest.raises(FieldError, match=match), transaction.atomic():
        yield


@pytest.fixture
def tables(db):
    with isolate_apps("office"):

        class Person(models.Model):
            id_number = EncryptedField("身份证号", blank=True)
            id_number_index = BlindIndexField(source="id_number")
            address = EncryptedField("地址", blank=True, default="")
            account = EncryptedField("账号", null=True)

            class Meta:
                app_label = "office"
                db_table = "test_person"

        class Visit(models.Model):
            person = models.ForeignKey(Person, models.CASCADE)

            class Meta:
                app_label = "office"
                db_table = "test_visit"

        # Plain SQL inside the test's transaction: the schema editor itself wants none on SQLite.
        editor = connection.schema_editor()
        editor.deferred_sql = []
        with connection.cursor() as cursor:
            for model in (Person, Visit):
                statement, params = editor.table_sql(model)
                cursor.execute(statement, params or None)
        yield Person, Visit


@pytest.fixture
def Person(tables):
    return tables[0]


def stored(person, column="id_number"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_person WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


def test_create_stores_no_clear_text_and_reads_back(Person):
    person = Person.objects.create(id_number=NUMBER, address="凤翔街道")
    assert stored(person).startswith(current_head())
    assert NUMBER not in stored(person) + stored(person, "id_number_index")
    again = Person.objects.get(pk=person.pk)
    assert (again.id_number, again.address, again.account) == (NUMBER, "凤翔街道", None)
    assert Person.objects.values_list("id_number", flat=True).get() == NUMBER


def test_empty_stays_empty(Person):
    person = Person.objects.create(id_number="")
    assert (stored(person), stored(person, "id_number_index"), stored(person, "account")) == ("", "", None)
    assert Person.objects.get().id_number == ""


def test_exact_finds_by_index_whatever_the_spelling(tables):
    Person, Visit = tables
    person = Person.objects.create(id_number="530902 1901-0101-001x")
    Person.objects.create(id_number=OTHER)
    visit = Visit.objects.create(person=person)
    assert Person.objects.get(id_number="53090219010101001X") == person
    assert Person.objects.exclude(id_number=OTHER).get() == person
    assert Visit.objects.get(person__id_number="53090219010101001X") == visit
    assert Person.objects.annotate(n=F("id_number")).get(n="53090219010101001X") == person
    assert "id_number_index" in str(Person.objects.filter(id_number=NUMBER).query)
    assert NUMBER not in str(Person.objects.filter(id_number=NUMBER).query)


def test_exact_empty_and_null(Person):
    empty = Person.objects.create(id_number="")
    full = Person.objects.create(id_number=NUMBER, account="6222")
    assert Person.objects.get(id_number="") == empty
    assert Person.objects.get(account__isnull=True) == empty
    assert Person.objects.get(account__isnull=False) == full


LOOKUPS = [
    *("iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith", "endswith"),
    *("iendswith", "range", "regex", "iregex", "length", "lower", "year", "foo"),
]


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_other_lookups_are_refused(tables, lookup):
    Person, Visit = tables
    for queryset, path in [(Person.objects, "id_number"), (Visit.objects, "person__id_number")]:
        with pytest.raises(FieldError, match="是加密字段"):
            queryset.filter(**{f"{path}__{lookup}": ["5", "6"] if lookup in ("in", "range") else "5"})


def test_exact_without_index_is_refused(Person):
    for lookup in ("address", "address__exact"):
        with pytest.raises(FieldError, match="address_index"):
            Person.objects.filter(**{lookup: "凤翔街道"})


def test_exact_with_an_expression_is_refused(Person):
    with pytest.raises(FieldError):
        list(Person.objects.filter(id_number=F("address")))


def test_save_keeps_the_index_fresh(Person):
    person = Person.objects.create(id_number=NUMBER)
    person.id_number = OTHER
    person.save()
    assert Person.objects.get(id_number=OTHER) == person
    assert not Person.objects.filter(id_number=NUMBER).exists()


def test_save_of_the_source_without_its_index_is_refused(Person):
    person = Person.objects.create(id_number=NUMBER)
    person.id_number = OTHER
    with refused("id_number_index"):
        person.save(update_fields=["id_number"])
    person.save(update_fields=["id_number", "id_number_index"])
    assert Person.objects.get(id_number=OTHER) == person


def test_save_of_another_field_alone_is_free(Person):
    person = Person.objects.create(id_number=NUMBER)
    person.address = "忙畔街道"
    person.save(update_fields=["address"])
    assert Person.objects.get(id_number=NUMBER).address == "忙畔街道"


def test_save_of_a_row_with_the_source_not_loaded(Person):
    Person.objects.create(id_number=NUMBER)
    person = Person.objects.defer("id_number").get()
    person.address = "忙畔街道"
    person.save()
    assert Person.objects.get(id_number=NUMBER).address == "忙畔街道"


def test_bulk_create_and_bulk_update(Person):
    people = Person.objects.bulk_create([Person(id_number=NUMBER), Person(id_number="")])
    assert Person.objects.get(id_number=NUMBER) == people[0]
    people[0].id_number, people[1].id_number = "", OTHER
    with refused("id_number_index"):
        Person.objects.bulk_update(people, ["id_number"])
    Person.objects.bulk_update(people, ["id_number", "id_number_index"])
    assert stored(people[1]).startswith(current_head())
    assert Person.objects.get(id_number=OTHER) == people[1]
    assert Person.objects.get(id_number="") == people[0]


def test_bulk_create_with_conflicts_needs_both(Person):
    person = Person.objects.create(id_number=NUMBER)
    row = Person(pk=person.pk, id_number=OTHER)
    kwargs = {"update_conflicts": True, "unique_fields": ["id"]}
    with refused("id_number_index"):
        Person.objects.bulk_create([row], update_fields=["id_number"], **kwargs)
    Person.objects.bulk_create([row], update_fields=["id_number", "id_number_index"], **kwargs)
    assert Person.objects.get(id_number=OTHER).id_number == OTHER


def test_update_encrypts_and_wants_the_right_index(Person):
    person = Person.objects.create(id_number=NUMBER)
    for values in (
        {"id_number": OTHER},
        {"id_number": OTHER, "id_number_index": index_of(Person, "id_number", NUMBER)},
        {"id_number": OTHER, "id_number_index": ""},
        {"id_number": OTHER, "id_number_index": OTHER},
    ):
        with refused("id_number_index"):
            Person.objects.update(**values)
    Person.objects.update(id_number=OTHER, id_number_index=index_of(Person, "id_number", OTHER), address="新址")
    assert stored(person, "address").startswith(current_head())
    assert Person.objects.get(id_number=OTHER).address == "新址"


@pytest.mark.parametrize("expression", [Value("凤翔街道"), F("account"), Concat("account", Value("x"))])
def test_update_by_expression_is_refused(Person, expression):
    Person.objects.create(account="6222")
    with pytest.raises(FieldError, match="不能用表达式写入"):
        Person.objects.update(address=expression)


def test_index_reads_fresh_on_the_instance_and_without_its_source(Person, django_assert_num_queries):
    person = Person(id_number=NUMBER)
    assert person.id_number_index == index_of(Person, "id_number", NUMBER)
    person.id_number = OTHER
    assert person.id_number_index == index_of(Person, "id_number", OTHER)
    person.save()
    with django_assert_num_queries(1):
        assert Person.objects.only("id_number_index").get().id_number_index == person.id_number_index


def test_a_value_moved_to_another_column_is_noticed(Person):
    person = Person.objects.create(id_number=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_person SET address = id_number WHERE id = %s", [person.pk])
    with pytest.raises(ValueError, match="无法还原"):
        Person.objects.get()


def test_shared_context_matches_across_models():
    with isolate_apps("office"):

        class Roll(models.Model):
            id_number = EncryptedField()
            id_number_index = BlindIndexField(source="id_number", context="id_number")

            class Meta:
                app_label = "office"

        class Claimant(models.Model):
            id_number = EncryptedField()
            id_number_index = BlindIndexField(source="id_number", context="id_number")

            class Meta:
                app_label = "office"

        assert index_of(Roll, "id_number", NUMBER) == index_of(Claimant, "id_number", NUMBER)


def test_migrations_are_stable_and_historical_models_read_the_same(Person):
    state = ProjectState()
    state.add_model(ModelState.from_model(Person))
    assert ModelState.from_model(state.apps.get_model("office", "Person")).fields["id_number_index"].deconstruct() == (
        ModelState.from_model(Person).fields["id_number_index"].deconstruct()
    )
    *_, kwargs = Person._meta.get_field("id_number_index").deconstruct()
    assert kwargs == {"source": "id_number"}
    Person.objects.create(id_number=NUMBER)
    assert state.apps.get_model("office", "Person").objects.get(id_number=NUMBER).id_number == NUMBER


def test_checks_of_wrong_declarations():
    with isolate_apps("office"):

        class Wrong(models.Model):
            id_number = EncryptedField(unique=True)
            phone = models.TextField()
            phone_index = BlindIndexField(source="phone")
            other_index = BlindIndexField(source="id_number")
            lost_index = BlindIndexField(source="lost")

            class Meta:
                app_label = "office"

        found = [(error.id, error.obj.name) for field in Wrong._meta.local_fields for error in field.check()]
        assert found == [
            ("office.E001", "id_number"),
            ("office.E002", "phone_index"),
            ("office.E002", "other_index"),
            ("office.E002", "lost_index"),
        ]


def test_good_declarations_have_no_finding(Person):
    assert [error for field in Person._meta.local_fields for error in field.check()] == []
