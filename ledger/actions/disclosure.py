"""告知被反映方: showing a petitioner to the debtor is an act of its own, never a by-product.

依据：分工表“回避”；信访工作条例关于不得将信访人的检举、揭发材料透露或者转给被检举、揭发的人或者单位的规定；个人信息保护法关于告知目的、最小必要的规定。
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import event_day, relock, require_on
from ledger.actions.requests import word_faults
from ledger.day_bounds import coming_faults, early_faults
from ledger.models import Case, CaseClaim, Disclosure
from office import trail
from office.models import User
from office.refusals import refuse_if
from reception.identity_access import debtors_of, hides_identity
from reception.models import Claim, Company

LONGEST_PURPOSE, LONGEST_GROUND, LONGEST_NAME, LONGEST_CONSENT = 300, 200, 60, 200


@dataclass(frozen=True)
class DisclosureData:
    """What the form asks for; the consent is needed where the petitioner asked for secrecy."""

    recipient: str
    shown: Collection[str]
    purpose: str
    ground: str
    company: Company | None = None
    on: date | None = None
    consent_on: date | None = None
    consent_how: str = ""


@transaction.atomic
def disclose_identity(
    *, case: Case, entry: CaseClaim, data: DisclosureData, by: User, now: datetime | None = None
) -> Disclosure:
    """告知被反映方 who complained, by the head or the liaison of the responsible unit.

    Raises:
        Refused: every missing thing; a secret claim without the petitioner's consent; somebody who may not know the
            petitioner. PermissionDenied: as `require_on`.
    """
    relock(case)
    require_on(case, by, "disclose_identity")
    now = now or timezone.now()
    claim = Claim.objects.with_parties().get(pk=entry.claim_id)
    day = event_day(data.on, now)
    refuse_if(disclosure_faults(case, claim, data, by=by, on=day, today=timezone.localdate(now)))
    row = Disclosure.objects.create(
        case=case, claim=claim, company=data.company, recipient=data.recipient.strip(), shown=sorted(data.shown),
        purpose=data.purpose.strip(), ground=data.ground.strip(), on=day, is_secret=claim.is_secret,
        consent_on=data.consent_on, consent_how=data.consent_how.strip(), at=now, by=by,
    )  # fmt: skip
    trail.record(
        "disclose_identity", by=by, obj=case, now=now, number=case.number, claim=claim.number, on=day,
        company=data.company and data.company.pk, what=row.shown_words, consent_on=data.consent_on,
    )  # fmt: skip
    return row


def disclosure_faults(
    case: Case, claim: Claim, data: DisclosureData, *, by: User, on: date, today: date
) -> list[str]:  # fmt: skip
    """What is wrong with telling the debtor, in words. `claim` comes with its parties."""
    if hides_identity(claim, by):
        return ["这件诉求的反映人对您的单位保密：需要告知被反映方的，由治欠办主任办理。"]
    faults = [] if claim.caseclaim.case_id == case.pk else [f"诉求 {claim.number} 不在案件 {case.number}。"]
    faults += word_faults(data.recipient, "接收人", LONGEST_NAME)
    if data.company and data.company not in [company for company, _ in debtors_of(claim)]:
        faults.append(f"{data.company}不是这件诉求的欠薪方或总包单位。")
    if not data.shown or set(data.shown) - set(Disclosure.Shown.values):
        faults.append("请勾选告知了什么：只告知办理所必需的。")
    faults += word_faults(data.purpose, "用途", LONGEST_PURPOSE)
    faults += word_faults(data.ground, "依据", LONGEST_GROUND)
    faults += [*coming_faults("日期", on, today), *early_faults("日期", on)]
    if on < claim.received_on:
        faults.append(f"日期 {on} 早于接访日期 {claim.received_on}。")
    return faults + _consent_faults(claim, data, on)


def _consent_faults(claim: Claim, data: DisclosureData, on: date) -> list[str]:
    how = data.consent_how.strip()
    if claim.is_secret and not (data.consent_on and how):
        return [
            f"诉求 {claim.number} 的反映人要求保密：没有本人同意，不得告知被反映方。"
            "请先取得同意，再填写同意日期和怎样同意（书面、当面、电话，谁经手）。"
        ]
    if bool(data.consent_on) != bool(how):
        return ["同意日期和怎样同意要么都填，要么都不填。"]
    late = data.consent_on is not None and data.consent_on > on
    return [f"同意日期 {data.consent_on} 晚于告知日期 {on}：须先同意，后告知。"] if late else []
