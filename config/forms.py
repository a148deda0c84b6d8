"""Forms of signing in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from office.actions.sign_in import note_failure, note_locked
from office.client_address import client_address
from office.sign_in import LOCKED, is_to_be_noted, may_try, was_right
from office.single_sign_on import may_use_password

NOT_KNOWN = "用户名或密码不正确，或账号已停用、已到期。请核对后重试；忘记密码请联系安全管理员重置。"
BY_SERVICE_ONLY = "本办用统一身份认证登录，密码登录已关闭：请点“统一身份认证登录”。"


class SignInForm(AuthenticationForm):
    """A disabled account and a wrong password are told in the same words; after some tries none is looked at any more."""

    error_messages = {"invalid_login": NOT_KNOWN, "inactive": NOT_KNOWN}  # noqa: RUF012 read only

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return super().clean()
        if not may_use_password(username):
            raise ValidationError(BY_SERVICE_ONLY)
        address, now = client_address(self.request), timezone.now()
        if not may_try(username, address, now=now):
            if is_to_be_noted(username, now=now):
                note_locked(username=username, address=address, now=now)
            raise ValidationError(LOCKED)
        try:
            cleaned = super().clean()
        except ValidationError:
            note_failure(username=username, address=address, now=now)
            raise
        was_right(username, address)
        return cleaned


class CodeForm(forms.Form):
    """Six digits from the telephone."""

    use_required_attribute = False

    code = forms.CharField(
        label="验证码",
        max_length=10,
        error_messages={"required": "请输入手机上显示的 6 位数字。", "max_length": "验证码是 6 位数字。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "count"}
        ),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")


class SetUpForm(CodeForm):
    """The own password again, and the first code: a page left open does not let a stranger put in a telephone."""

    password = forms.CharField(
        label="现在的密码",
        strip=False,
        error_messages={"required": "请再输入一次您的密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("password", "code")

    def __init__(self, data: QueryDict | None = None, *, asks_password: bool) -> None:
        super().__init__(data)
        self.fields["code"].widget.attrs["autofocus"] = not asks_password
        if not asks_password:
            del self.fields["password"]


class OwnPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    error_messages = {  # noqa: RUF012 read only
        "password_incorrect": "现在的密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = "请填写。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.user.check_password(cleaned.get("new_password2", "")):
            self.add_error("new_password2", "新密码不能与现在的密码相同。")
        return cleaned
