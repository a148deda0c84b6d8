"""清单: what the office looks through by name, each one condition on cases. Thresholds are parameters the office may edit.

依据：实施方案六（三）“随时掌握办理进度”；低收入农村劳动力优先；久拖不决的案件由包案领导督办。
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, TextChoices
from django.db.models.functions import Coalesce

from ledger.models import (
    CaseClaim,
    Evidence,
    Instalment,
    Payment,
    PaymentLine,
    Procedure,
    ProcedureStep,
    ProgressNote,
    Request,
    Supervision,
    Transition,
)
from ledger.numbers import Numbers
from ledger.selectors.advances import NO_DEBT, advances_to_recover
from ledger.selectors.escalation import without_conclusion
from ledger.selectors.major import undecided, without_leader
from ledger.selectors.stability import measures_to_check
from ledger.workflow import OPEN
from office.models import User
from office.roles import OFFICE_ROLES, holds


class NamedList(TextChoices):
    STALLED = "stalled", "久拖不决"
    EXTENSION = "extension", "延期申请"
    REOPENING = "reopening", "重新办理申请"
    SUPERVISION = "supervision", "督办未回复"
    INSTALMENT = "instalment", "分期到期"
    PROCEDURE = "procedure", "程序待核查"
    WON_UNPAID = "won_unpaid", "赢了官司没拿到钱"
    REPEAT = "repeat", "重复信访"
    MEASURE = "measure", "稳控待核查"
    ADVANCE = "advance", "待追偿"
    NO_LEADER = "no_leader", "重大无包案领导"
    SUGGESTED = "suggested", "疑似重大"
    ESCALATED = "escalated", "提级办理中"


def of_list(name: str, *, today: date, numbers: Numbers, reader: User | None = None) -> Q:
    """The cases on a named list. `reader` decides which unit's replies are missing: the office sees those of all."""
    if name == NamedList.STALLED:
        return _stalled(today, numbers)
    if name == NamedList.INSTALMENT:
        return (
            Q(Exists(unpaid_instalments(today + timedelta(days=numbers.due_soon_days)).filter(case=OuterRef("pk"))))
            & _OPEN
        )
    if name == NamedList.PROCEDURE:
        return Q(pk__in=to_check(today).values("case")) & _OPEN
    if name == NamedList.WON_UNPAID:
        return Q(pk__in=won_unpaid().values("case")) & _OPEN
    if name == NamedList.MEASURE:
        return Q(pk__in=measures_to_check(today).values("case")) & _OPEN
    if name == NamedList.REPEAT:
        return _came_again(numbers.repeat_visits)
    if name == NamedList.ESCALATED:
        return Q(pk__in=without_conclusion().values("case"))
    if name == NamedList.NO_LEADER:
        return without_leader()
    if name == NamedList.SUGGESTED:
        return undecided(numbers)
    if name == NamedList.ADVANCE:
        return Q(pk__in=advances_to_recover().values("case"))
    if name == NamedList.SUPERVISION:
        return Q(pk__in=_unanswered(reader).values("case")) & _OPEN
    # A finished case may wait to be taken up again, so its state decides nothing.
    return Q(pk__in=Request.objects.filter(granted=None, kind=_ASKED[NamedList(name)]).order_by().values("case"))


def in_words(name: str, numbers: Numbers) -> str:
    """What puts a case on the list, as a sentence for its readers."""
    return {
        NamedList.STALLED: f"未办结，{numbers.stalled_days} 天以上没有办理动作、进展、材料、程序或支付，或者登记满 {numbers.long_open_days} 天。",
        NamedList.EXTENSION: "责任单位申请延期，等主任决定。",
        NamedList.REOPENING: "已办结、已销号的案件申请重新办理，等主任决定。",
        NamedList.SUPERVISION: "督办要求回复，对象单位还没有回复。",
        NamedList.INSTALMENT: f"约定的分期款已到期或 {numbers.due_soon_days} 天内到期，累计支付还不够。",
        NamedList.ESCALATED: "已提请或报送市级提级办理，还没有结论；案件仍由本级办理，期限照常计算。",
        NamedList.NO_LEADER: "认定为重大、还没有包案领导的未办结案件；请主任确定包案领导。",
        NamedList.SUGGESTED: (
            f"未办结、还没有认定过的案件，达到其中一项：{numbers.major_workers} 人、{numbers.major_amount_yuan:,} 元、"
            f"欠 {numbers.major_months} 个月工资、再次来访 {numbers.major_visits} 次、集体访、发生事件。由主任认定是否重大。"
        ),
        NamedList.ADVANCE: "有垫付还没有全部追回，已办结、已销号的案件也在内。",
        NamedList.PROCEDURE: "仲裁、公安、法院等程序到了核查日还没有结果；请问清情况，登记进展或办结。",
        NamedList.WON_UNPAID: "有判决、裁决或强制执行的决定，自申请执行以来付到工人的钱还不够文书确定的数。",
        NamedList.MEASURE: "稳控措施到了下次核查日，还没有登记核查情况。",
        NamedList.REPEAT: f"未办结，同一诉求来访 {numbers.repeat_visits} 次以上（登记那次也算）。",
    }[NamedList(name)]


