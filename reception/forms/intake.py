"""The counter's form: seven required fields, five optional ones, a row of ticks, the rest of the 登记表 folded away."""

from functools import partial
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from office.amounts import UNKNOWN, in_words
from office.models import Area, Code, Unit
from office.selectors import codes
from reception.actions.claim_checks import SESSION_CHANNEL
from reception.actions.claims import ClaimData, PersonData, WorkerData
from reception.forms.fields import AmountField, DayOrMonthField, TypedDayField, short_text
from reception.identity import check_id_number, check_phone
from reception.models import Petitioner, ReceptionSession
from reception.selectors import held_sessions, sessions_offered

CODES = {
    "channel": Code.Kind.CHANNEL, "nature": Code.Kind.NATURE, "sector": Code.Kind.SECTOR, "cause": Code.Kind.CAUSE,
    "not_wages_kind": Code.Kind.NOT_WAGES,
}  # fmt: skip
TICKS = ("is_low_income", "is_group", "is_not_wages", "is_secret")
WHERE = ("session", "received_on", "channel")
MAIN = (
    "name", "project_name", "employer_name", "workers_count", Div("amount_yuan", "amount_unknown", css_class="pair"),
    Div("owed_from", "owed_until", css_class="pair"), "demand", Div("id_number", "phone", css_class="pair"),
    Div("job_type", "suggested_unit", css_class="pair"),
)  # fmt: skip
MORE = (
    "gender", "address", "nature", "sector", "general_contractor_name", "developer_name", "cause", "has_contract",
    "complained_before", "evidence_list", "note",
)  # fmt: skip
NOT_WAGES = Div("not_wages_kind", "not_wages_reason", css_class="only-not-wages")
# What nearly everybody comes for. Whoever comes for something else than wages says what.
USUAL_DEMAND = "要求支付拖欠的工资"
YES_NO = (("", "未填"), ("yes", "是"), ("no", "否"))


