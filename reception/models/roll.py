"""The people a claim is about: the wage roll, and who speaks for a group."""

from django.db import models
from django.db.models import Q

from office.fields import BlindIndexField, EncryptedField
from reception.models.claims import Claim


class Worker(models.Model):
    """One row of the wage roll (工资花名册). A single petitioner is a roll of one."""

    # Without an index of its own: `worker_position_once` begins with it.
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="workers", db_index=False, verbose_name="诉求")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    id_number = EncryptedField("身份证号", blank=True)
    id_number_index = BlindIndexField(source="id_number", context="person.id_number")
    phone = EncryptedField("手机", blank=True)
    phone_index = BlindIndexField(source="phone", context="person.phone")
    job_type = models.CharField("工种", max_length=40, blank=True)
    worked_from = models.CharField("出勤起", max_length=10, blank=True)
    worked_until = models.CharField("出勤止", max_length=10, blank=True)
    owed_yuan = models.DecimalField("欠发（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    account = EncryptedField("银行账号", blank=True)

    class Meta:
        verbose_name = "花名册"
        verbose_name_plural = "花名册"
        ordering = ["position"]
        indexes = [models.Index(fields=["name", "claim"], name="worker_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="worker_position_once"),
            models.CheckConstraint(condition=Q(owed_yuan=None) | Q(owed_yuan__gte=0), name="worker_owed_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """推选的代表: one of at most five who speak for a group. The petitioner is the first of them.

    依据：《信访工作条例》第二十条，代表人数不得超过五人。
    """

    MOST = 5

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="representatives", verbose_name="诉求")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedField("手机", blank=True)
    phone_index = BlindIndexField(source="phone", context="person.phone")

    class Meta:
        verbose_name = "代表"
        verbose_name_plural = "代表"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="representative_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=5), name="representatives_at_most_five"),
        ]

    def __str__(self) -> str:
        return self.name
