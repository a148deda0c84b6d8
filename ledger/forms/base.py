"""What every act's form has in common: the case, the version it was shown at, a token against double clicks."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import deidentified_fault, lock_case, refuse_stale
from ledger.day_bounds import LATEST
from ledger.models import Case, CaseClaim
from ledger.selectors.case_sheet import ClaimBlock, claim_blocks
from ledger.selectors.reach import reaches
from ledger.workflow import MOVES, Status
from office.amounts import parse_yuan, show_yuan
from office.files import store
from office.models import StoredFile, User
from office.roles import Role

# Papers and payments are noted while the unit works; under review only the head adds to them.
WORK_STATES = (Status.IN_PROGRESS, Status.UNDER_REVIEW)


class YuanField(forms.CharField):
    """An amount in yuan as people write it: 1234.50, 1,234.50 or 1.2万."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=24, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "yuan"}), **kwargs
        )

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        try:
            return parse_yuan(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error


class DayField(forms.DateField):
    """The day of an event; today unless set back."""

    def __init__(self, label: str = "日期", **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, widget=widget, **{"initial": timezone.localdate, **kwargs})

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError("日期不能晚于今天。")
        return day


def long_text(label: str, *, required: bool = True, rows: int = 4, most: int = 2000, **kwargs: Any) -> forms.CharField:
    """A field for sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, **kwargs)


def say_plainly(fields: Iterable[forms.Field]) -> None:
    """What a form library says of an empty or broken field, in words of the office; they stand beside the label."""
    for field in fields:
        required = "请填写。"
        if isinstance(field, forms.ChoiceField):
            required = "请选择。"
        elif isinstance(field, forms.FileField):
            required = "请选择文件。"
        words = {
            "required": required,
            "invalid_choice": "这个选项已不能选，请重新选择。",
            "empty": "文件是空的，请重新选择。",
        }
        if isinstance(field, forms.DateField):
            words["invalid"] = "不是有效的日期，请写成 2021-05-10 的样子。"
        if getattr(field, "max_length", None):
            words["max_length"] = f"最多 {field.max_length} 个字，请精简。"
        field.error_messages.update(words)


def coming_day(label: str, **kwargs: Any) -> forms.DateField:
    """A day that may lie ahead, such as a deadline; not beyond what the ledger takes."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    latest = MaxValueValidator(LATEST, message=f"{label}不能晚于 {LATEST}，请核对年份。")
    return forms.DateField(label=label, widget=widget, validators=[latest], **kwargs)


class ClaimChoice(forms.ModelChoiceField):
    """One of the case's claims, by number; the petitioner's name only where the account may read it."""

    def __init__(self, label: str = "诉求", **kwargs: Any) -> None:
        super().__init__(CaseClaim.objects.none(), label=label, **{"empty_label": "请选择", **kwargs})
        self.blocks: dict[int, ClaimBlock] = {}

    def offer(self, blocks: list[ClaimBlock]) -> None:
        self.blocks = {block.link.pk: block for block in blocks}
        self.queryset = CaseClaim.objects.filter(pk__in=self.blocks).select_related("claim")
        if len(blocks) == 1 and self.required:
            self.initial = blocks[0].link.pk

    def label_from_instance(self, link: CaseClaim) -> str:
        block = self.blocks[link.pk]
        amount = "金额不详" if block.due_yuan is None else f"{show_yuan(block.due_yuan)} 元"
        return f"{block.claim.number}　{block.petitioner}　{block.claim.workers_count} 人　{amount}"


class ActForm(forms.Form):
    """One act on one case. `move` is a row of the workflow table; acts that are no move name `act` and `sources`."""

    move: ClassVar[str] = ""
    act: ClassVar[str] = ""
    label: ClassVar[str] = ""
    sources: ClassVar[tuple[Status, ...]] = ()
    intro: ClassVar[str] = ""
    done: ClassVar[str] = ""
    page: ClassVar[str] = "ledger/act_form.html"

    version = forms.IntegerField(widget=forms.HiddenInput)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "move" in vars(cls):
            row = MOVES[cls.move]
            cls.act, cls.label, cls.sources = row.act, vars(cls).get("label", row.label), row.sources

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        self.case, self.user = case, user
        fresh = {"version": case.version, "submission": uuid.uuid4()}
        super().__init__(*args, initial={**fresh, **kwargs.pop("initial", {})}, label_suffix="", **kwargs)
        self.blocks = claim_blocks(case, user=user) if self.needs_claims() else []
        for field in self.fields.values():
            if isinstance(field, ClaimChoice):
                field.offer(self.blocks)
        self.prepare()
        say_plainly(self.fields.values())

    @classmethod
    def needs_claims(cls) -> bool:
        return any(isinstance(field, ClaimChoice) for field in cls.base_fields.values())

    @classmethod
    def offered(cls, case: Case, user: User) -> bool:
        """True if this account's role and the case's state allow the act now."""
        if deidentified_fault(case):
            return False
        return case.status in cls.sources and reaches(user, case, cls.act) and cls.fits(case, user)

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        """What else must be true before the act is offered."""
        return True

    @classmethod
    def refusal(cls, case: Case) -> str:
        return (
            deidentified_fault(case) or f"案件 {case.number} 现为“{case.get_status_display()}”，不能办理“{cls.label}”。"
        )

    def prepare(self) -> None:
        """Adds what depends on the case to a fresh form."""

    def look_again(self) -> None:
        """After a refusal the typed values stand on the case as it is now."""
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(self.case.version)
        self.data = typed

    def save(self) -> str:
        """Carries the act out, all or nothing, and returns what to tell the person.

        Raises:
            Conflict: the case has changed since the form was shown.
            Refused: the action names what is missing.
        """
        with transaction.atomic():
            case = lock_case(self.case.pk)
            if not self.is_repeated(case):
                refuse_stale(case, self.cleaned_data["version"])
                self.carry_out(case)
        return f"案件 {case.number}：{self.done or f'已{self.label}'}。"

    def is_repeated(self, case: Case) -> bool:
        """True if a double click has sent the same row a second time: nothing is done again."""
        return False

    def carry_out(self, case: Case) -> None:
        raise NotImplementedError

    def stored(self, field: str) -> StoredFile | None:
        """The uploaded file, kept within the transaction of the act; None if there was none."""
        uploaded = self.cleaned_data.get(field)
        return store(name=uploaded[0], data=uploaded[1], by=self.user) if uploaded else None


class WorkForm(ActForm):
    """Something noted down while the case is being worked on."""

    sources: ClassVar[tuple[Status, ...]] = WORK_STATES

    @classmethod
    def fits(cls, case: Case, user: User) -> bool:
        return case.status != Status.UNDER_REVIEW or Role.HEAD in user.role_set
