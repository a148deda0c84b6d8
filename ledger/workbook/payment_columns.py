"""The columns of 支付清单, as a table that is imported onto a case.

依据：工资支付凭证清单（姓名、身份证号或账号后四位、实发金额、发放日期、流水号）。
"""

from typing import Any

from import_export.resources import Resource

from ledger.workbook.widgets import Coded
from office.models import Code
from office.sheets.columns import Column
from office.sheets.widgets import Cell


class AsRead(Cell):
    """The cell as it was read; what it means, `ledger.payment_list_reading` says for every way a list comes in."""

    empty = None

    def __init__(self, kind: str = "text") -> None:
        super().__init__()
        self.kind = kind

    def parse(self, value: Any, lookups: Any) -> Any:
        return value


class PaymentSheet(Resource):
    """支付清单."""

    name = Column("姓名", AsRead(), required=True, synonyms=("户名", "收款人", "工人姓名"), example="岩示例")
    id_ending = Column(
        "身份证号后四位", AsRead(), synonyms=("身份证号", "身份证后四位", "证件号后四位", "后四位"),
        note="身份证号和账号填一个就可以，全号也只用后四位。", example="1234",
    )  # fmt: skip
    account_ending = Column(
        "账号后四位", AsRead(), synonyms=("银行账号", "账号", "卡号", "卡号后四位", "银行卡号"), example="5678"
    )
    amount_yuan = Column(
        "实发金额（元）", AsRead("yuan"), required=True, synonyms=("实发金额", "实发", "金额", "金额（元）", "发放金额"),
        note="单位是元。", example="6000",
    )  # fmt: skip
    on = Column(
        "发放日期", AsRead("day"), required=True, synonyms=("日期", "支付日期", "交易日期", "发放时间"),
        note="写成 2021-05-10 的样子。", example="2021-05-10",
    )  # fmt: skip
    serial = Column("流水号", AsRead(), synonyms=("交易流水号", "银行流水号", "凭证号"), example="LS0001")
    source = Column(
        "资金渠道", Coded(Code.Kind.SOURCE), synonyms=("资金来源",), note="不填为“用人单位”。", example="用人单位"
    )


PAYMENT_COLUMNS: dict[str, Column] = PaymentSheet().fields
