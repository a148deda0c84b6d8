"""Projects, companies and campaigns of the own areas: the names the counter has taken, put right by the head."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from office.models import Code, Unit
from office.roles import Role
from office.scoped_admin import ScopedAdmin
from office.selectors import codes
from reception.actions.search import index_renamed
from reception.models import Campaign, Company, Project
from reception.names import tidy_name


class CompanyByName(forms.CharField):
    """A company of the own areas by its full name: a select box of all of them would be long, a row number says nothing."""

    def __init__(self, companies: models.QuerySet[Company], **kwargs: Any) -> None:
        super().__init__(
            max_length=120, required=False, widget=forms.TextInput(attrs={"class": "vTextField"}), **kwargs
        )
        self.companies = companies

    def prepare_value(self, value: Any) -> Any:
        """The stored key as a name; what was typed as it was typed."""
        if not isinstance(value, int):
            return value
        return self.companies.filter(pk=value).values_list("name", flat=True).first() or ""

    def clean(self, value: Any) -> Company | None:  # type: ignore[override]
        name = tidy_name(super().clean(value))
        if not name:
            return None
        found = list(self.companies.filter(name=name)[:2])
        if len(found) != 1:
            problem = "不止一个" if found else "没有"
            raise forms.ValidationError(f"{problem}名为“{name}”的单位：请填全称，或先在“单位和企业”中新增、更名。")
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != tidy_name(data or "")


class AreaAdmin(ScopedAdmin):
    """Rows of the account's areas, in lists, forms and choices alike; a new row belongs to the account's own area."""

    roles = edit_roles = frozenset({Role.HEAD})

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(area__in=request.user.area_ids)  # type: ignore[union-attr]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row outside the own areas cannot be chosen by its number either."""
        related = db_field.remote_field.model
        if related in (Company, Unit):
            kwargs["queryset"] = related.objects.filter(area__in=request.user.area_ids)  # type: ignore[union-attr]
        if db_field.name == "sector":
            kwargs["queryset"] = codes(Code.Kind.SECTOR)
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
    # Not the name: it may be a person's, and the trail keeps what it is told.
    traced_fields = ("unit",)
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
    fields = ("name", "address", "sector", "developer", "general_contractor")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("developer", "general_contractor"):
            companies = Company.objects.filter(area__in=request.user.area_ids)  # type: ignore[union-attr]
            return CompanyByName(companies, label=db_field.verbose_name, help_text="填“单位和企业”中的全称，可空。")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Campaign)
class CampaignAdmin(AreaAdmin):
    traced_fields = ("name",)
    list_display = ("name", "document_number", "starts_on", "ends_on", "area")
    list_select_related = ("area",)
    fields = ("name", "document_number", "starts_on", "ends_on")
