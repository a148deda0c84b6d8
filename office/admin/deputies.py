"""代理 of the head: appointed and ended by the head himself or by the security officer, never deleted by hand."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from office.actions import deputies
from office.models import Deputy, User
from office.roles import ACTS, Role, holds
from office.scoped_admin import ScopedAdmin

APPOINTED = ("head", "deputy", "starts_on", "ends_on", "reason")
SHOWN = ("head_name", "deputy_name", "starts_on", "planned_until", "reason")


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"invalid": "请填写有效的日期。"}, **kwargs)


class AccountChoice(forms.ModelChoiceField):
    """An account by name, unit and roles."""

    def label_from_instance(self, account: User) -> str:
        unit = f"（{account.unit}）" if account.unit else ""
        return f"{account}{unit} {'、'.join(role.label for role in Role if role in account.own_roles)}"


class AppointForm(forms.ModelForm):
    """The appointment; the rules are those of the action, told beside the form."""

    acting: User  # set by the admin

    head = AccountChoice(User.objects.none(), label="主任", empty_label=None)
    deputy = AccountChoice(User.objects.none(), label="代理人", empty_label="请选择")
    starts_on = day_field("自", initial=timezone.localdate)
    ends_on = day_field("至", help_text="含当日，最长一年；到期自动结束。")

    class Meta:
        model = Deputy
        fields = APPOINTED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = deputies.heads_to_stand_in_for(self.acting)
        self.fields["head"].queryset = heads  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = deputies.may_be_deputies(heads)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        faults = deputies.deputyship_faults(**cleaned, today=timezone.localdate())
        if faults:
            raise forms.ValidationError(faults)
        return cleaned

    def _post_clean(self) -> None:
        """The action makes the row; the model's own checks would say the same in other words."""


class EndForm(forms.ModelForm):
    """A nearer last day; nothing else of a deputyship is ever changed."""

    ends_on = day_field("最后一天", help_text="填今天，当日结束后终止；填昨天，即刻终止。")

    class Meta:
        model = Deputy
        fields = ("ends_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ends_on"] = timezone.localdate()

    def clean_ends_on(self) -> date:
        last: date = self.cleaned_data["ends_on"]
        faults = deputies.end_faults(self.instance, on=last, today=timezone.localdate())
        if faults:
            raise forms.ValidationError(faults)
        return last

    def _post_clean(self) -> None:
        """The action changes the row."""


@admin.register(Deputy)
class DeputyAdmin(ScopedAdmin):
    """The list tells who acted when; a deputy may read it and change nothing."""

    roles = edit_roles = ACTS["appoint_deputy"][1]
    list_display = ("deputy", "head", "starts_on", "ends_on", "state", "reason", "by")
    list_select_related = ("deputy", "head", "by")
    ordering = ("-starts_on", "-id")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return super().has_add_permission(request, *args) and bool(request.user.own_roles & self.edit_roles)  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of a row: as long as it is not over, by the head it belongs to or the security officer."""
        if not super().has_change_permission(request, obj) or obj is None:
            return self.has_add_permission(request)
        is_master = holds(request.user, {Role.SECADMIN}) or obj.head_id == request.user.pk
        return is_master and self.has_add_permission(request) and obj.ends_on >= timezone.localdate()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            form = super().get_form(request, obj, change=change, form=AppointForm, fields=APPOINTED)
            form.acting = request.user
            return form
        return super().get_form(request, obj, change=change, **kwargs | {"form": EndForm})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return APPOINTED
        last = ("ends_on",) if self.has_change_permission(request, obj) else ()
        return (*SHOWN, *last)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return SHOWN if obj else ()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """One button: there is no next row to add, and nothing more to change in this one."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Deputy, form: Any, change: bool) -> None:
        if change:
            deputies.end_deputyship(deputyship=obj, on=form.cleaned_data["ends_on"], by=request.user)
            return
        given = deputies.appoint_deputy(by=request.user, **form.cleaned_data)
        obj.pk, obj._state.adding = given.pk, False
        obj.deputy, obj.starts_on, obj.ends_on = given.deputy, given.starts_on, given.ends_on

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The action has written its event."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The action has written its event."""

    def response_add(self, request: HttpRequest, obj: Deputy, post_url_continue: Any = None) -> HttpResponse:
        messages.success(request, f"已安排{obj.deputy}自 {obj.starts_on} 至 {obj.ends_on} 代理主任，到期自动结束。")
        return redirect("admin:office_deputy_changelist")

    def response_change(self, request: HttpRequest, obj: Deputy) -> HttpResponse:
        messages.success(request, f"{obj.deputy}的代理已改为至 {obj.ends_on} 结束。")
        return redirect("admin:office_deputy_changelist")

    @admin.display(description="主任")
    def head_name(self, row: Deputy) -> str:
        """By name alone, as below: the stock field links to the account, which is another role's page."""
        return str(row.head)

    @admin.display(description="代理人")
    def deputy_name(self, row: Deputy) -> str:
        return str(row.deputy)

    @admin.display(description="状态")
    def state(self, row: Deputy) -> str:
        today = timezone.localdate()
        if row.ends_on < today:
            return "已结束"
        return "代理中" if row.starts_on <= today else "未开始"

    @admin.display(description="至")
    def planned_until(self, row: Deputy) -> str:
        until = row.ends_on
        return f"{until.year}年{until.month}月{until.day}日"