def code_choice(kind: Code.Kind, label: str, **options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(codes(kind), label=label, **{"required": False, "empty_label": "未填", **options})


def tick(label: str, key: str) -> forms.BooleanField:
    """A tick with its key: Alt and a figure."""
    widget = forms.CheckboxInput(attrs={"data-key": key, "aria-keyshortcuts": f"Alt+{key}"})
    return forms.BooleanField(label=f"{label}（Alt+{key}）", required=False, widget=widget)


class SessionChoice(forms.ModelChoiceField):
    """A session by its day, hour and state."""

    def label_from_instance(self, session: ReceptionSession) -> str:
        hour = f" {session.starts_at:%H:%M}" if session.starts_at else ""
        return f"{session.day_text}{hour} {session.get_status_display()}"


class ClaimForm(forms.Form):
    """登记诉求, and its correction. `claim_data()` is what the action takes."""

    use_required_attribute = False

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    # The earlier row a picked person was filled in from; masked values are taken from there.
    known_person = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    session = SessionChoice(
        ReceptionSession.objects.none(),
        label="接访场次",
        required=False,
        empty_label="不在接访场次（日常来访、来电等）",
    )
    received_on = TypedDayField(label="接访日期", required=False, help_text="选了场次可不填，以场次日期为准。")
    channel = code_choice(
        Code.Kind.CHANNEL, "渠道", required=True, empty_label=None, error_messages={"required": "请选择渠道。"}
    )

    name = short_text("姓名", length=40, required=True)
    project_name = short_text("工程项目或工作地点", required=True, list="known-projects")
    employer_name = short_text("欠薪方", required=True, list="known-companies", help_text="用人单位、包工头或企业全称")
    workers_count = forms.IntegerField(
        label="涉及人数",
        min_value=1,
        error_messages={
            "required": "请填写涉及人数。", "invalid": "涉及人数请填整数。", "min_value": "涉及人数至少为 1 人。"
        },
        widget=forms.TextInput(attrs={"class": "count", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    amount_yuan = AmountField(label="欠薪金额（元）", required=False, allow_unknown=True, help_text="可写 12.5万")
    amount_unknown = tick(UNKNOWN, "5")
    owed_from = DayOrMonthField(label="欠薪起", error_messages={"required": "请填写欠薪起，只知道月份也可以。"})
    demand = forms.CharField(
        label="诉求",
        max_length=2000,
        error_messages={"required": "请填写诉求。"},
        widget=forms.Textarea(attrs={"rows": 2, "data-usual": USUAL_DEMAND}),
    )
    id_number = short_text("身份证号", length=30, **{"data-check": "id"})
    phone = short_text("手机", length=30, **{"data-check": "phone", "inputmode": "tel"})
    owed_until = DayOrMonthField(label="欠薪止", required=False)
    job_type = short_text("工种", length=40)
    suggested_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="建议责任单位", required=False, empty_label="未填"
    )

    is_low_income = tick("低收入农村劳动力", "1")
    is_group = tick("集体访", "2")
    is_not_wages = tick("不属欠薪", "3")
    is_secret = tick("要求保密", "4")

    gender = forms.ChoiceField(
        label="性别", required=False, choices=[("", "未填"), *Petitioner._meta.get_field("gender").choices]
    )
    address = short_text("住址", length=200)
    nature = code_choice(Code.Kind.NATURE, "性质")
    sector = code_choice(Code.Kind.SECTOR, "行业领域")
    general_contractor_name = short_text("总包单位", list="known-companies")
    developer_name = short_text("建设单位", list="known-companies")
    cause = code_choice(Code.Kind.CAUSE, "欠薪原因")
    not_wages_kind = code_choice(Code.Kind.NOT_WAGES, "不属欠薪的种类")
    not_wages_reason = short_text("不属欠薪的理由", length=200)
    has_contract = forms.ChoiceField(label="是否签订劳动合同", required=False, choices=YES_NO)
    complained_before = short_text("曾向其他部门反映", length=200)
    evidence_list = short_text("证据清单", length=300)
    note = short_text("备注", length=300)

    def __init__(self, *args: Any, area: Area, **options: Any) -> None:
        super().__init__(*args, **options)
        self.area = area
        self.fields["session"].queryset = held_sessions(area)  # type: ignore[attr-defined]
        self.fields["suggested_unit"].queryset = Unit.objects.filter(area=area, is_active=True)  # type: ignore[attr-defined]
        self._offer()
        self.fields["amount_yuan"].marked = True  # type: ignore[attr-defined]
        self._say_beside()

    def clean(self) -> dict[str, Any]:
        """Amount or 不详, never neither and never both; the session's day where none was typed."""
        values = super().clean() or self.cleaned_data
        typed, unknown = self.data.get("amount_yuan", "").strip(), values.get("amount_unknown")
        if not typed and not unknown:
            self.add_error("amount_yuan", "请填写欠薪金额；确实不清楚的，勾选“不详”。")
        if unknown and values.get("amount_yuan") is not None:
            self.add_error("amount_yuan", "已勾选“不详”，又填了金额：请去掉其中一个。")
        if values.get("is_not_wages") and values.get("demand") == USUAL_DEMAND:
            self.add_error("demand", "已勾选“不属欠薪”：请写明来访人要求什么。")
        session = values.get("session")
        if "received_on" in values and values["received_on"] is None:
            values["received_on"] = session.held_on if session else timezone.localdate()
        return values

    def claim_data(self, workers: tuple[WorkerData, ...] = ()) -> ClaimData:
        """The cleaned values as the action takes them."""
        values = dict(self.cleaned_data)
        person = PersonData(**{name: values.pop(name) for name in ("name", "gender", "id_number", "phone", "address")})
        for name in ("submission", "known_person", "amount_unknown"):
            values.pop(name)
        has_contract = {"yes": True, "no": False}.get(values.pop("has_contract"))
        is_wages = not values.pop("is_not_wages")
        return ClaimData(petitioner=person, has_contract=has_contract, is_wages=is_wages, workers=workers, **values)

    def personal_warnings(self) -> list[str]:
        """What to check in the numbers that were saved all the same; without the numbers."""
        values = self.cleaned_data
        return unmasked_warnings(values["id_number"], values["phone"])

    def _offer(self) -> None:
        """What the select boxes list, asked for when the page is drawn: a form that is only stored needs none of it."""
        self.fields["session"].choices = self._session_choices  # type: ignore[attr-defined]
        for name in CODES:
            self.fields[name].choices = partial(self._code_choices, name)  # type: ignore[attr-defined]

    def _session_choices(self) -> list[tuple[Any, str]]:
        """A short list: a session set by address, stored or sent is offered beside the latest."""
        choice: Any = self.fields["session"]
        values = self.cleaned_data if self.is_bound and self.errors else self.initial
        rows, chosen = self._offered_sessions, values.get("session")
        rows = rows if chosen is None or chosen in rows else [*rows, chosen]
        return [("", choice.empty_label), *((row.pk, choice.label_from_instance(row)) for row in rows)]

    @cached_property
    def _offered_sessions(self) -> list[ReceptionSession]:
        return list(sessions_offered(self.area))

    def _code_choices(self, name: str) -> list[tuple[Any, str]]:
        empty = self.fields[name].empty_label  # type: ignore[attr-defined]
        rows = [(code.pk, code.label) for code in self._codes if code.kind == CODES[name]]
        return rows if empty is None else [("", empty), *rows]

    @cached_property
    def _codes(self) -> list[Code]:
        """The entries of all lists of this form, in their order; one query."""
        return list(codes(*CODES.values()))

    def _say_beside(self) -> None:
        """What is said beside a field of a form that is shown again; while typing the page does it itself."""
        if not self.is_bound:
            return
        fields = self.fields
        fields["id_number"].beside = " ".join(unmasked_warnings(self.data.get("id_number", ""), ""))  # type: ignore[attr-defined]
        fields["phone"].beside = " ".join(unmasked_warnings("", self.data.get("phone", "")))  # type: ignore[attr-defined]
        try:
            amount = self.fields["amount_yuan"].clean(self.data.get("amount_yuan", ""))
        except forms.ValidationError:
            amount = None
        fields["amount_yuan"].beside = in_words(amount) if amount is not None else ""  # type: ignore[attr-defined]

    @cached_property
    def helper(self) -> FormHelper:
        """The layout; made when the page is, because it asks for the faults."""
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            "submission", "known_person", self._folded(f"接访场次：{self._session_label()}（点开可改场次、日期、渠道）", WHERE), *MAIN, Div(*TICKS, css_class="ticks"), NOT_WAGES,
            self._folded("补充（登记表的其他内容）", MORE),
        )  # fmt: skip
        return helper

    def _session_label(self) -> str:
        """The chosen session in words, so that the folded part need not be opened to see it."""
        value = self["session"].value()
        chosen = str(value.pk if isinstance(value, ReceptionSession) else value or "")
        labels = {str(key): label for key, label in self.fields["session"].choices}  # type: ignore[attr-defined]
        return labels.get(chosen, "请选择")

    def _folded(self, legend: str, names: tuple[str, ...]) -> Fieldset:
        """Folded, but never over a fault and never over the day when no session is open."""
        faulty = self.is_bound and any(name in self.errors for name in names)
        unsettled = names == WHERE and not self.is_bound and not self.initial.get("session")
        attrs = {"open": True} if faulty or unsettled else {}
        return Fieldset(legend, *names, template="govform/layout/details.html", **attrs)


def unmasked_warnings(id_number: str, phone: str) -> list[str]:
    """Warnings of the two checks; a masked value says nothing."""
    found = [] if "*" in id_number else check_id_number(id_number, today=timezone.localdate())
    return found + ([] if "*" in phone else check_phone(phone))


def first_values(session: ReceptionSession | None) -> dict[str, Any]:
    """What a new form starts with: the open session, else a visit of today."""
    key = SESSION_CHANNEL if session else "daily"
    return {
        "session": session,
        "channel": codes(Code.Kind.CHANNEL).filter(key=key).first(),
        "received_on": None if session else timezone.localdate(),
        "workers_count": 1,
        "demand": USUAL_DEMAND,
    }
