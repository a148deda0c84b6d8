"""谁主管谁负责 as a table: the head says which unit an industry's claims go to, and which causes the regulator supervises."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ledger.models import UnitRoute
from office.models import Code, Unit
from office.roles import Role
from office.scoped_admin import ScopedAdmin
from office.selectors import codes

ANY = "不限"


class RouteForm(forms.ModelForm):
    """The rules of the table in words; the database holds the same."""

    units: Any  # set by the admin

    sector = forms.ModelChoiceField(Code.objects.none(), label="行业领域", required=False, empty_label=ANY)
    cause = forms.ModelChoiceField(Code.objects.none(), label="欠薪原因", required=False, empty_label=ANY)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="单位", required=False, empty_label="该行业的主管部门",
        help_text="只有作为行业督办的，才可以不指定单位。",
    )  # fmt: skip

    class Meta:
        model = UnitRoute
        fields = ("sector", "cause", "unit", "is_supervision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = codes(Code.Kind.SECTOR)  # type: ignore[attr-defined]
        self.fields["cause"].queryset = codes(Code.Kind.CAUSE)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = self.units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sector, cause = cleaned.get("sector"), cleaned.get("cause")
        if not sector and not cause:
            raise forms.ValidationError("行业领域和欠薪原因至少选一项。")
        if not cleaned.get("unit") and not cleaned.get("is_supervision"):
            self.add_error("unit", "请选择单位。")
        if UnitRoute.objects.filter(sector=sector, cause=cause).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("这个行业领域和欠薪原因已有默认责任单位：请在列表中找到它修改。")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Everything: the form has said in the office's words what the model would say by the names of its constraints."""
        return {field.name for field in UnitRoute._meta.fields}


@admin.register(UnitRoute)
class UnitRouteAdmin(ScopedAdmin):
    roles = edit_roles = frozenset({Role.HEAD})
    form = RouteForm
    list_display = ("shown_sector", "shown_cause", "shown_unit", "is_supervision")
    list_select_related = ("sector", "cause", "unit")
    fields = ("sector", "cause", "unit", "is_supervision")
    traced_fields = ("sector", "cause", "unit", "is_supervision")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.units = Unit.objects.filter(area__in=request.user.area_ids, is_active=True)  # type: ignore[union-attr]
        return form

    @admin.display(description="行业领域")
    def shown_sector(self, row: UnitRoute) -> str:
        return str(row.sector or ANY)

    @admin.display(description="欠薪原因")
    def shown_cause(self, row: UnitRoute) -> str:
        return str(row.cause or ANY)

    @admin.display(description="单位")
    def shown_unit(self, row: UnitRoute) -> str:
        return str(row.unit or "该行业的主管部门")
