"""Accounts: the security officer makes, changes and disables them; nobody sees or types another's password."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from office.account_life import UNUSED_DAYS, unused_before
from office.actions import accounts
from office.actions.identity import link_identity
from office.actions.second_factor import remove_second_factor
from office.models import User
from office.roles import ACTS, Role
from office.scoped_admin import ScopedAdmin


class AccountForm(forms.ModelForm):
    """An account as the security officer sees it; the rules are those of the actions, told beside the form."""

    roles = forms.MultipleChoiceField(label="岗位", choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    acting: User  # set by the admin

    class Meta:
        model = User
        fields = ("username", "display_name", "area", "unit", "ends_on", "external_id", "email", "is_active")
        widgets = {"ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012 read only
        help_texts = {  # noqa: RUF012 read only
            "username": "登录时输入，建立后不能修改。",
            "unit": "联络员必填。",
            "ends_on": "借调、挂职、代理等有期限的人填写，含当日；过后不能登录，正在用的页面退出。没有期限的不填。",
            "external_id": "用统一身份认证登录的填写：认证平台上的账号标识，一字不差。没有的不填。",
            "email": "可以不填。填了且程序配置了邮件时，有新消息会收到提醒，邮件里没有案件内容。",
            "is_active": "取消勾选即停用：本人下一次点击页面时被退出。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        if self.instance.pk:
            self.initial["roles"] = [role.value for role in self.instance.own_roles]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        roles, unit, area = cleaned.get("roles", []), cleaned.get("unit"), cleaned.get("area")
        faults = accounts.account_faults(roles=roles, unit=unit, area=area) if "roles" in cleaned else []
        if self.instance.pk is None:
            faults += accounts.name_faults(cleaned["username"]) if "username" in cleaned else []
        elif self.instance.pk == self.acting.pk:
            is_active = bool(cleaned.get("is_active"))
            faults += accounts.own_account_faults(
                self.acting, roles=roles, is_active=is_active, unit=unit, area=area, ends_on=cleaned.get("ends_on")
            )
        today, before = timezone.localdate(), self.initial.get("ends_on")
        faults += accounts.end_faults(cleaned.get("ends_on"), before=before, today=today)
        if self.instance.pk and {"roles", "unit", "area"} <= cleaned.keys():
            faults += accounts.change_faults(self.instance, roles=roles, unit=unit, area=area, today=today)
        if faults:
            raise forms.ValidationError(faults)
        return cleaned


class RoleFilter(admin.SimpleListFilter):
    title = "岗位"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(roles__role=self.value()) if self.value() in Role.values else queryset


class LifeFilter(admin.SimpleListFilter):
    title = "使用情况"
    parameter_name = "life"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ended", "已到期"), ("unused", f"{UNUSED_DAYS} 天未用")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        in_use = queryset.filter(is_active=True)
        if self.value() == "ended":
            return in_use.filter(ends_on__lt=timezone.localdate())
        if self.value() == "unused":
            return in_use.alias(seen_at=Coalesce("last_login", "date_joined")).filter(
                seen_at__lt=unused_before(timezone.localdate())
            )
        return queryset


@admin.register(User)
class UserAdmin(ScopedAdmin):
    roles = edit_roles = ACTS["manage_accounts"][1]
    form = AccountForm
    list_display = ("username", "display_name", "role_text", "unit", "area", "is_active", "ends_on", "last_login")
    list_select_related = ("unit", "area")
    list_filter = (RoleFilter, LifeFilter, "is_active")
    allowed_lookups = ("is_active__exact",)
    sortable_by = ("username", "last_login")
    search_fields = ("username", "display_name")
    search_help_text = "按用户名或姓名查找"
    ordering = ("username",)
    fields = ("username", "display_name", "roles", "area", "unit", "ends_on", "external_id", "email", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("username",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj else tuple(name for name in self.fields if name != "is_active")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user  # type: ignore[attr-defined]
        return form

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_password_view)
        remove = self.admin_site.admin_view(self.remove_second_factor_view)
        return [
            path("<int:pk>/reset-password/", reset, name="office_user_reset_password"),
            path("<int:pk>/second-factor/", remove, name="office_user_second_factor"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        given = form.cleaned_data
        kept = {
            "display_name": given["display_name"],
            "unit": given["unit"],
            "area": given["area"],
            "email": given["email"],
            "ends_on": given["ends_on"],
        }
        if change:
            accounts.change_account(
                account=obj, by=request.user, roles=given["roles"], is_active=given["is_active"], **kept
            )
            link_identity(account=obj, external_id=given["external_id"] or "", by=request.user)
            return
        account, password = accounts.create_account(
            by=request.user, username=given["username"], roles=given["roles"], **kept
        )
        link_identity(account=account, external_id=given["external_id"] or "", by=request.user)
        obj.pk, obj._state.adding = account.pk, False
        request.one_time_password = password  # type: ignore[attr-defined]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The action has written its event."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The action has written its event."""

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> HttpResponse:
        return self._show_password(request, obj, request.one_time_password)  # type: ignore[attr-defined]

    def reset_password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.get_object(request, str(pk))
        if account is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            password = accounts.reset_password(account=account, by=request.user)
            return self._show_password(request, account, password)
        return self._page(request, account, "office/account_reset.html", title="重置密码")

    def remove_second_factor_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self.get_object(request, str(pk))
        if account is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            remove_second_factor(account=account, by=request.user)
            messages.success(request, f"{account}的二次验证已解除，下次登录只要密码，可以重新设置。")
            return redirect("admin:office_user_change", account.pk)
        return self._page(request, account, "office/account_second_factor.html", title="解除二次验证")

    def _show_password(self, request: HttpRequest, account: User, password: str) -> HttpResponse:
        """Answered from the POST itself: the password is never kept in a session or an address."""
        return self._page(request, account, "office/account_password.html", title="一次性密码", password=password)

    def _page(self, request: HttpRequest, account: User, template: str, **context: Any) -> HttpResponse:
        shell = {**self.admin_site.each_context(request), "opts": self.opts, "account": account}
        return TemplateResponse(request, template, shell | context)

    @admin.display(description="岗位")
    def role_text(self, account: User) -> str:
        return account.role_names
