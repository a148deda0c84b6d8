"""Claims move between cases (归集, 拆分), become a visit of an earlier claim (判重), or stop counting (作废).

依据：实施方案六（三）分类、归集。A claim stays on exactly one case; 件 changes only by 判重 and 作废.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ledger.actions.cases import start_petition
from ledger.actions.clocks import carry_clocks, close_clocks, office_clock, open_clocks, refresh_due, set_clock
from ledger.actions.completion import NO_CONFIRMATIONS
from ledger.actions.guard import bump, event_day, lock_cases
from ledger.actions.move import move, start_case
from ledger.actions.stability import carry_measures, carry_risk
from ledger.models import Case, CaseClaim, Evidence, Ownership, Procedure
from ledger.reference_data import PETITION_NOTICE
from ledger.selectors.claims import live_entries, paid_claims
from ledger.workflow import OPEN, WORKING
from office import trail
from office.models import User
from office.refusals import Conflict, refuse_if
from office.roles import require
from reception.actions.claims import mark_merged, mark_void
from reception.models import Claim, Visit


@transaction.atomic
def gather(
    *, claims: Sequence[Claim], into: Case, by: User, note: str = "", on: date | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """归集 of claims on one open case: each keeps its own outcome; a case left empty ends as 已并案.

    The earlier deadline stands; confirmations given before for fewer claims are taken back.

    Raises:
        Refused: cases not being worked on, other area, claim with outcome or payments; each with its number.
    """
    require(by, "gather")
    now = now or timezone.now()
    homes = _lock_homes(claims, into)
    problems = [] if claims else ["请选择要归集的诉求。"]
    problems += [*_not_working([into, *homes.values()]), *_undo_first(claims)]
    problems += _awaited(homes.values(), claims)
    problems += [f"{claim.number}已在案件 {into.number} 中。" for claim in claims if homes[claim.pk].pk == into.pk]
    problems += [
        f"{claim.number}不属于案件 {into.number} 的区划。" for claim in claims if claim.area_id != into.area_id
    ]
    problems += _would_strand_escalation(homes.values(), claims)
    refuse_if([*problems, *_would_lose_leader(claims, homes, into)])
    for claim in claims:
        source = homes[claim.pk]
        kept = {"from": source.number, "into": into.number, "due_on": str(source.due_on or "")}
        move(case=source, name="gather_out", by=by, on=on, claim=claim, note=note, data=kept, now=now)
        move(
            case=into, name="gather_in", by=by, on=on, claim=claim, note=note, data=kept | _withdrawn(into),
            changes=NO_CONFIRMATIONS, now=now,
        )  # fmt: skip
        _put_on(into, claim)
    sources = list({case.pk: case for case in homes.values()}.values())
    _keep_earliest(into, sources, by=by, on=event_day(on, now), now=now)
    _absorb(sources, into, by=by, on=on, now=now)
    numbers = [claim.number for claim in claims]
    trail.record("gather", by=by, obj=into, now=now, number=into.number, claims=numbers)
    return into


@transaction.atomic
def split_off(*, claim: Claim, by: User, note: str = "", on: date | None = None, now: datetime | None = None) -> Case:
    """拆分: the claim gets a case of its own, 已登记, to be assigned anew; its age counts from its receipt as before.

    Raises:
        Refused: the last claim of its case, an outcome or payments, case not being worked on.
    """
    require(by, "split_off")
    now = now or timezone.now()
    source = _lock_homes([claim])[claim.pk]
    problems = [*_not_working([source]), *_undo_first([claim])]
    if len(live_entries(source)) < 2:
        problems.append(f"{claim.number}是案件 {source.number} 中仅有的诉求，不必拆分。")
    refuse_if(problems)
    day = on or timezone.localdate(now)
    kept = {"due_on": str(source.due_on or "")}
    move(case=source, name="split_off", by=by, on=day, claim=claim, note=note, data=kept, now=now)
    case = start_case(name="split_in", claim=claim, by=by, on=day, now=now, note=note)
    _put_on(case, claim)
    if any(clock.rule.code == PETITION_NOTICE for clock in open_clocks(source)):
        start_petition(case=case, claim=claim, by=by, now=now)
    trail.record("split_off", by=by, obj=source, now=now, number=source.number, claim=claim.number, case=case.number)
    return case


@transaction.atomic
def merge_duplicate(
    *, claim: Claim, into: Claim, by: User, reason: str, on: date | None = None, now: datetime | None = None
) -> Visit:
    """判重: the claim was the same complaint again and becomes a visit of the earlier one; 件 falls by one.

    Raises:
        Refused: no reason, an outcome or payments, case not being worked on, or what `mark_merged` refuses.
    """
    require(by, "merge_duplicate")
    now = now or timezone.now()
    homes = _lock_homes([claim, into])
    source, target = homes[claim.pk], homes[into.pk]
    problems = [*_not_working([source]), *_undo_first([claim]), *_awaited([source], [claim])]
    problems += _would_strand_escalation([source], [claim])
    refuse_if([*problems, *_would_lose_leader([claim], {claim.pk: source}, target)])
    kept = {"into": into.number}
    move(case=source, name="merge_duplicate", by=by, on=on, claim=claim, note=reason, data=kept, now=now)
    visit = mark_merged(claim=claim, into=into, by=by, now=now)
    if target.pk != source.pk:
        bump(target)
        _put_on(target, claim)
        _absorb([source], target, by=by, on=on, now=now)
    trail.record("merge_duplicate", by=by, obj=source, now=now, claim=claim.number, into=into.number)
    return visit


@transaction.atomic
def void_claim(*, claim: Claim, by: User, reason: str, on: date | None = None, now: datetime | None = None) -> Claim:
    """作废: registered by mistake. Its number stays taken; a case without any other claim is void with it.

    Raises:
        Refused: no reason, an outcome or payments, case not being worked on, other claims merged into it.
    """
    require(by, "void_claim")
    now = now or timezone.now()
    case = _lock_homes([claim])[claim.pk]
    problems = [*_not_working([case]), *_undo_first([claim]), *_awaited([case], [claim])]
    refuse_if([*problems, *_would_strand_escalation([case], [claim])])
    move(case=case, name="void_claim", by=by, on=on, claim=claim, note=reason, now=now)
    voided = mark_void(claim=claim, by=by, reason=reason, now=now)
    for empty in _emptied([case]):
        move(case=empty, name="void", by=by, on=on, note=reason, now=now)
        close_clocks(case=empty, on=event_day(on, now), by=by, now=now, reason="作废")
    trail.record("void_claim", by=by, obj=case, now=now, number=case.number, claim=claim.number)
    return voided


def _lock_homes(claims: Sequence[Claim], *others: Case) -> dict[int, Case]:
    """The case of each claim by the claim's id, all locked in one order; one instance per case."""
    homes = _homes(claims)
    cases = {case.pk: case for case in (*homes.values(), *others)}
    lock_cases(*cases.values())
    if {pk: case.pk for pk, case in _homes(claims).items()} != {pk: case.pk for pk, case in homes.items()}:
        raise Conflict("其中有诉求刚刚被移到别的案件，请刷新页面后再办理。")
    return {pk: cases[case.pk] for pk, case in homes.items()}


