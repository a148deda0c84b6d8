"""Rows inserted by columns are what `create()` would have stored."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from office.bulk import CHUNK, insert_columns, seal
from office.fields import index_of
from office.models import Area, Code, Unit
from reception.models import Claim, Petitioner
from tests import factories

NUMBERS = ["530902190101010011", "", "530902190101010038"]


def insert_claims(head, petitioners: list[int], **columns) -> list[int]:
    values = {
        "area_id": factories.area().pk,
        "number": [f"甲-{pk}" for pk in petitioners],
        "channel_id": Code.objects.get(kind="channel", key="daily").pk,
        "received_on": date(2021, 4, 12),
        "petitioner_id": petitioners,
        "workers_count": 2,
        "amount_yuan": Decimal("12.50"),
        "registered_at": timezone.now(),
        "registered_by_id": head.pk,
    }
    return insert_columns(Claim, len(petitioners), **(values | columns))


def test_personal_fields_are_encrypted_and_found(db) -> None:
    ids = insert_columns(Petitioner, 3, name=["甲", "乙", "丙"], id_number=NUMBERS, phone="19900001234")
    people = Petitioner.objects.in_bulk(ids)
    assert [(people[pk].name, people[pk].id_number, people[pk].phone) for pk in ids] == [
        (name, number, "19900001234") for name, number in zip("甲乙丙", NUMBERS, strict=True)
    ]
    assert [row.pk for row in Petitioner.objects.filter(id_number=NUMBERS[2])] == [ids[2]]
    assert Petitioner.objects.filter(phone="19900001234").count() == 3
    assert Petitioner.objects.filter(id_number_index="").count() == 1


def test_defaults_are_the_fields_own(head) -> None:
    made = insert_claims(head, insert_columns(Petitioner, 3, name="甲"))
    claims = list(Claim.objects.filter(pk__in=made).order_by("pk"))
    assert len({claim.submission for claim in claims}) == 3
    assert {(claim.is_wages, claim.note, claim.session, claim.origin) for claim in claims} == {
        (True, "", None, "counter")
    }
    assert {claim.amount_yuan for claim in claims} == {Decimal("12.50")}


def test_ids_go_on_from_both_sides(db) -> None:
    first = Petitioner.objects.create(name="甲").pk
    ids = insert_columns(Petitioner, 2, name=["乙", "丙"])
    last = Petitioner.objects.create(name="丁").pk
    assert len({first, *ids, last}) == 4
    assert sorted([first, *ids, last]) == [first, *ids, last]


def test_no_rows(db) -> None:
    assert insert_columns(Petitioner, 0, name=[]) == []


def test_constraints_of_the_database_hold(head) -> None:
    petitioners = insert_columns(Petitioner, 1, name="甲")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_claims(head, petitioners, workers_count=0)


def test_a_row_without_its_parent_is_refused(head) -> None:
    (petitioner,) = insert_columns(Petitioner, 1, name="甲")
    insert_claims(head, [petitioner + 1])
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_every_text_comes_back_as_it_was(db) -> None:
    names = ["\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\t", '"', "'", ",", "%s", "", " ", "𠮷", "{}"]
    ids = insert_columns(Petitioner, len(names), name=names)
    stored = Petitioner.objects.in_bulk(ids)
    assert [stored[pk].name for pk in ids] == names


@pytest.mark.parametrize("columns", [{"nickname": "甲"}, {"name": ["甲"]}, {"id": [1, 2]}])
def test_wrong_columns_are_refused(db, columns) -> None:
    with pytest.raises(TypeError):
        insert_columns(Petitioner, 2, **columns)


def test_foreign_keys_go_by_id(reference) -> None:
    home = Area.objects.get(code="530902")
    (pk,) = insert_columns(Unit, 1, area_id=home.pk, short_name="档案", name="区档案馆")
    assert Unit.objects.get(pk=pk).area == home


def test_what_was_sealed_beforehand_is_stored_as_it_is(db) -> None:
    sealed = seal(Petitioner, "id_number", NUMBERS)
    indexes = [index_of(Petitioner, "id_number", number) for number in NUMBERS]
    ids = insert_columns(Petitioner, 3, name="甲", id_number=sealed, id_number_index=indexes)
    assert [Petitioner.objects.get(pk=pk).id_number for pk in ids] == NUMBERS
    assert [row.pk for row in Petitioner.objects.filter(id_number=NUMBERS[0])] == [ids[0]]


def test_equal_texts_are_never_stored_as_equal_tokens(db) -> None:
    insert_columns(Petitioner, 3, name="甲", id_number=[NUMBERS[0]] * 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM reception_petitioner")
        assert len({token for (token,) in cursor.fetchall()}) == 3


def test_more_rows_than_go_in_at_once(db) -> None:
    count = CHUNK * 2 + 1
    ids = insert_columns(Petitioner, count, name=[f"第{number}人" for number in range(count)])
    assert Petitioner.objects.filter(pk__in=[ids[0], ids[CHUNK], ids[-1]]).count() == 3
    assert Petitioner.objects.get(pk=ids[-1]).name == f"第{count - 1}人"
