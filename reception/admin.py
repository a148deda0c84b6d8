"""Projects, companies and campaigns of the own areas: the names the counter has taken, put right by the head."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db import models
from django.http import HttpRequest

from office.models import Code, Unit
from office.roles import Role
from office.scoped_admin import ScopedAdmin
from office.selectors import codes
from reception.actions.search import index_renamed
from reception.models import Campaign, Company, Project


class OwnRawIdWidget(ForeignKeyRawIdWidget):
    """The stock widget prints the name of any row whose number is typed; this one only of rows that may be chosen."""

    choosable: models.QuerySet

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        try:
            return super().label_and_url_for_value(value) if self.choosable.filter(pk=value).exists() else ("", "")
        except (ValueError, TypeError, OverflowError):
            return "", ""


class AreaAdmin(ScopedAdmin):
    """Rows of the account's areas, in lists, forms and choices alike; a new row belongs to the account's own area."""

    roles = edit_roles = frozenset({Role.HEAD})
    traced_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(area__in=request.user.area_ids)  # type: ignore[union-attr]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row outside the own areas cannot be chosen by its number either."""
        related = db_field.remote_field.model
        if related in (Company, Unit):
            kwargs["queryset"] = related.objects.filter(area__in=request.user.area_ids)  # type: ignore[union-attr]
        if db_field.name == "sector":
            kwargs["queryset"] = codes(Code.Kind.SECTOR)
        if db_field.name in self.raw_id_fields:
            kwargs["widget"] = OwnRawIdWidget(db_field.remote_field, self.admin_site)
            kwargs["widget"].choosable = kwargs["queryset"]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.area = request.user.area  # type: ignore[union-attr]
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data and isinstance(obj, Project | Company):
            index_renamed(obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return super().has_add_permission(request, *args) and request.user.area is not None  # type: ignore[union-attr]


@admin.register(Company)
class CompanyAdmin(AreaAdmin):
    list_display = ("name", "unit", "area")
    list_select_related = ("unit", "area")
    search_fields = ("name",)
    search_help_text = "按名称查找"
    fields = ("name", "unit")


@admin.register(Project)
class ProjectAdmin(AreaAdmin):
    list_display = ("name", "sector", "developer", "general_contractor", "area")
    list_select_related = ("sector", "developer", "general_contractor", "area")
    search_fields = ("name",)
    search_help_text = "按名称查找"
    raw_id_fields = ("developer", "general_contractor")
    fields = ("name", "address", "sector", "developer", "general_contractor")


@admin.register(Campaign)
class CampaignAdmin(AreaAdmin):
    list_display = ("name", "document_number", "starts_on", "ends_on", "area")
    list_select_related = ("area",)
    fields = ("name", "document_number", "starts_on", "ends_on")
