"""社会公布清单 as the head confirmed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404

from office.models import Area, User
from office.roles import OFFICE_ROLES, holds


class PublicListQuerySet(models.QuerySet["PublicList"]):
    def visible_to(self, user: User) -> "PublicListQuerySet":
        """Clerk and head: their areas. Others: none."""
        return self.filter(area__in=user.area_ids) if holds(user, OFFICE_ROLES) else self.none()

    def get_for(self, user: User, pk: int) -> "PublicList":
        """The list, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).filter(pk=pk).select_related("area", "confirmed_by").first()
        if found is None:
            raise Http404("没有这份公布清单，或者不属于您的区划。")
        return found


class PublicList(models.Model):
    """社会公布清单: what the head confirmed for the public of one quarter. Never changed; a correction is a new version."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="public_lists", verbose_name="行政区划")
    quarter = models.CharField("季度", max_length=7)
    version = models.PositiveSmallIntegerField("版本")
    rows = models.JSONField("公布内容")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="确认人")

    objects = PublicListQuerySet.as_manager()

    class Meta:
        verbose_name = "社会公布清单"
        verbose_name_plural = "社会公布清单"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "quarter", "version"], name="public_list_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | (Q(version__gt=1) & ~Q(reason="")),
                name="public_list_correction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} 版本 {self.version}"
