"""The case on the ledger, the claims on it, and every step it took."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import Http404

from ledger.workflow import SOLVED, Outcome, Status
from office.constraints import signed
from office.models import Area, Code, Unit
from office.roles import OFFICE_ROLES, Role, holds
from reception.models import Claim

# `Supervision.Kind.REGULATOR`, whose module rests on this one.
REGULATOR = "regulator"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user) -> "CaseQuerySet":
        """Clerk and head: their areas. Liaison: cases of the own unit, those it assists, and those it answers for as
        the industry's regulator, and while it sits at an open session the new ones of its industry. Leader: the cases led now, or led to their end. City: the cases of its areas that were sent up.
        Several roles see what each sees. Others: none. `ClaimQuerySet` follows the same rule."""
        seen = []
        if holds(user, OFFICE_ROLES):
            seen.append(Q(area__in=user.area_ids))
        elif holds(user, {Role.LIAISON}) and user.unit_id:
            assisted = Case.assisting_units.through.objects.filter(unit_id=user.unit_id).values("case_id")
            answered_for = Case.objects.filter(supervisions__unit=user.unit_id, supervisions__kind=REGULATOR)
            seen += [Q(responsible_unit=user.unit_id), Q(pk__in=assisted), Q(pk__in=answered_for.values("pk"))]
            if at_table := Claim.objects.cases_at_table_of(user):
                seen.append(Q(pk__in=at_table))
        if holds(user, {Role.LEADER}):
            led = Case.objects.filter(ownerships__leader__user=user.pk, ownerships__ended_on=None)
            seen.append(Q(pk__in=led.values("pk")))
        if holds(user, {Role.CITY}):
            escalated = Case.objects.filter(escalations__sent_on__isnull=False)
            seen.append(Q(area__in=user.area_ids, pk__in=escalated.values("pk")))
        return self.filter(reduce(or_, seen)) if seen else self.none()

    def get_for(self, user, pk: int) -> "Case":
        """The case, or `Http404` for foreign and absent alike."""
        found = (
            self.visible_to(user)
            .select_related("area", "responsible_unit", "responsible_officer")
            .filter(pk=pk)
            .first()
        )
        if found is None:
            raise Http404("没有这个案件，或者不属于您的工作范围。")
        return found


class Case(models.Model):
    """案件. Its state is changed by `ledger.actions.move` alone; dates here are a cache of its transitions."""

    class Origin(models.TextChoices):
        COUNTER = "counter", "窗口登记"
        HISTORY = "history", "历史导入"

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    number = models.CharField("案件编号", max_length=24, unique=True)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.COUNTER)
    original_number = models.CharField("原案件编号", max_length=60, blank=True)
    status = models.CharField("办理状态", max_length=12, choices=Status.choices, default=Status.REGISTERED)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    opened_on = models.DateField("立案日期")
    opened_at = models.DateTimeField("登记时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    # Without an index of its own: `case_newest_for_liaison` begins with it.
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False, verbose_name="责任单位"
    )
    assisting_units = models.ManyToManyField(Unit, blank=True, related_name="assisted_cases", verbose_name="协办单位")
    responsible_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人员账号"
    )
    officer_name = models.CharField("责任人员", max_length=40, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    signed_for_on = models.DateField("签收日期", null=True, blank=True)
    return_asked_on = models.DateField("申请退回日期", null=True, blank=True)
    is_major = models.BooleanField("重大", default=False)
    risk = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="风险等级")

    facts_clear_text = models.TextField("案情清楚", blank=True)
    facts_clear_at = models.DateTimeField("案情清楚确认时间", null=True, blank=True)
    facts_clear_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    matter_settled_text = models.TextField("事情解决", blank=True)
    matter_settled_at = models.DateTimeField("事情解决确认时间", null=True, blank=True)
    matter_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_on = models.DateField("办结日期", null=True, blank=True)
    completed_at = models.DateTimeField("办结登记时间", null=True, blank=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    struck_off_on = models.DateField("销号日期", null=True, blank=True)
    struck_off_at = models.DateTimeField("销号登记时间", null=True, blank=True)
    struck_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    # What told of people is gone for good: `ledger.actions.deidentification`.
    deidentified_at = models.DateTimeField("去标识时间", null=True, blank=True)
    deidentified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "案件"
        verbose_name_plural = "台账"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area", "status", "due_on", "id"], name="case_by_status_and_due"),
            models.Index(fields=["responsible_unit", "status", "id"], name="case_by_unit"),
            models.Index(fields=["original_number"], name="case_by_original_number"),
            # Each ends in the list's order, so that a page is read off it whether much is found, little or nothing.
            models.Index(fields=["area", "id"], name="case_newest"),
            models.Index(fields=["area", "status", "id"], name="case_newest_by_status"),
            models.Index(fields=["area", "responsible_unit", "id"], name="case_newest_by_unit"),
            models.Index(fields=["area", "responsible_unit", "status", "id"], name="case_newest_by_unit_status"),
            models.Index(fields=["responsible_unit", "id"], name="case_newest_for_liaison"),
            models.Index(fields=["area", "due_on", "id"], name="case_soonest"),
            models.Index(fields=["area", "id"], name="case_newest_major", condition=Q(is_major=True)),
            models.Index(fields=["struck_off_on", "id"], name="case_to_deidentify", condition=Q(deidentified_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="case_status_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=["completed", "struck_off"], completed_on__isnull=False)
                | (~Q(status__in=["completed", "struck_off"]) & Q(completed_on=None)),
                name="case_completed_has_date",
            ),
            signed("case_completion_is_signed", "completed_on", "completed_at", "completed_by"),
            models.CheckConstraint(
                condition=Q(
                    status="struck_off",
                    struck_off_on__isnull=False,
                    struck_off_at__isnull=False,
                    struck_off_by__isnull=False,
                )
                | (~Q(status="struck_off") & Q(struck_off_on=None, struck_off_at=None, struck_off_by=None)),
                name="case_struck_off_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(struck_off_on=None) | Q(completed_on__isnull=False, struck_off_on__gte=F("completed_on")),
                name="case_struck_off_after_completed",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None)
                | Q(origin="history")
                | (
                    Q(
                        facts_clear_at__isnull=False,
                        facts_clear_by__isnull=False,
                        matter_settled_at__isnull=False,
                        matter_settled_by__isnull=False,
                    )
                    & ~Q(facts_clear_text="")
                    & ~Q(matter_settled_text="")
                ),
                name="case_completed_has_both_confirmations",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["registered", "absorbed", "void"]) | Q(responsible_unit__isnull=False),
                name="case_assigned_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["registered", "absorbed", "void"])
                | Q(origin="history")
                | (Q(due_on__isnull=False) & ~Q(officer_name="")),
                name="case_assigned_has_officer_and_deadline",
            ),
            signed("case_deidentification_is_signed", "deidentified_at", "deidentified_by"),
            signed("case_facts_clear_is_signed", "facts_clear_at", "facts_clear_by", texts=["facts_clear_text"]),
            signed(
                "case_matter_settled_is_signed", "matter_settled_at", "matter_settled_by", texts=["matter_settled_text"]
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseClaim(models.Model):
    """One claim on its case, with its own outcome. A claim is on exactly one case at a time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="case_claims", verbose_name="案件")
    claim = models.OneToOneField(Claim, models.PROTECT, verbose_name="诉求")
    verified_amount_yuan = models.DecimalField("核实金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    agreed_amount_yuan = models.DecimalField("约定金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    outcome = models.CharField("办结结果", max_length=12, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField("结果日期", null=True, blank=True)
    outcome_at = models.DateTimeField("结果登记时间", null=True, blank=True)
    outcome_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "案件中的诉求"
        verbose_name_plural = "案件中的诉求"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="caseclaim_outcome_is_known"),
            signed("caseclaim_outcome_is_signed", "outcome_on", "outcome_at", "outcome_by", texts=["outcome"]),
            models.CheckConstraint(
                condition=Q(verified_amount_yuan=None) | Q(verified_amount_yuan__gte=0),
                name="caseclaim_verified_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(agreed_amount_yuan=None) | Q(agreed_amount_yuan__gte=0),
                name="caseclaim_agreed_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} / {self.case}"

    @property
    def is_solved(self) -> bool:
        """True once a solved outcome is on record; that the case is completed is another question."""
        return self.outcome in SOLVED


class Transition(models.Model):
    """办理记录: one row per move. `on` is the day of the event, `at` the instant it was entered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transitions", verbose_name="案件")
    # Without an index of its own: `transition_by_claim` begins with it.
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="transitions", db_index=False, verbose_name="诉求"
    )
    move = models.CharField("办理动作", max_length=20)
    from_status = models.CharField("由", max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField("到", max_length=12, choices=Status.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    outcome = models.CharField("办结结果", max_length=12, choices=Outcome.choices, blank=True)
    note = models.TextField("说明", blank=True)
    data = models.JSONField("要素", default=dict, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["move", "on"], name="transition_by_move_and_day"),
            models.Index(fields=["claim", "move", "on"], name="transition_by_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move} {self.on:%Y-%m-%d}"
