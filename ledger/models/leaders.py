"""重大案件 and 包案: who found a case major and why, and which leader answers for it, without a gap."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.models.cases import Case
from office.models import Area, Unit, User
from office.roles import CASE_ROLES, OFFICE_ROLES, Role, holds


class LeaderQuerySet(models.QuerySet["Leader"]):
    def visible_to(self, user: User) -> "LeaderQuerySet":
        """Those of the own areas; system administrators, who keep the list, see all. Others: none."""
        if holds(user, {Role.SYSADMIN}):
            return self
        return self.filter(area__in=user.area_ids) if holds(user, CASE_ROLES | OFFICE_ROLES) else self.none()


class Leader(models.Model):
    """包案领导: a government leader, or the head of a member unit. An account is optional: paper works too."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府领导"
        UNIT_HEAD = "unit_head", "成员单位负责人"

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    name = models.CharField("姓名", max_length=40)
    position = models.CharField("职务", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="leader", verbose_name="账号",
        help_text="可空：没有账号的，批示和下访由登记员或主任照纸质材料登记",
    )  # fmt: skip
    is_active = models.BooleanField("在任", default=True)

    objects = LeaderQuerySet.as_manager()

    class Meta:
        verbose_name = "包案领导"
        verbose_name_plural = "包案领导"
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name", "position"], name="leader_once_per_area"),
            models.CheckConstraint(
                condition=~Q(kind="unit_head") | Q(unit__isnull=False), name="leader_of_unit_names_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.position}）"


class MajorMark(models.Model):
    """重大案件的认定: a person's decision on what the rules suggested, with the reason. The newest one stands."""

    class Level(models.TextChoices):
        NONE = "none", "不作为重大案件"
        MAJOR = "major", "重大"
        VERY_MAJOR = "very_major", "特别重大"

    case = models.ForeignKey(Case, models.PROTECT, related_name="major_marks", verbose_name="案件")
    level = models.CharField("认定", max_length=10, choices=Level.choices)
    suggested = models.JSONField("规则提示", default=list, blank=True)
    reason = models.CharField("理由", max_length=300)
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="认定人")

    class Meta:
        verbose_name = "重大案件认定"
        verbose_name_plural = "重大案件认定"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.on:%Y-%m-%d}"


class Ownership(models.Model):
    """包案: one leader from a day on. A successor begins on the day the predecessor ends; nobody just leaves."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ownerships", verbose_name="案件")
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="ownerships", verbose_name="包案领导")
    starts_on = models.DateField("自")
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    ended_on = models.DateField("至", null=True, blank=True)
    ended_at = models.DateTimeField("结束登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "包案"
        verbose_name_plural = "包案"
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["leader", "case"], name="ownership_of_leader", condition=Q(ended_on=None))]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="ownership_one_at_a_time", condition=Q(ended_on=None)),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_at=None) | Q(ended_on__gte=F("starts_on"), ended_at__isnull=False),
                name="ownership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} {self.starts_on:%Y-%m-%d}"
