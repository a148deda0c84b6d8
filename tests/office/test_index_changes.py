"""Each question has one index in the database as it was migrated."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from ledger.models import Case, PaymentLine, Transition
from office.fields import BlindIndexField
from reception.models import Claim, Worker

HASHES = [
    (model, field.column)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, BlindIndexField)
] + [(Claim, "row_key")]


def indexes(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns of each index, partial ones left out."""
    partial = {constraint.name for constraint in model._meta.constraints if getattr(constraint, "condition", None)}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    for name, facts in found.items():
        if (facts["index"] or facts["unique"]) and name not in partial:
            yield facts["columns"]


@pytest.mark.parametrize(("model", "column"), HASHES)
def test_keyed_hash_has_no_second_index_for_like(db, model, column) -> None:
    assert [columns for columns in indexes(model) if columns == [column]] == [[column]]


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Case, "responsible_unit_id"),
        (Claim, "session_id"),
        (PaymentLine, "payment_id"),
        (Transition, "claim_id"),
        (Worker, "claim_id"),
    ],
)
def test_column_is_found_by_a_longer_index_alone(db, model, column) -> None:
    found = [columns for columns in indexes(model) if columns[0] == column]
    assert len(found) >= 1
    assert [column] not in found
