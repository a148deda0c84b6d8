"""What districts outside the system send to the city, and that it was accepted."""

from django.conf import settings
from django.db import models
from django.http import Http404

from office.models import Area, StoredFile, User
from office.roles import Role, holds


class DistrictFileQuerySet(models.QuerySet["DistrictFile"]):
    def visible_to(self, user: User) -> "DistrictFileQuerySet":
        """City, and the head of an area with others below it: what those sent. Others: none."""
        if not holds(user, {Role.CITY, Role.HEAD}):
            return self.none()
        return self.filter(area__parent__in=user.area_ids)

    def get_for(self, user: User, pk: int) -> "DistrictFile":
        """The workbook, or `Http404` for foreign and absent alike."""
        rows = self.visible_to(user).select_related("area__parent", "file", "uploaded_by", "acceptance__accepted_by")
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404("没有这份报表文件，或者不属于您的区划。")
        return found


class DistrictFile(models.Model):
    """上报文件: the form of a month as a district outside the system sent it, and what was read in it. Never changed.

    A later one of the same month replaces it once that one is accepted; the former stays. `reading` is
    `reports.form_told.Reading` as JSON.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="district_files", verbose_name="行政区划")
    month = models.CharField("月份", max_length=7)
    number = models.PositiveSmallIntegerField("第几份")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    reading = models.JSONField("读出的内容")
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")

    objects = DistrictFileQuerySet.as_manager()

    class Meta:
        verbose_name = "县区上报文件"
        verbose_name_plural = "县区上报文件"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area", "month", "number"], name="district_file_number_once")]

    def __str__(self) -> str:
        return f"{self.month} 第 {self.number} 份"


class Acceptance(models.Model):
    """收下: that what was read in a district's file was confirmed, and goes into the city's table."""

    file = models.OneToOneField(DistrictFile, models.PROTECT, related_name="acceptance", verbose_name="上报文件")
    accepted_at = models.DateTimeField("收下时间")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="收下人")

    class Meta:
        verbose_name = "收下上报文件"
        verbose_name_plural = "收下上报文件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.accepted_at:%Y-%m-%d}"