def _homes(claims: Sequence[Claim]) -> dict[int, Case]:
    entries = CaseClaim.objects.filter(claim__in=[claim.pk for claim in claims]).select_related("case")
    return {entry.claim_id: entry.case for entry in entries}


def _not_working(cases: Iterable[Case]) -> list[str]:
    found = {case.pk: case for case in cases if case.status not in WORKING}
    return [f"案件 {case.number} 现在是“{case.get_status_display()}”，不能变动其中的诉求。" for case in found.values()]


def _undo_first(claims: Sequence[Claim]) -> list[str]:
    """A claim that does not count, or on which something rests already, stays where it is."""
    ids = [claim.pk for claim in claims]
    dead = {claim.pk for claim in Claim.objects.filter(pk__in=ids).exclude(pk__in=Claim.objects.live())}
    ended = set(CaseClaim.objects.filter(claim__in=ids).exclude(outcome="").values_list("claim_id", flat=True))
    paid = paid_claims(claims)
    awaited = set(Procedure.objects.filter(claim__in=ids, closed_on=None).values_list("claim_id", flat=True))
    problems = [f"{claim.number}已作废或已判重。" for claim in claims if claim.pk in dead]
    problems += [f"{claim.number}已登记办结结果，请先撤回结果。" for claim in claims if claim.pk in ended]
    problems += [f"{claim.number}有未办结的程序，请先登记程序办结。" for claim in claims if claim.pk in awaited]
    return problems + [f"{claim.number}已登记支付，请先冲销支付。" for claim in claims if claim.pk in paid]


