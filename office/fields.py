"""Model fields for personal data: encrypted text, and the index by which it is found.

    id_number = EncryptedField("身份证号", blank=True)
    id_number_index = BlindIndexField(source="id_number")

The index is never written by hand: it is computed from the text whenever the text is loaded or set, so ``save``,
``bulk_create`` and ``bulk_update`` store the right one. A write that names the text without its index
(``save(update_fields=["id_number"])``, ``bulk_update(rows, ["id_number"])``, ``update(id_number=…)``) is refused:
name both. ``QuerySet.update`` has no row to compute from, so there the index is given with ``index_of``.

Renaming such a model or field changes the context of the encryption: a migration has to decrypt and encrypt again.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models.expressions import Col, Value
from django.db.models.lookups import IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute

from office.crypto import blind_index_all, blind_indexes, decrypt, encrypt
from office.text import normalise

__all__ = ["BlindIndexField", "EncryptedField", "index_of", "indexes_of", "normalise"]

INDEX_SUFFIX = "_index"
INDEX_LENGTH = 64
_INDEX = re.compile(rf"[0-9a-fA-F]{{{INDEX_LENGTH}}}")


class EncryptedField(models.TextField):
    """Text that is stored encrypted; the empty string stays empty.

    Only ``exact`` (by the field ``<name>_index`` of the same model, on the normalised text) and ``isnull`` are
    answered; every other look-up raises ``FieldError``, so that nothing can be guessed letter by letter.
    """

    db_index: bool

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    @property
    def index_field(self) -> "BlindIndexField | None":
        try:
            field = self.model._meta.get_field(f"{self.name}{INDEX_SUFFIX}")
        except FieldDoesNotExist:
            return None
        return field if isinstance(field, BlindIndexField) and field.source == self.name else None

    def from_db_value(self, value, expression, connection):
        return decrypt(value, context=self.context) if value else value

    def get_db_prep_save(self, value, connection):
        if hasattr(value, "as_sql"):
            return value
        text = self.get_prep_value(value)
        return encrypt(text, context=self.context) if text else text

    def get_placeholder(self, value, compiler, connection):
        """The one hook that sees every UPDATE and INSERT with all its columns: stale indexes are refused here."""
        _refuse_clear_expression(self, value)
        if self.index_field is not None:
            _refuse_stale_index(self, self.index_field, compiler.query)
        return "%s"

    def get_lookup(self, lookup_name):
        if lookup_name == "exact" and self.index_field is not None:
            return IndexExact
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(_refusal(self, lookup_name))

    def get_transform(self, lookup_name):
        raise FieldError(_refusal(self, lookup_name))

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_no_database_index()]

    def _check_no_database_index(self):
        if self.unique or self.db_index:
            return [
                checks.Error(
                    "加密字段每次写入的密文都不同，不能设 unique 或 db_index。",
                    hint="把约束设在对应的 BlindIndexField 上。",
                    obj=self,
                    id="office.E001",
                )
            ]
        return []


class IndexAttribute(DeferredAttribute):
    """Reads as the index of the text the row holds now; as the stored one only while the text is not loaded."""

    field: "BlindIndexField"

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        if self.field.source in instance.__dict__:
            return self.field.index_of(instance.__dict__[self.field.source])
        return super().__get__(instance, cls)

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class BlindIndexField(models.CharField):
    """Keyed hash of an ``EncryptedField`` of the same model; empty for an empty text.

    ``context`` defaults to the source's own. Give two models the same one where their rows have to be matched
    (the same ID number on a claim and on a roll).
    """

    descriptor_class = IndexAttribute
    db_index: bool

    def __init__(self, *args: Any, source: str, context: str = "", **kwargs: Any) -> None:
        self.source = source
        self.shared_context = context
        kwargs.setdefault("db_index", True)
        kwargs.update(max_length=INDEX_LENGTH, editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "blank", "default", "db_index"):
            kwargs.pop(fixed, None)
        if not self.db_index:
            kwargs["db_index"] = False
        kwargs["source"] = self.source
        if self.shared_context:
            kwargs["context"] = self.shared_context
        return name, path, args, kwargs

    def db_type(self, connection):
        """Written out on PostgreSQL: a `varchar` would get a second index for LIKE, which nobody asks of a keyed hash."""
        if connection.vendor != "postgresql":
            return super().db_type(connection)
        return f"character varying({INDEX_LENGTH})"

    @property
    def context(self) -> str:
        return self.shared_context or f"{self.model._meta.label_lower}.{self.source}"

    def index_of(self, text: str | None) -> str:
        return self.index_all([text])[0]

    def index_all(self, texts: Iterable[str | None]) -> list[str]:
        """The same of many, one for each."""
        forms = [normalise(str(text)) if text else "" for text in texts]
        made = iter(blind_index_all(filter(None, forms), context=self.context))
        return [next(made) if form else "" for form in forms]

    def indexes_of(self, text: str | None) -> tuple[str, ...]:
        """Every index under which the text may stand while keys or profiles are changed; today's first."""
        form = normalise(str(text)) if text else ""
        return blind_indexes(form, context=self.context) if form else ("",)

    def pre_save(self, model_instance, add):
        return getattr(model_instance, self.attname)

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str) and value and not _is_index(value):
            raise FieldError(f"{self.model._meta.label}.{self.name} 只能存放索引值，请用 index_of() 计算。")
        return super().get_db_prep_save(value, connection)

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_source()]

    def _check_source(self):
        try:
            source = self.model._meta.get_field(self.source)
        except FieldDoesNotExist:
            source = None
        if isinstance(source, EncryptedField) and self.name == f"{self.source}{INDEX_SUFFIX}":
            return []
        return [
            checks.Error(
                f"索引字段的 source 必须是同一模型的加密字段，且索引字段名为 {self.source}{INDEX_SUFFIX}。",
                obj=self,
                id="office.E002",
            )
        ]


