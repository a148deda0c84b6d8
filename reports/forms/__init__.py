"""What a person asks a table or the statistics for (month, area), and what is told when a table is signed,
sent and answered.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from office.models import Area, Unit, User
from reception.forms.fields import ProofField, TypedDayField, short_text
from reports.figures.assessment import Period
from reports.figures.statistics import MONTHS, Span
from reports.freeze import LONGEST_REMARK
from reports.models import MonthlyTable, TableSetting
from reports.period import YEARS, Month
from reports.table import Table

MOST_MONTHS = 36
AFTER_EARLY = "提前报送以后至月末的变动"


@dataclass(frozen=True)
class Asked:
    """A table that may be shown to the account."""

    month: Month
    area: Area


class MonthForm(forms.Form):
    """A month and an area of the account's own; `usual` stands where nothing is asked."""

    month = forms.CharField(label="月份", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    area = forms.ModelChoiceField(
        Area.objects.none(), label="区划", required=False, to_field_name="code", empty_label=None
    )

    def __init__(self, data: Any, *, user: User, usual: dict[str, str]) -> None:
        asked = {name: value for name, value in data.items() if name in self.base_fields and value}
        own = {"area": user.area.code if user.area else ""}
        super().__init__(own | usual | asked, auto_id="asked-%s", label_suffix="")
        areas = Area.objects.filter(pk__in=user.area_ids)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if len(user.area_ids) == 1:
            self.fields["area"].widget = forms.HiddenInput()

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class TableForm(MonthForm):
    """The bar above the table. Everything may be missing: last month, the account's own area."""

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data, user=user, usual={"month": str(Month.of(today).previous)})

    @property
    def asked(self) -> Asked:
        """Only after `is_valid()`."""
        return Asked(month=self.cleaned_data["month"], area=self.cleaned_data["area"])


class StatisticsForm(MonthForm):
    """The bar above the statistics: twelve months up to the one asked, by itself the running one."""

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data, user=user, usual={"month": str(Month.of(today))})
        self.fields["month"].label = "截止月份"

    def clean_month(self) -> Month:
        month = super().clean_month()
        first = Month(YEARS[0], MONTHS)
        if month < first:
            raise forms.ValidationError(f"{month.label}之前没有完整的十二个月，请选{first.label}以后的月份。")
        return month

    @property
    def area(self) -> Area:
        """Only after `is_valid()`."""
        return self.cleaned_data["area"]

    @property
    def span(self) -> Span:
        """Only after `is_valid()`."""
        return Span([each.pk for each in self.area.with_children()], self.cleaned_data["month"])


class MonthsForm(MonthForm):
    """From one month to another, no more than `most` of them at once."""

    most: int
    too_many: str

    until = forms.CharField(label="到", required=False, widget=forms.TextInput(attrs={"type": "month"}))

    def __init__(self, data: Any, *, user: User, usual: dict[str, str]) -> None:
        super().__init__(data, user=user, usual=usual)
        self.fields["month"].label = "从"

    def clean_until(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["until"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("month"), cleaned.get("until")
        if first and last and first > last:
            self.add_error("until", f"{last.label}早于{first.label}，请对调。")
        elif first and last and (last.year - first.year) * 12 + last.month - first.month >= self.most:
            self.add_error("until", f"{self.too_many} {self.most} 个月，请缩短时段。")
        return cleaned


class AssessmentForm(MonthsForm):
    """The bar above the assessment: from one month to another, by itself this year so far; all units or one of them."""

    most, too_many = MOST_MONTHS, "一次最多看"

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部单位")

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        usual = {"month": str(Month(today.year, 1)), "until": str(Month.of(today))}
        super().__init__(data, user=user, usual=usual)
        self.fields["unit"].queryset = Unit.objects.filter(area__in=user.area_ids)  # type: ignore[attr-defined]
        self.fields["unit"].error_messages["invalid_choice"] = "没有这个单位，请重新选择。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        area, unit = cleaned.get("area"), cleaned.get("unit")
        if area and unit and unit.area_id not in [each.pk for each in area.with_children()]:
            self.add_error("unit", f"{unit}不是{area.short_name}的单位，请重新选择。")
        return cleaned

    @property
    def period(self) -> Period:
        """Only after `is_valid()`."""
        areas = [each.pk for each in self.cleaned_data["area"].with_children()]
        return Period(first=self.cleaned_data["month"], last=self.cleaned_data["until"], area_ids=areas)


class DistrictFileForm(MonthForm):
    """A district's workbook for a month; what it is, its content decides."""

    file = forms.FileField(
        label="情况表文件", widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择县（区）报来的 .xlsx 文件。", "empty": "文件是空的，请重新选择。"},
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, user: User) -> None:
        super().__init__(data or {}, user=user, usual={})
        self.files = files if files is not None else MultiValueDict()


class FreezeForm(forms.Form):
    """备注 of each row as built by rule, to be edited; the version the signer was shown; for a correction its reason."""

    expected_version = forms.IntegerField(min_value=1, max_value=32_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, table: Table, version: int, corrects: MonthlyTable | None = None) -> None:
        reason = AFTER_EARLY if corrects and corrects.is_early else ""
        initial = {"expected_version": version, "reason": reason}
        super().__init__(data, initial=initial, auto_id="freeze-%s", label_suffix="")
        if version > 1:
            self.fields["reason"] = short_text("更正原因", length=200, required=True)
        alone = len(table.rows) == 1
        for row in table.rows:
            self.fields[f"remarks_{row.no}"] = forms.CharField(
                label="备注" if alone else f"{row.label}备注",
                required=False,
                max_length=LONGEST_REMARK,
                initial=row.remarks,
                widget=forms.Textarea(attrs={"rows": min(6, 2 + row.remarks.count("\n"))}),
            )

    def remarks(self) -> dict[int, str]:
        """By row number, as typed. Only after `is_valid()`."""
        prefix = "remarks_"
        return {
            int(name.removeprefix(prefix)): value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


class SettingForm(MonthForm):
    """情况表设定, from a month on; filled with what is set for it now."""

    rule = forms.ChoiceField(label="已解决的口径", choices=TableSetting.Rule.choices)
    column_b = forms.ChoiceField(label="第二列的内容", choices=TableSetting.ColumnB.choices)
    heading = short_text("第二列的标题", length=20)
    document_number = short_text("文号", length=60)

    def __init__(self, data: Any, *, user: User, usual: dict[str, str]) -> None:
        super().__init__(data, user=user, usual=usual)
        self.fields["month"].label = "起始月份"
        self.fields["heading"].help_text = "附件原样为空"
        self.fields["document_number"].help_text = "改变已解决的口径时必填"


class LeaveOutForm(forms.Form):
    """Why a session does not count."""

    reason = short_text("不计入的理由", length=100, required=True)


class SubmissionForm(forms.Form):
    """报送."""

    sent_on = TypedDayField(label="报送日期", error_messages={"required": "请填写报送日期。"})
    person = short_text("报送人", length=40, required=True)
    document_number = short_text("文号", length=60)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="sent-%s", label_suffix="", **options)


class ReceiptForm(forms.Form):
    """回执."""

    received_on = TypedDayField(label="回执日期", error_messages={"required": "请填写回执日期。"})
    person = short_text("市治欠办经办人", length=40, required=True)
    file = ProofField("回执文件", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, of_city: bool = False, **options: Any) -> None:
        super().__init__(data, files, auto_id="receipt-%s", label_suffix="", **options)
        if of_city:
            self.fields["person"].label = "省治欠办经办人"
            self.fields["person"].error_messages["required"] = "请填写省治欠办经办人。"
