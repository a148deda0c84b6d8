"""Areas and member units: edited by the head and the system administrator, never deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from office.models import Area, Unit
from office.roles import ACTS, Role, holds
from office.scoped_admin import ScopedAdmin

EDITORS = ACTS["edit_reference"][1]


def _within(request: HttpRequest, area: str) -> Q:
    """The rows an editor keeps: a head those of the own areas, the system administrator all."""
    user = request.user
    return Q() if holds(user, {Role.SYSADMIN}) else Q(**{f"{area}__in": user.area_ids})  # type: ignore[union-attr]


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    list_display = ("code", "name", "short_name", "parent", "reporter")
    list_select_related = ("parent",)
    fields = ("code", "name", "short_name", "parent", "reporter")
    traced_fields = ("code", "name", "reporter")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(_within(request, "pk"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple("above" if name == "parent" and obj else name for name in self.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Numbers already given carry the code, and scopes follow the tree: both stay once the area exists."""
        return ("code", "above") if obj else ()

    @admin.display(description="上级")
    def above(self, area: Area) -> str:
        """By name alone: whoever works in an area cannot open the one above."""
        return str(area.parent or "—")


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    list_display = ("short_name", "name", "area", "is_lead", "is_regulator", "is_attending", "position", "is_active")
    list_select_related = ("area",)
    list_filter = ("is_active",)
    allowed_lookups = ("is_active__exact",)
    sortable_by = ("short_name", "position")
    fields = ("area", "short_name", "name", "is_lead", "is_regulator", "is_attending", "position", "is_active")
    traced_fields = ("short_name", "name", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(_within(request, "area"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "area":
            kwargs["queryset"] = Area.objects.filter(_within(request, "pk"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("area",) if obj else ()
