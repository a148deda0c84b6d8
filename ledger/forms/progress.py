"""The two fields of `/progress/`, forgiving in how they are typed."""

import re

from django import forms

from office.text import normalise
from reception.receipt_codes import LENGTH, tidy_code

_TAIL = re.compile(r"[0-9A-Z]{4}", re.ASCII)
# On the keys of a telephone the X of an ID number is the star.
_X = str.maketrans({"*": "X", "×": "X"})


class ProgressForm(forms.Form):
    """`code` comes out as it is stored, `last_four` as four figures (the last may be X)."""

    code = forms.CharField(
        label="查询码",
        help_text="在登记回执上，16 个字母和数字。大写小写都可以，空格可以不输。",
        max_length=200,
        error_messages={"required": "请输入查询码。"},
        widget=forms.TextInput(
            attrs={
                # Brings up Latin letters where a Chinese keyboard is the usual one.
                "inputmode": "email",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "data-code": True,
            }
        ),
    )
    last_four = forms.CharField(
        label="手机号或者身份证号的后四位",
        help_text="登记时留的号码，哪个都可以。身份证最后是 X 的，按 * 号。",
        max_length=40,
        error_messages={"required": "请输入后四位。"},
        # Of this type even an old telephone shows its number keys.
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-last-four": True}),
    )

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(f"查询码是 {LENGTH} 个字母和数字，请对照回执，一个一个再输一遍。")
        return code

    def clean_last_four(self) -> str:
        """Of a whole number that was typed, its end."""
        typed = normalise(self.cleaned_data["last_four"]).translate(_X)[-4:]
        if not _TAIL.fullmatch(typed):
            raise forms.ValidationError("请输入手机号或者身份证号的后四位，一共四个。")
        return typed
