"""告知被反映方: that somebody who complained was named to the debtor, on purpose and for a reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from office.constraints import signed
from reception.models import Claim, Company


class Disclosure(models.Model):
    """Who was told what of the petitioner, what for and by which right; of a secret claim only with consent."""

    class Shown(models.TextChoices):
        NAME = "name", "姓名"
        ID_NUMBER = "id_number", "身份证号"
        PHONE = "phone", "手机"
        ADDRESS = "address", "住址"
        ACCOUNT = "account", "银行账号"
        ROLL = "roll", "花名册"
        DEMAND = "demand", "诉求内容"

    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures", verbose_name="案件")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="disclosures", verbose_name="诉求")
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被反映单位"
    )
    recipient = models.CharField("接收人", max_length=60)
    shown = models.JSONField("告知了什么")
    purpose = models.CharField("用途", max_length=300)
    ground = models.CharField("依据", max_length=200)
    on = models.DateField("日期")
    is_secret = models.BooleanField("当时要求保密", default=False)
    consent_on = models.DateField("反映人同意日期", null=True, blank=True)
    consent_how = models.CharField("怎样同意", max_length=200, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "告知被反映方"
        verbose_name_plural = "告知被反映方"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(consent_on__isnull=False), name="secret_disclosure_has_consent"
            ),
            signed("disclosure_consent_is_whole", "consent_on", texts=["consent_how"]),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.on:%Y-%m-%d}"

    @property
    def shown_words(self) -> str:
        """姓名、手机, in the order of the form."""
        return "、".join(choice.label for choice in self.Shown if choice in self.shown)
