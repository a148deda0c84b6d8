"""Forms around a notice: its text before it is published, and where it was posted."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from office.models import Code
from office.selectors import codes
from reception.actions.notices import LONGEST_BODY, NoticeData
from reception.forms.fields import ProofField, TypedDayField, short_text
from reception.models import Notice
from reception.selectors.notices import Standing, draft_text, known_reason

PUBLIC_DAY = "公开日期"


class NoticeForm(forms.Form):
    """发布公告: the text by rule to begin with; `stamp` tells later which plan it was written for."""

    use_required_attribute = False

    published_on = TypedDayField(
        label=PUBLIC_DAY,
        error_messages={"required": "请填写公开日期。"},
        help_text="公告最早让群众看到的那一天；以前已经贴出的，填贴出的日期。",
    )
    reason = short_text("原因", length=200, help_text="会写在公告上，群众看得到。")
    document_number = short_text("文号", length=60, help_text="按上级通知变更的，填通知的文号；没有的不填。")
    body = forms.CharField(
        label="公告正文",
        max_length=LONGEST_BODY,
        error_messages={"required": "请填写公告正文。", "max_length": f"公告正文最多 {LONGEST_BODY} 个字，请精简。"},
        help_text="按规定的内容自动写好，可以修改。不要写来访人的姓名、手机号和身份证号。",
        widget=forms.Textarea(attrs={"rows": 18, "class": "notice-body"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, standing: Standing, **options: Any) -> None:
        reason, number = known_reason(standing.session)
        initial = {
            "published_on": timezone.localdate(),
            "reason": reason,
            "document_number": number,
            "body": draft_text(standing, reason=reason),
            "stamp": standing.stamp,
        }
        super().__init__(*args, initial=initial, **options)
        if standing.next_kind == Notice.Kind.FIRST:
            del self.fields["reason"], self.fields["document_number"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def data_to_publish(self) -> NoticeData:
        return NoticeData(**{name: value for name, value in self.cleaned_data.items() if name != "stamp"})


class PostingForm(forms.Form):
    """登记公开渠道."""

    use_required_attribute = False

    place = forms.ModelChoiceField(
        Code.objects.none(), label="渠道", empty_label="请选择", error_messages={"required": "请选择公开渠道。"}
    )
    posted_on = TypedDayField(label=PUBLIC_DAY, error_messages={"required": "请填写公开日期。"})
    note = short_text("说明", length=200, placeholder="如网址、张贴处")
    proof = ProofField("证明图片", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, initial={"posted_on": timezone.localdate()}, **options)
        self.fields["place"].queryset = codes(Code.Kind.NOTICE_PLACE)  # type: ignore[attr-defined]
