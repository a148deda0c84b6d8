"""One counter in a process of its own: takes N claims as fast as it can, numbered properly or naively.

Called as `python -m tests.faults.intake_process VARIANT COUNT`: says "ready", waits for a line, takes the claims and
prints how many were stored.
"""

import os
import sys
from datetime import date
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import IntegrityError, transaction  # noqa: E402
from django.db.models import Max  # noqa: E402
from django.utils import timezone  # noqa: E402

from ledger.actions.cases import open_case  # noqa: E402
from office.models import Area, Code, User  # noqa: E402
from reception.actions.claims import ClaimData, PersonData, register_claim  # noqa: E402
from reception.models import Claim, Petitioner  # noqa: E402

RECEIVED_ON = date(2021, 4, 20)


def take_properly(area: Area, by: User, channel: Code) -> None:
    data = ClaimData(
        petitioner=PersonData(name="测试人甲"),
        workers_count=1,
        amount_yuan=Decimal("100.00"),
        received_on=RECEIVED_ON,
        channel=channel,
        project_name="编号测试工程",
        employer_name="编号测试劳务公司",
        owed_from="2021-01",
        demand="支付工资",
    )
    register_claim(area=area, by=by, data=data, on_registered=open_case)


def take_naively(area: Area, by: User, channel: Code) -> None:
    """The mistake the counter rows exist for: the largest number in the table, plus one."""
    largest = Claim.objects.aggregate(largest=Max("number"))["largest"] or "J530902-2021-0000"
    number = f"J530902-2021-{int(largest[-4:]) + 1:04d}"
    with transaction.atomic():
        Claim.objects.create(
            area=area,
            number=number,
            channel=channel,
            received_on=RECEIVED_ON,
            petitioner=Petitioner.objects.create(name="测试人乙"),
            workers_count=1,
            registered_at=timezone.now(),
            registered_by=by,
        )


def main(variant: str, count: int) -> None:
    take = {"counter": take_properly, "naive": take_naively}[variant]
    area = Area.objects.get(code="530902")
    by = User.objects.get(username="clerk")
    channel = Code.objects.get(kind=Code.Kind.CHANNEL, key="daily")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    stored = 0
    for _ in range(count):
        try:
            take(area, by, channel)
            stored += 1
        except IntegrityError:
            continue
    sys.stdout.write(f"{stored}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
