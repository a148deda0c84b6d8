"""预警: written in the transaction of the claim that brings a matter up to the rule, told to the head, and 阅处.

A warning follows from the registering, which is on the trail itself; it adds no event of its own.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.messages import notify
from ledger.early_warning import Received, WarningNumbers, days_looked_at, due_warning, rule_text
from ledger.models import EarlyWarning
from ledger.selectors.recipients import Recipients
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require
from office.selectors import calendar, numbers_of
from reception.models import Claim, Company, Project

MESSAGE_KEY = "early_warning"
LONGEST_HANDLING = 300


def watch_claim(*, claim: Claim, now: datetime) -> EarlyWarning | None:
    """Writes and tells the warning that this new claim brings about; None as long as the rule is not met.

    Inside the transaction that registers it: claims about one matter follow each other, however many counters there are.
    """
    matter = _matter(claim)
    if not matter:
        return None
    _one_after_the_other(claim)
    numbers = numbers_of(WarningNumbers)
    reach = days_looked_at(numbers)
    near = Claim.objects.live().filter(
        **matter, area=claim.area_id, received_on__range=(claim.received_on - reach, claim.received_on + reach)
    )
    received = [Received(*row) for row in near.order_by().values_list("pk", "received_on", "workers_count")]
    if len(received) < numbers.warning_claims and sum(each.people for each in received) < numbers.warning_people:
        return None
    new = next(each for each in received if each.claim == claim.pk)
    window = due_warning(
        new, [each for each in received if each.claim != claim.pk], warned=_warned(matter, claim), numbers=numbers,
        calendar=calendar(),
    )  # fmt: skip
    if window is None:
        return None
    warning = EarlyWarning.objects.create(
        area_id=claim.area_id, project_id=matter.get("project"), company_id=matter.get("employer"),
        first_on=window.first_on, last_on=window.last_on, claims_count=len(window.claims), people_count=window.people,
        rule=rule_text(numbers), at=now,
    )  # fmt: skip
    warning.claims.set(window.claims)
    _tell(warning, numbers, now=now)
    return warning


@transaction.atomic
def read_warning(*, warning: EarlyWarning, by: User, handling: str, now: datetime | None = None) -> EarlyWarning:
    """阅处: the head has read it and says what is to be done.

    Raises:
        Refused: no words, or somebody has dealt with it before.
    """
    require(by, "read_warning")
    warning = EarlyWarning.objects.select_for_update().visible_to(by).get(pk=warning.pk)  # type: ignore[attr-defined]
    if warning.seen_at:
        raise Refused(f"这条预警已由{warning.seen_by}于 {timezone.localdate(warning.seen_at)} 阅处。")
    if not handling.strip() or len(handling.strip()) > LONGEST_HANDLING:
        raise Refused(f"请填写处置意见，最多 {LONGEST_HANDLING} 个字。")
    warning.seen_at, warning.seen_by, warning.handling = now or timezone.now(), by, handling.strip()
    warning.save(update_fields=["seen_at", "seen_by", "handling"])
    trail.record(
        "read_warning", by=by, obj=warning, now=warning.seen_at, on=warning.first_on, until=warning.last_on,
        rows=warning.claims_count, workers_count=warning.people_count,
    )  # fmt: skip
    return warning


def _matter(claim: Claim) -> dict[str, int]:
    """What claims have in common: the project, else who owes the wages; empty where neither is known."""
    if claim.project_id:
        return {"project": claim.project_id}
    # A claim of the same debtor on some project is another matter.
    return {"project": None, "employer": claim.employer_id} if claim.employer_id else {}  # type: ignore[dict-item]


def _one_after_the_other(claim: Claim) -> None:
    """Locks the matter until the end of the transaction, so that of two claims at once the second sees the first.

    Without its key: both claims refer to that already, and would wait for each other.
    """
    kind, pk = (Project, claim.project_id) if claim.project_id else (Company, claim.employer_id)
    kind._default_manager.select_for_update(no_key=True).get(pk=pk)  # type: ignore[misc]


def _warned(matter: dict[str, int], claim: Claim) -> list[tuple]:
    of_matter = {"project": matter["project"]} if matter["project"] else {"company": matter["employer"]}
    return list(
        EarlyWarning.objects.filter(**of_matter, area=claim.area_id).order_by().values_list("first_on", "last_on")
    )


def _tell(warning: EarlyWarning, numbers: WarningNumbers, *, now: datetime) -> None:
    """Names no project: an inbox is read over shoulders."""
    same = "同一项目" if warning.project_id else "同一欠薪方"
    text = (
        f"预警：{same}在 {numbers.warning_workdays} 个工作日内收到诉求 {warning.claims_count} 件，"
        f"涉及 {warning.people_count} 人，请阅处。"
    )
    heads = Recipients(area_id=warning.area_id).heads(warning.area_id)
    notify(users=heads, case=None, key=f"{MESSAGE_KEY}:{warning.pk}", text=text, now=now)