def unpaid_instalments(until: date) -> QuerySet[Instalment]:
    """Instalments due on that day or before that what was paid on their claim does not cover, earlier ones first."""
    due = Instalment.objects.filter(withdrawn_at=None, due_on__lte=until).order_by()
    so_far = Instalment.objects.filter(
        claim=OuterRef("claim"), withdrawn_at=None, due_on__lte=OuterRef("due_on")
    ).order_by()
    paid = PaymentLine.objects.filter(claim=OuterRef("claim"), payment__voided_at=None).order_by()
    return due.annotate(promised=_sum(so_far), paid=_sum(paid)).filter(promised__gt=F("paid") + NO_DEBT)


def to_check(today: date) -> QuerySet[Procedure]:
    """Open procedures whose next check has come: nobody has written down an answer since."""
    return Procedure.objects.filter(closed_on=None, next_check_on__lte=today).order_by()


def won_unpaid() -> QuerySet[Procedure]:
    """Instruments of which, since they were brought before the court, less was paid than they award.

    Also where the court has closed its file for want of anything to seize; not where the head found that it has no
    bearing. 依据：实施方案六（四）农民工赢了“官司”拿不到钱。
    """
    paid = PaymentLine.objects.filter(payment__voided_at=None, payment__on__gte=OuterRef("opened_on")).order_by()
    on_claim = _sum(paid.filter(claim=OuterRef("claim")))
    on_case = Coalesce(
        Subquery(
            paid.filter(payment__case=OuterRef("case"))
            .values("payment__case")
            .annotate(total=Sum("amount_yuan"))
            .values("total")
        ),
        Decimal(0),
    )
    rows = Procedure.objects.filter(exempted_at=None).exclude(instrument="").order_by()
    owing = Q(claim__isnull=False, amount_yuan__gt=F("on_claim") + NO_DEBT) | Q(
        claim=None, amount_yuan__gt=F("on_case") + NO_DEBT
    )
    return rows.annotate(on_claim=on_claim, on_case=on_case).filter(owing)


def _sum(rows: QuerySet) -> Coalesce:
    total = rows.values("claim").annotate(total=Sum("amount_yuan")).values("total")
    return Coalesce(Subquery(total), Decimal(0))


def _stalled(today: date, numbers: Numbers) -> Q:
    quiet_since = today - timedelta(days=numbers.stalled_days)
    of_case = {"case": OuterRef("pk"), "on__gt": quiet_since}
    steps = Transition.objects.filter(**of_case)
    notes = ProgressNote.objects.filter(**of_case)
    payments = Payment.objects.filter(**of_case, voided_at=None)
    papers = Evidence.objects.filter(**of_case)
    procedures = ProcedureStep.objects.filter(procedure__case=OuterRef("pk"), on__gt=quiet_since)
    signs_of_work: tuple[QuerySet[Any], ...] = (steps, notes, payments, papers, procedures)
    is_quiet = Q(opened_on__lte=quiet_since)
    for rows in signs_of_work:
        is_quiet &= ~Q(Exists(rows.order_by()))
    return (Q(opened_on__lte=today - timedelta(days=numbers.long_open_days)) | is_quiet) & _OPEN


def _came_again(visits: int) -> Q:
    again = CaseClaim.objects.filter(case=OuterRef("pk"), claim__voided_at=None, claim__merged_into=None).order_by()
    return Q(Exists(again.annotate(visits=Count("claim__visits")).filter(visits__gte=visits - 1))) & _OPEN


def _unanswered(reader: User | None) -> QuerySet[Supervision]:
    rows = Supervision.objects.exclude(kind=Supervision.Kind.REMIND).filter(replied_on=None).order_by()
    if reader is None or holds(reader, OFFICE_ROLES):
        return rows
    return rows.filter(unit=reader.unit_id)


_OPEN = Q(status__in=OPEN)
_ASKED = {NamedList.EXTENSION: Request.Kind.EXTENSION, NamedList.REOPENING: Request.Kind.REOPEN}
