"""保函 of a project: registered with its expiry, ended when it is released.

依据：工程建设领域农民工工资保证金规定（保函可以替代现金；到期前提醒，解除须登记）。
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ledger.actions.funds import amount_faults, day_faults, require_area
from ledger.actions.guard import event_day
from ledger.day_bounds import late_faults
from ledger.models import Guarantee
from office import trail
from office.models import Area, StoredFile, User
from office.refusals import refuse_if
from reception.models import Company, Project

LONGEST_BANK, LONGEST_NUMBER, LONGEST_NOTE = 80, 60, 200


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands on the paper."""

    project: Project
    company: Company
    bank: str
    number: str
    amount_yuan: Decimal
    issued_on: date
    expires_on: date
    note: str = ""


@transaction.atomic
def register_guarantee(
    *, area: Area, by: User, letter: Letter, file: StoredFile | None = None, now: datetime | None = None
) -> Guarantee:
    """登记保函. A prolonged one is registered anew and the old one ended.

    Raises:
        Refused: no bank or number, known already, project or company of another area, expiry before issue.
    """
    require_area(by, "register_guarantee", area.pk)
    now = now or timezone.now()
    # The area's row keeps the same paper, entered twice at once, waiting until the first is there to be seen.
    Area.objects.select_for_update().get(pk=area.pk)
    bank, number = " ".join(letter.bank.split()), "".join(letter.number.split())
    problems = [*_faults(letter, bank, number, area), *day_faults(letter.issued_on, now)]
    if Guarantee.objects.filter(area=area, bank=bank, number=number).exists():
        problems.append(f"{bank}编号 {number} 的保函已经登记过。")
    refuse_if(problems)
    guarantee = Guarantee.objects.create(
        area=area, project=letter.project, company=letter.company, bank=bank, number=number,
        amount_yuan=letter.amount_yuan, issued_on=letter.issued_on, expires_on=letter.expires_on,
        note=letter.note.strip(), file=file, at=now, by=by,
    )  # fmt: skip
    trail.record(
        "register_guarantee", by=by, obj=guarantee, now=now, number=number, amount_yuan=letter.amount_yuan,
        ends_on=letter.expires_on,
    )  # fmt: skip
    return guarantee


@transaction.atomic
def end_guarantee(
    *, guarantee: Guarantee, by: User, on: date | None = None, note: str = "", now: datetime | None = None
) -> Guarantee:
    """解除保函: released, called or replaced; it is no longer watched.

    Raises:
        Refused: ended before, a day before its issue or to come.
    """
    require_area(by, "end_guarantee", guarantee.area_id)
    guarantee.refresh_from_db(from_queryset=Guarantee.objects.select_for_update())
    now = now or timezone.now()
    day = event_day(on, now)
    text = "；".join(part for part in (guarantee.note, note.strip()) if part)
    problems = day_faults(day, now)
    if guarantee.ended_on:
        problems.append(f"这份保函已于 {guarantee.ended_on} 解除。")
    if day < guarantee.issued_on:
        problems.append(f"解除日期 {day} 早于出具日期 {guarantee.issued_on}。")
    if len(text) > LONGEST_NOTE:
        problems.append(f"说明连同登记时的说明最多 {LONGEST_NOTE} 个字。")
    refuse_if(problems)
    guarantee.ended_on, guarantee.note = day, text
    guarantee.save(update_fields=["ended_on", "note"])
    trail.record("end_guarantee", by=by, obj=guarantee, now=now, number=guarantee.number, on=day)
    return guarantee


def _faults(letter: Letter, bank: str, number: str, area: Area) -> list[str]:
    problems = amount_faults(letter.amount_yuan)
    if not 0 < len(bank) <= LONGEST_BANK:
        problems.append(f"请填写出具银行，最多 {LONGEST_BANK} 个字。")
    if not 0 < len(number) <= LONGEST_NUMBER:
        problems.append(f"请填写保函编号，最多 {LONGEST_NUMBER} 个字。")
    if letter.expires_on < letter.issued_on:
        problems.append(f"到期日 {letter.expires_on} 早于出具日期 {letter.issued_on}。")
    problems += late_faults("到期日", letter.expires_on)
    if letter.project.area_id != area.pk or letter.company.area_id != area.pk:
        problems.append(f"工程项目和交存单位须属于{area}。")
    if len(letter.note.strip()) > LONGEST_NOTE:
        problems.append(f"说明最多 {LONGEST_NOTE} 个字。")
    return problems
