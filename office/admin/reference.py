"""Codes, calendar and parameters: edited by the head and the system administrator, never deleted."""

import secrets
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from office.calendar_changes import calendar_changed, day_in_words
from office.models import CalendarYear, Code, Parameter, SpecialDay
from office.reference_data import PARAMETERS
from office.roles import ACTS
from office.scoped_admin import ScopedAdmin
from office.selectors import SWITCH

EDITORS = ACTS["edit_reference"][1]
MAX_DAYS, MAX_YUAN = 3650, 100_000_000


@admin.register(Code)
class CodeAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    list_display = ("label", "kind", "position", "is_active")
    list_filter = ("kind", "is_active")
    allowed_lookups = ("kind__exact", "is_active__exact")
    sortable_by = ("kind", "position")
    fields = ("kind", "label", "advice", "position", "is_active")
    traced_fields = ("kind", "label", "is_active")
    list_per_page = 100

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kind",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only what is not wages has a slip that tells where to turn."""
        has_slip = obj is None or obj.kind == Code.Kind.NOT_WAGES
        return [name for name in self.fields or () if name != "advice" or has_slip]

    def save_model(self, request: HttpRequest, obj: Code, form: Any, change: bool) -> None:
        """Rules ask for the keys they know; an entry of the office's own only needs one that is its own."""
        if not change:
            obj.key = f"own-{secrets.token_hex(4)}"
        super().save_model(request, obj, form, change)


class SpecialDayForm(forms.ModelForm):
    """The same day twice is told in words that name it."""

    class Meta:
        model = SpecialDay
        fields = ("day", "is_workday", "name")
        error_messages = {"day": {"unique": "这一天已经录入：请在列表中找到它修改。"}}  # noqa: RUF012 read only


class YearFilter(admin.SimpleListFilter):
    title = "年份"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.year), str(row.year)) for row in CalendarYear.objects.order_by("-year")[:5]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        is_year = value.isascii() and value.isdecimal() and len(value) == 4 and int(value) > 0
        return queryset.filter(day__year=int(value)) if is_year else queryset


@admin.register(SpecialDay)
class SpecialDayAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    form = SpecialDayForm
    list_display = ("day", "is_workday", "name")
    list_filter = (YearFilter,)
    ordering = ("-day",)
    fields = ("day", "is_workday", "name")
    traced_fields = ("day", "is_workday")

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        """Open deadlines move with the calendar, in the same transaction."""
        super().save_model(request, obj, form, change)
        if {"day", "is_workday"} & set(form.changed_data):
            was = form.initial.get("day") if change else None
            calendar_changed(what=day_in_words(obj, was=was), by=request.user)


@admin.register(CalendarYear)
class CalendarYearAdmin(ScopedAdmin):
    """A year is entered once all its special days are; from then on its dates are no longer provisional."""

    roles = edit_roles = EDITORS
    list_display = ("year",)
    ordering = ("-year",)
    traced_fields = ("year",)

    def save_model(self, request: HttpRequest, obj: CalendarYear, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        calendar_changed(what=f"{obj.year}年节假日安排已录入", by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ParameterForm(forms.ModelForm):
    """A parameter that is a number stays one; a telephone number is a text, whatever it looks like."""

    class Meta:
        model = Parameter
        fields = ("value", "note")

    def clean_value(self) -> str:
        value, most = self.cleaned_data["value"].strip(), MAX_YUAN if "（元）" in self.instance.label else MAX_DAYS
        if _usual_value(self.instance).isdecimal() and not (value.isdecimal() and 1 <= int(value) <= most):
            raise forms.ValidationError(f"请填写 1 到 {most} 之间的整数。")
        if _usual_value(self.instance) in SWITCH and value not in SWITCH:
            raise forms.ValidationError("请填“是”或“否”。")
        return value


def _usual_value(row: Parameter) -> str:
    """The value every installation starts with; of a parameter of the office's own, what it has now."""
    return {key: value for key, _label, value, _note in PARAMETERS}.get(row.key, row.value)


@admin.register(Parameter)
class ParameterAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    form = ParameterForm
    list_display = ("label", "value", "note")
    fields = ("label", "value", "note")
    readonly_fields = ("label",)
    traced_fields = ("key", "value")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False
