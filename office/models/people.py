"""Areas, member units and accounts."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from office.roles import Role, holds, may_stand_in

IDENTITY_TAKEN = "这个统一身份标识已属于另一个账号：一个标识只能对应一个账号。"


class Area(models.Model):
    """行政区划, by its GB/T 2260 code."""

    code = models.CharField("区划代码", max_length=6, unique=True)
    name = models.CharField("全称", max_length=50)
    short_name = models.CharField("简称", max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    reporter = models.CharField("填报单位", max_length=100, blank=True)

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name

    def with_children(self) -> list["Area"]:
        """The area itself and everything below it (a province has few hundred; three queries at most)."""
        found, layer = [self], [self]
        while layer:
            layer = list(Area.objects.filter(parent__in=layer))
            found += layer
        return found


class Unit(models.Model):
    """成员单位."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="units", verbose_name="行政区划")
    short_name = models.CharField("简称", max_length=20)
    name = models.CharField("全称", max_length=80)
    is_regulator = models.BooleanField("行业主管部门", default=False)
    is_attending = models.BooleanField("参加联合接访", default=False)
    is_lead = models.BooleanField("牵头单位", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "成员单位"
        verbose_name_plural = "成员单位"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "short_name"], name="unit_short_name_once_per_area"),
            models.UniqueConstraint(fields=["area", "name"], name="unit_name_once_per_area"),
        ]

    def __str__(self) -> str:
        return self.short_name


class UserManager(DjangoUserManager["User"]):
    """Accounts come with their roles and, as of today in Beijing, with the deputyship they hold: asking costs no query.

    The clock is read here, when an account is read: a page asks for its account once, so a deputyship begins and ends
    at the first click of a day.
    """

    def get_queryset(self) -> models.QuerySet["User"]:
        found = super().get_queryset().prefetch_related("roles")
        # A migration's own idea of an account may be older than deputies.
        if self.model is not User:
            return found
        held = Deputy.objects.held_by(OuterRef("pk"), area=OuterRef("area"))
        return found.annotate(  # type: ignore[no-redef]
            deputy_until=Subquery(held.values("ends_on")[:1]),
            has_lower_areas=Exists(Area.objects.filter(parent=OuterRef("area"))),
            is_of_lead_unit=Exists(Unit.objects.filter(pk=OuterRef("unit"), is_lead=True)),
        )


class User(AbstractUser):
    """An account: one person, several roles, at most one unit."""

    display_name = models.CharField("姓名", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="行政区划")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="单位")
    must_change_password = models.BooleanField("须修改初始密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间", null=True, editable=False)
    ends_on = models.DateField("最后一天", null=True, blank=True)
    # Null where there is none: the empty one would be everybody's.
    external_id = models.CharField(
        "统一身份标识", max_length=100, null=True, blank=True, unique=True, error_messages={"unique": IDENTITY_TAKEN}
    )
    large_type = models.BooleanField("大字", default=False)

    objects = UserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined,misc]
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """With another password, identity, unit or area, or other roles, what is signed in is signed out at the next click."""
        linked = [self.external_id] if self.external_id else []
        what_it_may = "|".join([*sorted(self.own_roles), str(self.unit_id), str(self.area_id), *linked])
        of_password = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return salted_hmac("office.sitting", of_password + what_it_may, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def own_roles(self) -> frozenset[Role]:
        """The roles given to the account itself."""
        return frozenset(Role(row.role) for row in self.roles.all())

    @cached_property
    def deputy_until(self) -> date | None:
        """Last day of the deputyship that runs today, None if there is none. The manager fills it in with the row."""
        return Deputy.objects.held_by(self.pk, area=self.area_id).values_list("ends_on", flat=True).first()

    @property
    def is_deputy(self) -> bool:
        """True if the account acts as head for another today, and could still be appointed as it is."""
        if self.deputy_until is None:
            return False
        return may_stand_in(self.own_roles, of_lead_unit=self.is_of_lead_unit)

    @cached_property
    def role_set(self) -> frozenset[Role]:
        """The roles the account acts in now: its own, and 主任 while it is a deputy."""
        return self.own_roles | {Role.HEAD} if self.is_deputy else self.own_roles

    @cached_property
    def has_lower_areas(self) -> bool:
        """True if the account's area is divided further; a county's is not. The manager fills it in with the row."""
        return Area.objects.filter(parent=self.area_id).exists() if self.area_id else False

    @cached_property
    def is_of_lead_unit(self) -> bool:
        """True if the account belongs to the leading unit. The manager fills it in with the row."""
        return self.unit is not None and self.unit.is_lead

    @cached_property
    def area_ids(self) -> list[int]:
        """Ids of the account's area and those below it; empty without an area. No query for a county."""
        found = layer = [self.area_id] if self.area_id else []
        while layer and self.has_lower_areas:
            layer = list(Area.objects.filter(parent__in=layer).values_list("pk", flat=True))
            found = found + layer
        return found

    @property
    def role_names(self) -> str:
        """主任（代理至6月3日） for a deputy."""
        return "、".join(self._role_name(role) for role in Role if role in self.role_set)

    def _role_name(self, role: Role) -> str:
        until = None if role in self.own_roles else self.deputy_until
        return f"{role.label}（代理至{until.month}月{until.day}日）" if until else str(role.label)


class UserRole(models.Model):
    """One role of one account."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name="账号")
    role = models.CharField("岗位", max_length=10, choices=Role.choices)

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_account")]

    def __str__(self) -> str:
        return self.get_role_display()


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def on_day(self, day: date) -> "DeputyQuerySet":
        """Deputyships that run on this day, first and last day included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def held_by(self, account: Any, *, area: Any) -> "DeputyQuerySet":
        """Deputyships that run today, for a head of the account's own area; the one that lasts longest first."""
        found = self.on_day(timezone.localdate()).filter(deputy=account, head__area=area)
        return found.order_by("-ends_on")

    def visible_to(self, user: User) -> "DeputyQuerySet":
        """A head: those of the own areas. The security officer: all, as of every account. Others: none."""
        if holds(user, {Role.SECADMIN}):
            return self
        return self.filter(head__area__in=user.area_ids) if holds(user, {Role.HEAD}) else self.none()


class Deputy(models.Model):
    """代理: for some days another account of the office acts as its head. Ended early by a nearer last day."""

    head = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="主任")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputyships", verbose_name="代理人")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    reason = models.CharField("事由", max_length=100)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = "代理"
        verbose_name_plural = "代理"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="deputy_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(head=models.F("deputy")), name="deputy_is_another_person"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} {self.starts_on:%Y-%m-%d}"
