"""包案领导 as a list of people: kept by head and system administrator; who leads a case is decided on the case."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ledger.models import Leader, Ownership
from ledger.workflow import OPEN, Status
from office.models import Area, Unit, User
from office.roles import ACTS, Role
from office.scoped_admin import ScopedAdmin

EDITORS = ACTS["edit_reference"][1]


def _unit_held(account: User) -> int | None:
    """The account's unit as it stands, held until the page is done: nobody moves the account in between."""
    return User.objects.select_for_update().values_list("unit_id", flat=True).get(pk=account.pk)


class LeaderForm(forms.ModelForm):
    """What makes a leader one, in words; and that nobody just leaves the cases he leads."""

    areas: Any  # set by the admin

    class Meta:
        model = Leader
        fields = ("area", "kind", "name", "position", "unit", "user", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, accounts = Unit.objects.filter(is_active=True), User.objects.filter(is_active=True)
        offered = {
            "area": Area.objects.filter(pk__in=self.areas),
            "unit": units.filter(area__in=self.areas),
            "user": accounts.filter(area__in=self.areas, roles__role=Role.LEADER),
        }
        for name, rows in offered.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit, user = cleaned.get("unit"), cleaned.get("user")
        area = cleaned.get("area") or (self.instance.area if self.instance.pk else None)
        if cleaned.get("kind") == Leader.Kind.UNIT_HEAD and not unit:
            self.add_error("unit", "成员单位负责人须填写单位。")
        if unit and area and unit.area_id != area.pk:
            self.add_error("unit", f"{unit}不是{area.short_name}的成员单位。")
        # From the account's unit it is seen whose complaints he may not read.
        if unit and user and _unit_held(user) != unit.pk:
            self.add_error("user", f"这个账号不属于{unit}：请安全管理员先改账号的单位，回避才能生效。")
        if self.instance.pk and not cleaned.get("is_active", True):
            self._refuse_leaving()
        return cleaned

    def _refuse_leaving(self) -> None:
        led = Ownership.objects.filter(leader=self.instance, ended_on=None, case__status__in=(*OPEN, Status.COMPLETED))
        numbers = list(led.order_by("case").values_list("case__number", flat=True))
        if numbers:
            self.add_error("is_active", f"还在包案：{'、'.join(numbers)}。请主任先在这些案件中确定接任的领导。")


@admin.register(Leader)
class LeaderAdmin(ScopedAdmin):
    roles = edit_roles = EDITORS
    form = LeaderForm
    list_display = ("name", "position", "kind", "unit", "user", "area", "is_active")
    list_select_related = ("unit", "user", "area")
    list_filter = ("is_active",)
    allowed_lookups = ("is_active__exact",)
    fields = ("area", "kind", "name", "position", "unit", "user", "is_active")
    traced_fields = ("name", "position", "user", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another person is another row: what was led under this name stays under it."""
        if obj is None:
            return ()
        return ("area", "name") if obj.ownerships.exists() else ("area",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        user: Any = request.user
        form.areas = (
            list(Area.objects.values_list("pk", flat=True)) if Role.SYSADMIN in user.role_set else user.area_ids
        )
        return form