class IndexExact(Lookup):
    """``id_number="…"`` compiled to a comparison of the index column; the clear text never reaches the database.

    While keys are changed a row may stand under the older key's index: all are asked for.
    """

    lookup_name = "exact"

    def get_prep_lookup(self):
        field = self.lhs.output_field
        if hasattr(self.rhs, "resolve_expression") or not isinstance(self.lhs, Col):
            raise FieldError(f"{field.name} 只能与给定的文字比较；行与行之间请比较 {field.name}{INDEX_SUFFIX}。")
        return (None,) if self.rhs is None else field.index_field.indexes_of(self.rhs)

    def as_sql(self, compiler, connection):
        index = Col(self.lhs.alias, self.lhs.output_field.index_field)
        column, params = compiler.compile(index)
        return f"{column} IN ({', '.join(['%s'] * len(self.rhs))})", [*params, *self.rhs]


def index_of(model: type[models.Model], field_name: str, text: str) -> str:
    """The index value of ``text`` in a model's encrypted field, for ``QuerySet.update``."""
    return _index_field(model, field_name).index_of(text)


def indexes_of(model: type[models.Model], field_name: str, text: str) -> tuple[str, ...]:
    """Every index under which ``text`` may be stored, for look-ups of many; today's first."""
    return _index_field(model, field_name).indexes_of(text)


def _index_field(model: type[models.Model], field_name: str) -> BlindIndexField:
    field = model._meta.get_field(field_name)
    if not isinstance(field, EncryptedField) or field.index_field is None:
        raise FieldError(f"{model._meta.label}.{field_name} 没有索引字段。")
    return field.index_field


def _refusal(field: EncryptedField, lookup_name: str) -> str:
    label = f"{field.model._meta.label}.{field.name}"
    return (
        f"{label} 是加密字段，不支持“{lookup_name}”查询：只能按完整内容精确查询（须有 {field.name}{INDEX_SUFFIX}）"
        f"或判断是否为空。(encrypted field: only exact and isnull)"
    )


def _is_index(value: str) -> bool:
    return _INDEX.fullmatch(value) is not None


def _refuse_clear_expression(field: EncryptedField, value: Any) -> None:
    """An expression would write clear text or another column's ciphertext; only bulk_update's own is let through."""
    if not hasattr(value, "flatten"):
        return
    for part in value.flatten():
        copies = isinstance(part, Col) and isinstance(part.target, EncryptedField)
        clear = isinstance(part, Value) and part.value is not None and _type_of(part) is not field
        if copies or clear:
            raise FieldError(f"{field.model._meta.label}.{field.name} 是加密字段，不能用表达式写入，请给出文字。")


def _type_of(value: Value) -> Any:
    return getattr(value, "_output_field_or_none", None)


def _refuse_stale_index(field: EncryptedField, index: BlindIndexField, query: Any) -> None:
    written = _updated_values(query)
    if field.name not in written:
        return
    if index.name not in written:
        raise FieldError(f"写入 {field.name} 时必须同时写入 {index.name}，否则将查不到这一行。")
    text, stored = written[field.name], written[index.name]
    if all(value is None or isinstance(value, str) for value in (text, stored)) and stored not in index.indexes_of(
        text
    ):
        raise FieldError(f"{index.name} 与 {field.name} 不一致，请用 index_of() 计算。")


def _updated_values(query: Any) -> dict[str, Any]:
    """Field name → value of an UPDATE; for INSERT … ON CONFLICT UPDATE the names alone; nothing for an INSERT."""
    if hasattr(query, "values") and hasattr(query, "related_updates"):
        return {field.name: value for field, _model, value in query.values}
    return {field.name: _UNSEEN for field in getattr(query, "update_fields", None) or ()}


_UNSEEN = object()
