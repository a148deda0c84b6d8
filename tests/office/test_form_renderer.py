"""The lean renderer writes what Django's would, letter by letter."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import mark_safe

from office.form_renderer import LeanRenderer

NASTY = "<b>\"'&\n高"
CHOICES = [("", "全部"), (1, "住建"), ("2", NASTY), (NASTY, mark_safe("<i>安全</i>"))]
GROUPED = [("组", [(1, "甲")]), (2, "乙")]
ATTRIBUTES = {
    "id": "id_x",
    "required": True,
    "disabled": False,
    "title": NASTY,
    "maxlength": 60,
    "data-safe": mark_safe("a&b"),
}
WIDGETS = [
    (forms.TextInput, [None, "", "张小三", NASTY, 5, mark_safe("<i>")]),
    (forms.NumberInput, [None, 1234567, "1.5"]),
    (forms.SearchInput, [NASTY]),
    (forms.HiddenInput, [None, NASTY]),
    (forms.EmailInput, ["a@b"]),
    (forms.PasswordInput, ["geheim"]),
    (forms.Textarea, [NASTY]),
    (lambda **kw: forms.DateInput(attrs={"type": "date", **kw["attrs"]}), [date(2021, 4, 12), "2021-04-12"]),
    (forms.CheckboxInput, [None, True, False, "x"]),
    (lambda **kw: forms.Select(choices=CHOICES, **kw), [None, "", 1, "2", NASTY, "fremd"]),
    (lambda **kw: forms.Select(choices=GROUPED, **kw), [1, 2]),
    (lambda **kw: forms.SelectMultiple(choices=CHOICES, **kw), [[1, "2"]]),
    (lambda **kw: forms.NullBooleanSelect(**kw), [None, True]),
    (lambda **kw: forms.RadioSelect(choices=CHOICES, **kw), [1]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "value"), [(make, value) for make, values in WIDGETS for value in values])
def test_markup_is_the_same(make, value) -> None:
    widget = make(attrs=ATTRIBUTES)
    stock = widget.render("name", value, renderer=DjangoTemplates())
    assert widget.render("name", value, renderer=LeanRenderer()) == stock


def test_what_is_typed_is_escaped() -> None:
    drawn = forms.TextInput().render("name", NASTY, renderer=LeanRenderer())
    assert escape(NASTY) in drawn
    assert "<b>" not in drawn


def test_forms_use_it() -> None:
    assert isinstance(forms.Form().renderer, LeanRenderer)
