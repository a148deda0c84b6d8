"""Codes that the office may edit, the working-day calendar, parameters and the data-set marker."""

from django.db import models


class Code(models.Model):
    """One entry of a code list. Rules ask for `key`, people read `label`; labels and order may be edited."""

    class Kind(models.TextChoices):
        SECTOR = "sector", "行业领域"
        CAUSE = "cause", "欠薪原因"
        CHANNEL = "channel", "渠道"
        NATURE = "nature", "性质"
        HANDLING = "handling", "办理方式"
        SOURCE = "source", "资金渠道"
        NOT_WAGES = "not_wages", "不属欠薪的种类"
        RISK = "risk", "风险"
        SATISFACTION = "satisfaction", "满意度"
        DOSSIER = "dossier", "提级案卷清单"
        PREPARATION = "preparation", "接访准备事项"
        EPIDEMIC = "epidemic", "防疫检查事项"
        NOTICE_PLACE = "notice_place", "公告渠道"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    key = models.SlugField("标识", max_length=30)
    label = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    advice = models.TextField(
        "告知内容", blank=True, help_text="印在告知单上：这类事情找谁、怎么办；只用于不属欠薪的种类"
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "代码"
        verbose_name_plural = "代码"
        ordering = ["kind", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="code_key_once"),
            models.UniqueConstraint(fields=["kind", "label"], name="code_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class SpecialDay(models.Model):
    """A day that differs from its week: a holiday on a weekday, or a make-up working day (调休) on a weekend."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)

    class Meta:
        verbose_name = "节假日和调休"
        verbose_name_plural = "节假日和调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class CalendarYear(models.Model):
    """A year whose holiday arrangement is known; dates in other years are provisional (暂定)."""

    year = models.PositiveSmallIntegerField("年份", unique=True)

    class Meta:
        verbose_name = "已公布节假日的年份"
        verbose_name_plural = "已公布节假日的年份"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Parameter(models.Model):
    """An editable number or text of the office, e.g. the usual deadline in working days."""

    key = models.SlugField("标识", max_length=40, unique=True)
    label = models.CharField("名称", max_length=60)
    value = models.CharField("值", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "参数"
        verbose_name_plural = "参数"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.label


class DataSet(models.Model):
    """One row that says what the data are, so that made-up and real people never mix."""

    class Kind(models.TextChoices):
        EMPTY = "empty", "空"
        DEMO = "demo", "演示"
        SYNTHETIC = "synthetic", "测试"
        REAL = "real", "真实"

    only = models.BooleanField(default=True, unique=True, editable=False)
    kind = models.CharField("数据性质", max_length=10, choices=Kind.choices, default=Kind.EMPTY)

    class Meta:
        verbose_name = "数据性质"
        verbose_name_plural = "数据性质"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="data_set_has_one_row")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Counter(models.Model):
    """The last number given in one series; read and moved only by `office.numbering`."""

    series = models.CharField("序列", max_length=10)
    area = models.ForeignKey("office.Area", models.PROTECT, verbose_name="行政区划")
    year = models.PositiveSmallIntegerField("年份")
    value = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"
        constraints = [models.UniqueConstraint(fields=["series", "area", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series}{self.area_id}-{self.year}: {self.value}"