def _awaited(cases: Iterable[Case], leaving: Sequence[Claim]) -> list[str]:
    """A case whose procedures are still open may not lose its last claim: nobody would look after them."""
    return [
        f"案件 {case.number} 有未办结的程序，不能没有诉求：请先登记程序办结，或者把其他诉求归集到该案件。"
        for case in _left_empty(cases, leaving)
        if case.procedures.filter(closed_on=None).exists()
    ]


def _would_strand_escalation(cases: Iterable[Case], leaving: Sequence[Claim]) -> list[str]:
    """What the city was asked for is awaited on the case it was asked for: it is not emptied before the conclusion."""
    return [
        f"案件 {case.number} 已于 {row.requested_on} 提请提级办理，尚无结论，不能没有诉求："
        "请把其他诉求归集到这个案件，或者先登记提级办理结论。"
        for case in _left_empty(cases, leaving)
        for row in case.escalations.filter(concluded_on=None)
    ]


def _left_empty(cases: Iterable[Case], leaving: Sequence[Claim]) -> list[Case]:
    """Those of the cases that would have no claim that counts once these have left."""
    gone = {claim.pk for claim in leaving}
    unique = {case.pk: case for case in cases}
    return [case for case in unique.values() if {entry.claim_id for entry in live_entries(case)} <= gone]


def _would_lose_leader(claims: Sequence[Claim], homes: dict[int, Case], into: Case) -> list[str]:
    """A led case is led to its striking off: it takes others in, and is not emptied into one without its leader."""
    moved = {claim.pk for claim in claims}
    sources = {case.pk: case for case in homes.values() if case.pk != into.pk and case.is_major}
    led = Ownership.objects.filter(case__in=sources, ended_on=None).select_related("leader")
    return [
        f"案件 {sources[row.case_id].number} 由{row.leader}包案，不能并入其他案件；请把其他诉求归集到这个案件。"
        for row in led
        if {entry.claim_id for entry in live_entries(sources[row.case_id])} <= moved
    ]


def _put_on(case: Case, claim: Claim) -> None:
    """Moves the claim, what was merged into it, and their papers and procedures."""
    CaseClaim.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim)).update(case=case)
    Evidence.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim)).update(case=case)
    Procedure.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim)).update(case=case)


def _emptied(cases: Iterable[Case]) -> list[Case]:
    unique = {case.pk: case for case in cases}
    return [case for case in unique.values() if not live_entries(case)]


def _absorb(cases: Iterable[Case], into: Case, *, by: User, on: date | None, now: datetime) -> None:
    """Cases left without a claim end; what the law still asks for their claims runs on where these are now."""
    emptied, day = _emptied(cases), event_day(on, now)
    for empty in emptied:
        move(case=empty, name="absorb", by=by, on=on, note=f"并入案件 {into.number}", now=now)
        if into.status in OPEN:  # a finished case has no deadlines any more; it may still get another visit
            carry_clocks(source=empty, into=into, by=by, on=day, now=now)
        close_clocks(case=empty, on=day, by=by, now=now, reason="并案")
        carry_measures(source=empty, into=into)
    carry_risk(sources=emptied, into=into, by=by, on=day, now=now)
    refresh_due(into)


def _keep_earliest(into: Case, sources: Iterable[Case], *, by: User, on: date, now: datetime) -> None:
    """A deadline once given is not lengthened by gathering; a case without one stays without."""
    limit = office_clock(into)
    others = {source.number: clock.due_on for source in sources if (clock := office_clock(source))}
    if limit and others and min(others.values()) < limit.due_on:
        number, day = min(others.items(), key=lambda pair: pair[1])
        reason = f"归集：案件 {number} 的办理期限较早"
        set_clock(clock=limit, due_on=max(day, limit.started_on), on=on, by=by, now=now, reason=reason)


def _withdrawn(case: Case) -> dict[str, str]:
    texts = {"facts_clear": case.facts_clear_text, "matter_settled": case.matter_settled_text}
    return {name: text for name, text in texts.items() if text}
