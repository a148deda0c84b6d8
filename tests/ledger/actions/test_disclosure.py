"""告知被反映方: an act with purpose and ground; of a secret claim only with the petitioner's consent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.actions.disclosure import DisclosureData, disclose_identity
from ledger.models import Case, Disclosure
from ledger.selectors.case_entries import steps_of
from ledger.workflow import Status
from office.models import Event
from office.refusals import Refused
from reception.identity_access import debtors_of
from reception.models import Claim
from tests import factories

ON = date(2021, 5, 6)
DATA = DisclosureData(
    recipient="李经理", shown=["phone", "name"], purpose="逐人核对工资", ground="《保障农民工工资支付条例》", on=ON
)
CONSENT = {"consent_on": ON, "consent_how": "书面，存卷"}


def in_hand(head, **values) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head, **values), head, ready=False)


@pytest.fixture
def case(head) -> Case:
    return in_hand(head)


def disclose(case: Case, by, data: DisclosureData = DATA, **changed) -> Disclosure:
    return disclose_identity(case=case, entry=case.case_claims.get(), data=replace(data, **changed), by=by)


def refused(case: Case, by, **changed) -> list[str]:
    with pytest.raises(Refused) as refusal:
        disclose(case, by, **changed)
    assert Disclosure.objects.count() == 0
    return refusal.value.missing


@pytest.mark.parametrize("who", ["head", "liaison"])
def test_told_with_purpose_it_is_on_record(request, case, who: str) -> None:
    by = request.getfixturevalue(who)
    company = debtors_of(Claim.objects.with_parties().get())[0][0]
    row = disclose(case, by, company=company)
    assert (row.shown_words, row.is_secret, row.by) == ("姓名、手机", False, by)
    event = Event.objects.get(act="disclose_identity")
    assert event.data == {
        "number": case.number, "claim": row.claim.number, "on": "2021-05-06", "company": company.pk,
        "what": "姓名、手机", "consent_on": None,
    }  # fmt: skip
    step = steps_of(case)[0]
    assert (step.label, step.who, step.told, step.on) == ("告知被反映方", company.name, "李经理", ON)
    assert step.note == "告知姓名、手机。用途：逐人核对工资。依据：《保障农民工工资支付条例》。"


@pytest.mark.parametrize("role", ["clerk", "leader", "city", "sysadmin", "secadmin", "auditor", "foreign_liaison"])
def test_nobody_else(request, case, role: str) -> None:
    with pytest.raises(PermissionDenied):
        disclose(case, request.getfixturevalue(role))


def test_head_of_another_area_is_not_reached(case) -> None:
    with pytest.raises(PermissionDenied):
        disclose(case, factories.user("head", area=factories.area("530903")))


def test_everything_missing_is_named_at_once(case, head) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(case, head, recipient=" ", shown=[], purpose="", ground=" ", on=tomorrow) == [
        "请填写接收人。",
        "请勾选告知了什么：只告知办理所必需的。",
        "请填写用途。",
        "请填写依据。",
        f"日期 {tomorrow} 晚于今天。",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": date(2021, 4, 1)}, "早于接访日期"),
        ({"shown": ["name", "everything"]}, "请勾选告知了什么"),
        ({"purpose": "长" * 301}, "用途最多 300 个字"),
        ({"consent_on": ON}, "要么都填"),
        ({"consent_how": "电话"}, "要么都填"),
        (CONSENT | {"consent_on": ON + timedelta(days=1)}, "须先同意，后告知"),
    ],
)
def test_wrong_ones_are_refused(case, head, changed: dict, said: str) -> None:
    assert said in "".join(refused(case, head, **changed))


def test_only_the_debtors_of_the_claim(case, head) -> None:
    stranger = factories.company("云南丙丁建设有限公司")
    assert refused(case, head, company=stranger) == ["云南丙丁建设有限公司不是这件诉求的欠薪方或总包单位。"]


def test_claim_of_another_case_is_refused(case, head) -> None:
    other = in_hand(head)
    with pytest.raises(Refused, match="不在案件"):
        disclose_identity(case=case, entry=other.case_claims.get(), data=DATA, by=head)


def test_secret_claim_only_with_consent(head, liaison) -> None:
    case = in_hand(head, is_secret=True)
    for lacking in ({}, {"consent_on": ON}, {"consent_how": "书面"}, CONSENT | {"consent_how": " "}):
        assert "没有本人同意，不得告知被反映方" in refused(case, head, **lacking)[0]
    assert "由治欠办主任办理" in refused(case, liaison, **CONSENT)[0], "whoever may not know it tells nobody"
    row = disclose(case, head, **CONSENT)
    assert (row.is_secret, row.consent_on) == (True, ON)
    assert "反映人 2021-05-06 同意（书面，存卷）。" in steps_of(case)[0].note


def test_database_keeps_a_secret_without_consent_from_being_told(head) -> None:
    case = in_hand(head, is_secret=True)
    row = disclose(case, head, **CONSENT)
    for broken in ({"consent_on": None, "consent_how": ""}, {"consent_how": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disclosure.objects.filter(pk=row.pk).update(**broken)


def test_unit_of_the_debtor_tells_nobody(head, liaison) -> None:
    case = in_hand(head, employer_name="甲公司")
    company = Claim.objects.with_parties().get().employer
    company.unit = liaison.unit
    company.save()
    assert "由治欠办主任办理" in refused(case, liaison)[0]
    assert disclose(case, head).company is None


def test_nobody_is_named_in_the_trail(case, head) -> None:
    disclose(case, head)
    said = str(Event.objects.get(act="disclose_identity").data)
    assert ("李经理" in said, Claim.objects.get().petitioner.name in said) == (False, False)
