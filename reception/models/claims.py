"""What was said at the counter: claims, the people who came, further visits."""

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import Http404

from office.constraints import signed
from office.fields import BlindIndexField, EncryptedField
from office.models import Area, Code, Unit
from office.roles import OFFICE_ROLES, Role, holds
from reception.models.projects import Company, Project
from reception.models.sessions import ReceptionSession


class Petitioner(models.Model):
    """来访人, as recorded for one claim."""

    name = models.CharField("姓名", max_length=40)
    gender = models.CharField("性别", max_length=1, blank=True, choices=[("m", "男"), ("f", "女")])
    id_number = EncryptedField("身份证号", blank=True)
    id_number_index = BlindIndexField(source="id_number", context="person.id_number")
    phone = EncryptedField("手机", blank=True)
    phone_index = BlindIndexField(source="phone", context="person.phone")
    address = EncryptedField("住址", blank=True)

    class Meta:
        verbose_name = "来访人"
        verbose_name_plural = "来访人"
        # For the hint at intake: the newest people of one name, however many bear it.
        indexes = [models.Index(fields=["name", "id"], name="petitioner_by_name")]

    def __str__(self) -> str:
        return self.name


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user) -> "ClaimQuerySet":
        """Clerk and head: their areas. Liaison, leader and city: claims on the cases that `CaseQuerySet` shows. Others: none.

        Both show a liaison what `at_table_of` brings to the table, as long as it sits there.
        """
        seen = []
        if holds(user, OFFICE_ROLES):
            seen.append(Q(area__in=user.area_ids))
        elif holds(user, {Role.LIAISON}) and user.unit_id:
            assisted = self.model.objects.filter(caseclaim__case__assisting_units=user.unit_id).values("pk")
            answered_for = self.model.objects.filter(
                caseclaim__case__supervisions__unit=user.unit_id, caseclaim__case__supervisions__kind="regulator"
            ).values("pk")
            seen.append(Q(caseclaim__case__responsible_unit=user.unit_id))
            seen += [Q(pk__in=assisted), Q(pk__in=answered_for)]
            # All claims of a case that one of its claims brings to the table: it is worked on as a whole.
            if at_table := self.model.objects.cases_at_table_of(user):
                seen.append(Q(caseclaim__case__in=at_table))
        if holds(user, {Role.LEADER}):
            led = self.model.objects.filter(
                caseclaim__case__ownerships__leader__user=user.pk, caseclaim__case__ownerships__ended_on=None
            )
            seen.append(Q(pk__in=led.values("pk")))
        if holds(user, {Role.CITY}):
            escalated = self.model.objects.filter(
                area__in=user.area_ids, caseclaim__case__escalations__sent_on__isnull=False
            )
            seen.append(Q(pk__in=escalated.values("pk")))
        return self.filter(reduce(or_, seen)) if seen else self.none()

    def get_for(self, user, pk: int) -> "Claim":
        """The claim, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).with_parties().filter(pk=pk).first()
        if found is None:
            raise Http404("没有这件诉求，或者不属于您的工作范围。")
        return found

    def at_table_of(self, user) -> "ClaimQuerySet":
        """Live claims of the open sessions at which the liaison's unit has signed in and that are its unit's business:
        of an industry that goes to it, or suggested for it by the counter. None for other roles.

        One query looks for such sessions; mostly there is none, and nothing more is asked.
        依据：实施方案三“谁主管谁负责”，五（成员单位参加接访）。
        """
        if not (holds(user, {Role.LIAISON}) and user.unit_id):
            return self.none()
        open_now = ReceptionSession.objects.filter(status=ReceptionSession.Status.OPEN, attendances__unit=user.unit_id)
        sat_at = list(open_now.values_list("pk", flat=True))
        if not sat_at:
            return self.none()
        # The table of default units names a unit of one area; its namesakes are meant too, as everywhere.
        industries = Code.objects.filter(
            unit_routes__cause=None, unit_routes__is_supervision=False,
            unit_routes__unit__short_name=user.unit.short_name,
        ).values("pk")  # fmt: skip
        is_its_business = (
            Q(suggested_unit=user.unit_id)
            | Q(sector__in=industries)
            | Q(sector=None, project__sector__in=industries)
        )  # fmt: skip
        # `live()` by the day of merging: no index begins with it, so the few claims of the session are looked at first.
        return self.filter(is_its_business, session__in=sat_at, voided_at=None, merged_at=None)

    def cases_at_table_of(self, user) -> list[int]:
        """Keys of the cases those claims are on; as keys, since no planner guesses how few they are."""
        return list(self.at_table_of(user).filter(caseclaim__isnull=False).values_list("caseclaim__case", flat=True))

    def live(self) -> "ClaimQuerySet":
        """Claims that count: neither void nor merged as a duplicate."""
        return self.filter(voided_at=None, merged_into=None)

    def with_parties(self) -> "ClaimQuerySet":
        """Everything a row or page shows of a claim, in the same query."""
        return self.select_related(
            "area",
            "session",
            "channel",
            "petitioner",
            "project__general_contractor",
            "sector",
            "employer",
            "general_contractor",
            "developer",
            "cause",
            "suggested_unit",
            "registered_by",
        )


class Claim(models.Model):
    """诉求, counted in 件. Its month is its session's; numbers and amounts are what was declared (登记)."""

    class Origin(models.TextChoices):
        COUNTER = "counter", "窗口登记"
        HISTORY = "history", "历史导入"

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    number = models.CharField("登记编号", max_length=24, unique=True)
    original_number = models.CharField("原编号", max_length=60, blank=True)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.COUNTER)
    submission = models.UUIDField("提交标识", default=uuid.uuid4, unique=True, editable=False)
    row_key = models.CharField("导入行标识", max_length=64, blank=True, editable=False)

    # Without an index of its own: `claim_by_session` begins with it.
    session = models.ForeignKey(
        ReceptionSession, models.PROTECT, null=True, blank=True, related_name="claims", db_index=False,
        verbose_name="接访场次",
    )  # fmt: skip
    channel = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name="渠道")
    nature = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="性质")
    received_on = models.DateField("接访日期")
    petitioner = models.OneToOneField(Petitioner, models.PROTECT, verbose_name="来访人")

    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, verbose_name="工程项目或工作地点")
    sector = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行业领域")
    employer = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name="欠薪方"
    )
    general_contractor = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="总包单位"
    )
    developer = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建设单位"
    )

    workers_count = models.PositiveIntegerField("涉及人数")
    people_present = models.PositiveSmallIntegerField("同行人数", null=True, blank=True, help_text="到场的人数，含本人")
    amount_yuan = models.DecimalField(
        "欠薪金额（元）", max_digits=14, decimal_places=2, null=True, blank=True, help_text="空为不详"
    )
    owed_from = models.CharField("欠薪起", max_length=10, blank=True, help_text="2020-11 或 2020-11-05")
    owed_until = models.CharField("欠薪止", max_length=10, blank=True)
    cause = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="欠薪原因")
    job_type = models.CharField("工种", max_length=40, blank=True)
    demand = models.TextField("诉求", blank=True)
    is_wages = models.BooleanField("是否欠薪", default=True)
    not_wages_kind = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="不属欠薪的种类"
    )
    not_wages_reason = models.CharField("不属欠薪的理由", max_length=200, blank=True)
    is_low_income = models.BooleanField("低收入农村劳动力", default=False)
    is_group = models.BooleanField("集体访", default=False)
    is_secret = models.BooleanField("要求保密", default=False)
    suggested_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议责任单位"
    )
    has_contract = models.BooleanField("签订劳动合同", null=True, blank=True)
    complained_before = models.CharField("曾向其他部门反映", max_length=200, blank=True)
    evidence_list = models.CharField("证据清单", max_length=300, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    # What the receipt bears and `/progress/` asks for; made when the claim is registered or its first receipt printed.
    receipt_code = EncryptedField("查询码", blank=True)
    receipt_code_index = BlindIndexField(source="receipt_code")

    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接访人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="判重并入"
    )
    merged_at = models.DateTimeField("判重时间", null=True, blank=True)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "诉求"
        verbose_name_plural = "诉求"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area", "received_on"], name="claim_by_day"),
            # Without the area: for cases, which are scoped by their own.
            models.Index(fields=["received_on"], name="claim_by_received_on"),
            # For the hint at intake: claims against the same debtor on the same project.
            models.Index(fields=["project", "employer"], name="claim_by_matter"),
            models.Index(fields=["row_key"], name="claim_by_row_key"),
            # With the area, or SQLite counts the claims of each session by going through those of the whole area.
            models.Index(fields=["session", "area"], name="claim_by_session"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(workers_count__gte=1), name="claim_has_workers"),
            models.CheckConstraint(
                condition=Q(amount_yuan=None) | Q(amount_yuan__gte=0), name="claim_amount_not_negative"
            ),
            signed("claim_void_is_signed", "voided_at", "voided_by", texts=["void_reason"]),
            signed("claim_merge_is_signed", "merged_into", "merged_at", "merged_by"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (~Q(merged_into=F("pk")) & Q(voided_at=None)),
                name="claim_merged_elsewhere_and_not_void",
            ),
            models.UniqueConstraint(
                fields=["receipt_code_index"], condition=~Q(receipt_code_index=""), name="receipt_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.voided_at is None and self.merged_into_id is None


class Correction(models.Model):
    """更正登记: one row per correction, with the counted values as they stood *before* it (for `--as-of`).

    `former_names`: people whom the claim named until then and names no more, one a line; what was written before it may
    still name them.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="corrections", verbose_name="诉求")
    at = models.DateTimeField("更正时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="更正人")
    reason = models.CharField("原因", max_length=200, blank=True)
    changed = models.JSONField("更正的栏目", default=list)
    session = models.ForeignKey(ReceptionSession, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField()
    workers_count = models.PositiveIntegerField()
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_wages = models.BooleanField()
    former_names = EncryptedField("更正前的姓名", blank=True, editable=False)

    class Meta:
        verbose_name = "更正"
        verbose_name_plural = "更正"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.at:%Y-%m-%d}"


class Visit(models.Model):
    """再次来访: the same complaint brought again; 件 does not grow."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="visits", verbose_name="诉求")
    session = models.ForeignKey(
        ReceptionSession, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="接访场次"
    )
    duplicate = models.OneToOneField(
        Claim, models.PROTECT, null=True, blank=True, related_name="as_visit", verbose_name="被判重的诉求"
    )
    visited_on = models.DateField("来访日期")
    people_present = models.PositiveSmallIntegerField("到场人数", null=True, blank=True)
    note = models.CharField("新情况", max_length=300, blank=True)
    submission = models.UUIDField("提交标识", null=True, blank=True, unique=True, editable=False)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "再次来访"
        verbose_name_plural = "再次来访"
        ordering = ["visited_on", "id"]

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d}"
