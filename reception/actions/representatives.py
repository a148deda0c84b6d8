"""推选的代表 of a claim, beside the petitioner, who is the first of them.

依据：《信访工作条例》第二十条：多人采用走访形式提出共同的信访事项的，应当推选代表，代表人数不得超过五人。
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reception.actions.claim_data import ClaimData, RepresentativeData
from reception.identity import mask_phone, normalise_phone
from reception.models import Claim, Representative
from reception.names import tidy_person

FIRST_OF_THE_OTHERS = 2
GROUP_FROM = 6
ERASE = "无"
TOO_MANY = (
    "代表最多 5 人（来访人是第一名）：依据《信访工作条例》第二十条，代表人数不得超过五人，请由来访群众推选后再填。"
)


def tidy_representatives(data: ClaimData) -> tuple[RepresentativeData, ...]:
    """The others in the spelling that is stored; the petitioner entered once more is left out."""
    tidy = (
        RepresentativeData(name=tidy_person(row.name), phone=normalise_phone(row.phone)) for row in data.representatives
    )
    own = (tidy_person(data.petitioner.name), normalise_phone(data.petitioner.phone))
    return tuple(row for row in tidy if row.name != own[0] or row.phone not in ("", own[1]))


def representative_faults(data: ClaimData) -> Iterator[str]:
    """依据：《信访工作条例》第二十条."""
    others = data.representatives
    if len(others) >= Representative.MOST:
        yield TOO_MANY
    if others and not data.is_group and data.workers_count < GROUP_FROM:
        yield "涉及人数不超过 5 人、又没有勾选集体访的，不登记代表：请勾选集体访，或把代表清空。"
    for number, row in enumerate(others, start=FIRST_OF_THE_OTHERS):
        if not row.name:
            yield f"第 {number} 名代表缺姓名。"
    if data.people_present is not None and data.people_present < len(others) + 1:
        yield f"同行人数填的是 {data.people_present} 人，来访人和代表共 {len(others) + 1} 人：请核对。"


def write_representatives(claim: Claim, rows: Sequence[RepresentativeData]) -> None:
    """Stores the others in their order, in place of those that were there."""
    claim.representatives.all().delete()
    Representative.objects.bulk_create(
        Representative(claim=claim, position=position, name=row.name, phone=row.phone)
        for position, row in enumerate(rows, start=FIRST_OF_THE_OTHERS)
    )


def rewrite_representatives(claim: Claim, rows: Sequence[RepresentativeData]) -> bool:
    """Makes the stored ones equal to those given; True if anything changed."""
    if stored_representatives(claim) == tuple(rows):
        return False
    write_representatives(claim, rows)
    return True


def stored_representatives(claim: Claim) -> tuple[RepresentativeData, ...]:
    return tuple(RepresentativeData(name=row.name, phone=row.phone) for row in claim.representatives.all())


def unmasked_representatives(
    rows: Sequence[RepresentativeData], stored: Sequence[RepresentativeData], problems: list[str]
) -> tuple[RepresentativeData, ...]:
    """The phones as they were where they come back masked or empty; 无 empties one. What is no mask is a problem."""
    free = list(stored)
    found = []
    for number, row in enumerate(rows, start=FIRST_OF_THE_OTHERS):
        old = next((other for other in free if other.name == row.name), None) or next(
            (other for other in free if "*" in row.phone and mask_phone(other.phone) == row.phone), None
        )
        if old:
            free.remove(old)
        before = old.phone if old else ""
        if row.phone.strip() in ("", mask_phone(before)):
            row = replace(row, phone=before)
        elif row.phone.strip() == ERASE:
            row = replace(row, phone="")
        elif "*" in row.phone:
            problems.append(f"第 {number} 名代表的手机含有星号：请保持原样，或填写完整的内容。")
        found.append(row)
    return tuple(found)
