"""Forms of signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

NOT_KNOWN = "用户名或密码不正确，或账号已停用。请核对后重试；忘记密码请联系安全管理员重置。"


class SignInForm(AuthenticationForm):
    """A disabled account and a wrong password are told in the same words."""

    error_messages = {"invalid_login": NOT_KNOWN, "inactive": NOT_KNOWN}  # noqa: RUF012 read only


class OwnPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    def clean_new_password2(self) -> str:
        new = super().clean_new_password2()
        if self.user.check_password(new):
            raise forms.ValidationError("新密码不能与现在的密码相同。")
        return new
