"""The one base of every admin page: rows by `visible_to`, acts by role, nothing deleted, nothing written in bulk."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from office.roles import Role, holds


class ScopedAdmin(admin.ModelAdmin):
    """Options of subclasses: `roles` (who may look), `edit_roles` (who may add and change; empty = read-only)."""

    roles: frozenset[Role] = frozenset()
    edit_roles: frozenset[Role] = frozenset()
    actions = None
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    allowed_lookups: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        scope = getattr(queryset, "visible_to", None)
        return scope(request.user) if scope else queryset

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only listed look-ups: any local field would let a patient reader guess masked values."""
        return lookup in self.allowed_lookups

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.model._meta.pk.name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, self.roles)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.roles)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return holds(request.user, self.edit_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.edit_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


