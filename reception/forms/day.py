"""Forms of the day: what a leader took, what a unit thinks, the summary, and the numbers of those who wait."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from reception.actions.queue import MOST_PEOPLE
from reception.forms.fields import short_text
from reception.models import DirectHandling, ReceptionSession, TableOpinion

LONGEST = 2000


def sentences(
    label: str, *, required: bool = True, rows: int = 4, most: int = LONGEST, **options: Any
) -> forms.CharField:
    """Several lines of free text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字，请精简。"},
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class DirectForm(forms.Form):
    """直接处理: which session, why, who, and what was said."""

    use_required_attribute = False

    session = forms.ModelChoiceField(
        ReceptionSession.objects.none(), label="接访场次", empty_label=None,
        error_messages={"required": "请选择接访场次。", "invalid_choice": "这件诉求不是在这场接访反映的。"},
    )  # fmt: skip
    why = forms.ChoiceField(
        label="事由", choices=[("", "请选择"), *DirectHandling.Why.choices],
        error_messages={"required": "请选择事由：重大、敏感或群访。"},
    )  # fmt: skip
    leader = short_text("领导姓名", length=40, required=True)
    post = short_text("职务", length=60)
    text = sentences("处理意见")

    def __init__(self, *args: Any, sessions: list[ReceptionSession], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["session"]
        field.queryset = ReceptionSession.objects.filter(pk__in=[row.pk for row in sessions])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)


class OpinionForm(forms.Form):
    """处理意见 of a unit at the table."""

    text = sentences("处理意见", rows=3, most=TableOpinion._meta.get_field("text").max_length or LONGEST)


class CloseForm(forms.Form):
    """结束接访: the summary as the figures make it, to be put right by hand. Left empty, the figures' own stands."""

    summary = sentences("小结", required=False, rows=8, most=4000)


class SupplementForm(forms.Form):
    """补充小结."""

    text = short_text("补充内容", length=500, required=True)


class TakeForm(forms.Form):
    """取号, one number however many people."""

    people = forms.IntegerField(
        label="人数", required=False, min_value=1, max_value=MOST_PEOPLE,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"人数请填 1 至 {MOST_PEOPLE}。"),
    )  # fmt: skip

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 1


class DeskForm(forms.Form):
    """叫号, to which desk."""

    desk = short_text("窗口", length=20)
