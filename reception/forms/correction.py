"""更正登记: the intake form filled with what is stored, personal numbers masked."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property

from office.models import Area
from reception.actions.claims import ClaimData, WorkerData, data_of
from reception.forms.fields import short_text
from reception.forms.group import OTHERS
from reception.forms.intake import ClaimForm
from reception.identity import mask_account, mask_address, mask_id, mask_phone
from reception.models import Claim
from reception.roll_paste import VALUES

HOW = "以星号遮蔽的内容保持原样即不改动；填“无”为清空。"
_SAME = (
    "session", "received_on", "channel", "project_name", "employer_name", "workers_count", "amount_yuan", "owed_from",
    "owed_until", "demand", "job_type", "suggested_unit", "is_low_income", "is_group", "is_secret", "nature", "sector",
    "general_contractor_name", "developer_name", "cause", "not_wages_kind", "not_wages_reason", "complained_before", "evidence_list", "note",
)  # fmt: skip


class CorrectionForm(ClaimForm):
    """The same fields, with the reason and the number of corrections the form was built on."""

    reason = short_text("更正原因", length=200)
    expected_corrections = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, area: Area, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, area=area, **options)
        self.fields["reason"].required = needs_reason
        self.fields["id_number"].help_text = self.fields["phone"].help_text = HOW

    @cached_property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout.fields += ["reason", "expected_corrections"]
        return helper

    def claim_data(self, workers: tuple[WorkerData, ...] = ()) -> ClaimData:
        values = self.cleaned_data
        self.reason_given, self.corrections_seen = values.pop("reason"), values.pop("expected_corrections")
        return super().claim_data(workers)


def stored_values(claim: Claim) -> dict[str, Any]:
    """Initial values of the form."""
    data = data_of(claim)
    person = data.petitioner
    return {name: getattr(data, name) for name in _SAME} | {
        "name": person.name,
        "gender": person.gender,
        "id_number": mask_id(person.id_number),
        "phone": mask_phone(person.phone),
        "address": mask_address(person.address),
        "is_not_wages": not data.is_wages,
        "amount_unknown": data.amount_yuan is None,
        "has_contract": {True: "yes", False: "no", None: ""}[data.has_contract],
        "expected_corrections": claim.corrections.count(),
    }


def stored_group(claim: Claim) -> dict[str, Any]:
    """Initial values of the part about the group."""
    others = list(zip(OTHERS, data_of(claim).representatives, strict=False))
    names: dict[str, Any] = {f"name_{number}": row.name for number, row in others}
    phones = {f"phone_{number}": mask_phone(row.phone) for number, row in others}
    return names | phones | {"people_present": claim.people_present}


def stored_rows(claim: Claim) -> list[dict[str, Any]]:
    """Initial rows of the roll; none where it follows the petitioner by itself."""
    masks = {"id_number": mask_id, "phone": mask_phone, "account": mask_account}
    return [
        {name: masks.get(name, lambda value: value)(getattr(row, name)) for name in VALUES}
        | {"worker_id": row.worker_id}
        for row in data_of(claim).workers
    ]
