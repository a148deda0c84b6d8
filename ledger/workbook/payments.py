"""支付清单 as a table that is imported onto a case: the lines are read, matched and recorded as by 登记支付清单.

What is asked beside the list there stands in the table here (资金渠道) or is added afterwards (凭证, by 补凭证).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ledger.actions.guard import require_on
from ledger.actions.payment_list import Slip, record_payment_list
from ledger.forms.base import WORK_STATES
from ledger.models import Case, Payment
from ledger.payment_list import Judged as JudgedLine
from ledger.payment_list import ListLine, Verdict
from ledger.payment_list_reading import AMOUNT, DAY, ENDINGS, MOST_LINES, NAME, SERIAL, line_of
from ledger.selectors.case_sheet import Roll, claim_blocks
from ledger.selectors.payment_list import hides_somebody, judged_lines
from ledger.workbook.lookups import Lookups, load_lookups
from ledger.workbook.payment_columns import PAYMENT_COLUMNS
from ledger.workbook.problems import problem
from office.imports.kinds import Kind, Target, Task
from office.imports.preview import Judged, Preview
from office.imports.single import preview_of_one, read_single, without_totals
from office.models import Code, User
from office.refusals import Conflict
from office.sheets.rows import Row, Sheet
from reception.identity import mask_name

ACT = "record_payment_list"
NOTE = "导入支付清单，凭证另补"
USUAL_SOURCE = "employer"
_CELLS = {
    NAME: ("name",), ENDINGS: ("id_ending", "account_ending"), AMOUNT: ("amount_yuan",), DAY: ("on",), SERIAL: ("serial",),
}  # fmt: skip
_SHOWN = ("name", "id_ending", "account_ending", "amount_yuan", "on", "serial", "source")


@dataclass(frozen=True)
class PaymentsPlan:
    """The lines to be recorded, by where the money came from, and the preview."""

    case: Case
    lines: Mapping[Code, list[ListLine]]
    preview: Preview


def target_of(user: User, pk: int) -> Target:
    """The case this account may record payments on; Http404 for foreign and absent, PermissionDenied in words."""
    case = Case.objects.get_for(user, pk)
    require_on(case, user, ACT)
    if case.status not in WORK_STATES:
        raise PermissionDenied(f"案件现在是“{case.get_status_display()}”，须在“办理中”时登记支付。")
    return Target(case.pk, f"案件 {case.number}", reverse("ledger:case_payments", args=[case.pk]), case.area)


def _check(task: Task) -> PaymentsPlan:
    case = Case.objects.get_for(task.by, task.object_id or 0)
    lookups = load_lookups(task.area)
    sheet = read_single(
        without_totals(task.sheets), PAYMENT_COLUMNS, lookups=lookups, say=problem, others=True, watch=task.watch
    )
    blocks = claim_blocks(case, user=task.by, roll=Roll.NAMES)
    lines = [line_of(row.number, _cells(row)) for row in sheet.rows if row.is_sound]
    judged = judged_lines(case, lines, blocks=blocks, today=timezone.localdate(task.now))
    _tell(sheet, judged, hidden=hides_somebody(blocks))
    new = [each for each in judged if each.transfer]
    facts = {each.line.number: [each.payee and each.payee.key, each.verdict.value, each.remark] for each in judged}
    shown = Judged(sheet, {each.line.number for each in new}, _SHOWN, facts)
    return PaymentsPlan(case, _by_source(sheet, new, lookups), preview_of_one(shown))


def _cells(row: Row) -> dict[str, list[object]]:
    return {part: [row[name] for name in names if row[name] not in (None, "")] for part, names in _CELLS.items()}


def _tell(sheet: Sheet, judged: list[JudgedLine], *, hidden: bool) -> None:
    """What is wrong with a line is an error, what to look at once more a warning; nobody is named in clear."""
    rows = {row.number: row for row in sheet.rows}
    for each in judged:
        words = each.remark.replace(each.line.name, mask_name(each.line.name)) if each.line.name else each.remark
        if each.verdict is Verdict.PROBLEM:
            sheet.error(rows[each.line.number], "name", words)
        elif words:
            sheet.warn(rows[each.line.number], "name", words)
    if hidden:
        sheet.warn_of_all("部分诉求的工人身份对本单位不显示，清单中的这些人不能核对，请联系治欠办登记。")
    if len(sheet.rows) > MOST_LINES:
        sheet.error_of_all(f"清单有 {len(sheet.rows)} 行，一次最多 {MOST_LINES} 行，请分几次登记。")


def _by_source(sheet: Sheet, new: list[JudgedLine], lookups: Lookups) -> dict[Code, list[ListLine]]:
    usual = lookups.code(Code.Kind.SOURCE, USUAL_SOURCE)
    sources = {row.number: row["source"] or usual for row in sheet.rows if row.is_sound}
    found: dict[Code, list[ListLine]] = defaultdict(list)
    for each in new:
        found[sources[each.line.number]].append(each.line)
    return found


def _write(plan: PaymentsPlan, task: Task) -> None:
    """A list for each source; what fits no longer was changed since the check, and nothing is written."""
    for source, lines in plan.lines.items():
        slip = Slip(source=source, proof_kind=Payment.ProofKind.NONE, note=NOTE)
        outcome = record_payment_list(case=plan.case, by=task.by, lines=lines, slip=slip, now=task.now)
        if outcome.count(Verdict.MATCHED) != len(lines):
            raise Conflict("核对期间案件的支付有变动，请重新核对。")


PAYMENTS = Kind(
    slug="payments",
    label="支付清单",
    act=ACT,
    intro="银行代发清单、支付凭证清单，每人一行，按姓名和后四位与本案花名册核对；有一行对不上就一行也不登记。",
    tables={"支付清单": PAYMENT_COLUMNS},
    lookups=load_lookups,
    check=_check,
    write=_write,
    seen_on="imports:list",
    seen_label="查看支付",
    target=target_of,
)
