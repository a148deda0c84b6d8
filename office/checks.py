"""System checks of this room; registered by its app configuration."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import all_sites
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model
from django.db.models.expressions import OrderBy

from office.fields import EncryptedField

LIST_OPTIONS = ("list_display", "list_filter", "list_editable", "search_fields", "ordering", "date_hierarchy")


def check_personal_fields(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """One error for each encrypted field that an admin list would show in clear, filter, search or order by."""
    return [
        checks.Error(
            f"{type(admin).__module__}.{type(admin).__qualname__}.{option} 含加密字段“{path}”。",
            hint="列表中请用遮蔽后的显示方法；查找请按完整号码走精确查询。",
            obj=type(admin),
            id="office.E003",
        )
        for site in all_sites
        for admin in site._registry.values()
        for option, path in personal_options(admin)
    ]


def personal_options(admin: ModelAdmin) -> Iterator[tuple[str, str]]:
    """(option, path) of every encrypted field named in the admin's list options."""
    for option in LIST_OPTIONS:
        for path in _paths(getattr(admin, option, None)):
            if _leads_to_encrypted(admin.model, path):
                yield option, path


def _paths(value: Any) -> Iterator[str]:
    entries: Iterable[Any] = [value] if isinstance(value, str) else value or ()
    for entry in entries:
        if isinstance(entry, (tuple, list)) and entry:
            entry = entry[0]
        if isinstance(entry, OrderBy):
            entry = entry.expression
        if isinstance(entry, F):
            entry = entry.name  # type: ignore[attr-defined]
        if isinstance(entry, str):
            yield entry.lstrip("-^=@")


def _leads_to_encrypted(model: type[Model] | None, path: str) -> bool:
    for name in path.split("__"):
        if model is None:
            return False
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if isinstance(field, EncryptedField):
            return True
        model = field.related_model if isinstance(field.related_model, type) else None
    return False
