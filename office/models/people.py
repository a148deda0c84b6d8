"""Areas, member units and accounts."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models

from office.roles import Role


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
    """Accounts come with their roles, so that asking for a role costs no query."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().prefetch_related("roles")


class User(AbstractUser):
    """An account: one person, several roles, at most one unit."""

    display_name = models.CharField("姓名", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="行政区划")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="单位")
    must_change_password = models.BooleanField("须修改初始密码", default=False)
    large_type = models.BooleanField("大字", default=False)

    objects = UserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined,misc]
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def role_set(self) -> frozenset[Role]:
        """The roles the account holds now."""
        return frozenset(Role(row.role) for row in self.roles.all())

    @cached_property
    def area_ids(self) -> list[int]:
        """Ids of the account's area and those below it; empty without an area."""
        found = layer = [self.area_id] if self.area_id else []
        while layer:
            layer = list(Area.objects.filter(parent__in=layer).values_list("pk", flat=True))
            found = found + layer
        return found

    @property
    def role_names(self) -> str:
        return "、".join(role.label for role in Role if role in self.role_set)


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


class Deputy(models.Model):
    """代理: for some days another account of the office acts as its head. Ended early by a nearer last day."""

    head = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="主任")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputyships", verbose_name="代理人")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    reason = models.CharField("事由", max_length=100)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

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
