"""One counter in a process of its own that takes the same person with the same matter as all the others, round by round.

Called as `python -m tests.faults.duplicate_process VARIANT ROUNDS`: says "ready", takes one claim for each line it is
sent and answers what became of it: "stored" or the numbers of the claims it was shown.
"""

import os
import sys
from datetime import date
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from ledger.actions.cases import open_case  # noqa: E402
from office.models import Area, Code, User  # noqa: E402
from reception.actions.claims import ClaimData, PersonData, register_claim  # noqa: E402
from reception.actions.duplicates import LikelyDuplicates  # noqa: E402
from reception.duplicates import Typed, claims_of_the_person  # noqa: E402
from tests.identity_numbers import make_id  # noqa: E402


def matter(round_number: int, channel: Code) -> ClaimData:
    return ClaimData(
        petitioner=PersonData(name="测试人甲", id_number=make_id(sequence=round_number)),
        workers_count=1,
        amount_yuan=Decimal("100.00"),
        received_on=date(2021, 4, 20),
        channel=channel,
        project_name=f"同时登记测试工程{round_number}",
        employer_name=f"同时登记测试劳务公司{round_number}",
        owed_from="2021-01",
        demand="支付工资",
    )


def take_under_the_lock(data: ClaimData, area: Area, by: User) -> str:
    try:
        register_claim(area=area, by=by, data=data, on_registered=open_case, seen_duplicates=[])
    except LikelyDuplicates as likely:
        return ",".join(row.claim.number for row in likely.similar)
    return "stored"


def take_after_looking(data: ClaimData, area: Area, by: User) -> str:
    """The mistake the lock exists for: who was here before is asked first, the claim is stored afterwards."""
    typed = Typed(name=data.petitioner.name, id_number=data.petitioner.id_number)
    likely = claims_of_the_person(typed, user=by, only_likely=True)
    if likely:
        return ",".join(row.claim.number for row in likely)
    register_claim(area=area, by=by, data=data, on_registered=open_case)
    return "stored"


def main(variant: str, rounds: int) -> None:
    take = {"locked": take_under_the_lock, "looking": take_after_looking}[variant]
    area = Area.objects.get(code="530902")
    by = User.objects.get(username="clerk")
    channel = Code.objects.get(kind=Code.Kind.CHANNEL, key="daily")
    _say("ready")
    for number in range(1, rounds + 1):
        sys.stdin.readline()
        _say(take(matter(number, channel), area, by))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
