"""预警: written in the transaction of the claim that brings a matter up to the rule, told to the head, and 阅处.

A warning follows from the registering or the correction, which is on the trail itself; it adds no event of its own.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger.actions.messages import notify
from ledger.actions.project_keys import note_project
from ledger.early_warning import Received, WarningNumbers, Window, days_looked_at, due_warning, rule_text
from ledger.models import EarlyWarning
from ledger.selectors.one_project import Joined, joined_projects
from ledger.selectors.recipients import Recipients
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require
from office.selectors import calendar, numbers_of
from reception.models import Claim, Company, Project

MESSAGE_KEY = "early_warning"
LONGEST_HANDLING = 300
# What of a claim the rule looks at.
WATCHED = frozenset({"project", "employer", "general_contractor", "workers_count", "received_on", "session"})


def watch_claim(*, claim: Claim, now: datetime) -> EarlyWarning | None:
    """Writes and tells the warning that this claim brings about; None as long as the rule is not met.

    Inside the transaction that registers or corrects it: claims about one matter follow each other, however many
    counters there are.
    """
    if not (claim.project_id or claim.employer_id):
        return None
    numbers = numbers_of(WarningNumbers)
    reach = days_looked_at(numbers)
    around = Claim.objects.live().filter(
        area=claim.area_id, received_on__range=(claim.received_on - reach, claim.received_on + reach)
    )
    joined = _one_after_the_other(claim, around)
    matter = _matter(claim, joined)
    near = around.filter(**matter).order_by()
    received = [Received(*row) for row in near.values_list("pk", "received_on", "workers_count")]
    if len(received) < numbers.warning_claims and sum(each.people for each in received) < numbers.warning_people:
        return None
    new = next(each for each in received if each.claim == claim.pk)
    window = due_warning(
        new, [each for each in received if each.claim != claim.pk], warned=_warned(claim, joined), numbers=numbers,
        calendar=calendar(),
    )  # fmt: skip
    if window is None:
        return None
    return _write(claim, window, joined, numbers, now=now)


def watch_correction(*, claim: Claim, changed: Collection[str], now: datetime) -> EarlyWarning | None:
    """The same after a correction that may bring the matter up to the rule: another project or debtor, more people.

    Called by `correct_claim` once it has written what differs.
    """
    return watch_claim(claim=claim, now=now) if WATCHED & set(changed) else None


def _write(
    claim: Claim, window: Window, joined: Sequence[Joined], numbers: WarningNumbers, *, now: datetime
) -> EarlyWarning:
    """The warning and its message. Of the projects that were looked at together those are named that brought a claim."""
    in_window = set(Claim.objects.filter(pk__in=window.claims).values_list("project", flat=True))
    added_up = [{"name": each.name, "why": each.why} for each in joined if each.pk in in_window]
    warning = EarlyWarning.objects.create(
        area_id=claim.area_id, project_id=claim.project_id, company_id=None if claim.project_id else claim.employer_id,
        first_on=window.first_on, last_on=window.last_on, claims_count=len(window.claims), people_count=window.people,
        rule=rule_text(numbers), added_up=added_up, at=now,
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


def _matter(claim: Claim, joined: Sequence[Joined]) -> dict[str, Any]:
    """What claims have in common: the project under all its names, else who owes the wages."""
    if claim.project_id:
        return {"project__in": [claim.project_id, *(each.pk for each in joined)]}
    # A claim of the same debtor on some project is another matter.
    return {"project": None, "employer": claim.employer_id}


def _one_after_the_other(claim: Claim, around: QuerySet[Claim]) -> Sequence[Joined]:
    """Locks the matter until the end of the transaction, so that of two claims at once the second sees the first.

    Without its key: both claims refer to that already, and would wait for each other. Of a project under several names
    all are locked in one order, and looked for again once that is done: another name may have come in meanwhile.
    """
    if claim.project is None:
        list(Company.objects.select_for_update(no_key=True, of=("self",)).filter(claims=claim.pk))
        return []
    (key, is_known), held = note_project(claim.project), set[int]()
    while True:
        joined = joined_projects(claim, around, key=key)
        wanted = {claim.project.pk, *(each.pk for each in joined)}
        # What came to be in this very transaction nobody else can wait for.
        if wanted <= held or not (joined or is_known):
            return joined
        list(Project.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        held |= wanted


def _warned(claim: Claim, joined: Sequence[Joined]) -> list[tuple]:
    """The windows that were warned of, under whichever of the names."""
    if claim.project_id:
        of_matter: dict[str, Any] = {"project__in": [claim.project_id, *(each.pk for each in joined)]}
    else:
        of_matter = {"company": claim.employer_id}
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
