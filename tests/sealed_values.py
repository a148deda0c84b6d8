"""Something in every place where values are kept sealed, and what they say when opened again."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from ledger.workbook.kind import HISTORY
from office import keyring
from office.actions.job_runner import run
from office.actions.jobs import start_import
from office.files import open_bytes, store
from office.imports.parts import unseal
from office.models import Job, JobPart, StoredFile, User
from office.stale import sealed_columns
from reception.actions.claim_data import PersonData
from reception.actions.claims import correct_claim, data_of
from reception.actions.drafts import save_draft
from reception.models import Petitioner, Worker
from tests import factories
from tests.identity_numbers import make_id
from tests.workbooks import a_claim, history_workbook

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def own_keys(chosen: Any, folder: Path) -> None:
    """Keys and files of a test's own: the keys of the run, copied as the first generation."""
    shutil.copytree(chosen.KEYS_DIR, folder / "keys")
    chosen.VAR_DIR, chosen.KEYS_DIR, chosen.FILES_DIR = folder, folder / "keys", folder / "files"
    look_again()


def look_again() -> None:
    """Sees at once what another process did to the keys."""
    for name in keyring.KINDS:
        keyring.keys_afresh(name)


def fill(clerk: User, head: User, *, people: int = 6) -> None:
    """Claims whose petitioners stand on each other's rolls, a draft, files, an import that waits for its yes."""
    for number in range(people):
        person = PersonData(
            name="岩甲",
            id_number=make_id(sequence=number + 1),
            phone=f"1390883{number:04d}",
            address=f"凤翔街道{number}号",
        )
        roll = [
            factories.worker_data(
                id_number=make_id(sequence=(number + step) % people + 1), account=f"6222{number:012d}"
            )
            for step in (1, 2)
        ]
        claim = factories.claim(
            clerk, petitioner=replace(person, name="岩误"), workers=roll, workers_count=2, amount_yuan=Decimal("200.00")
        )
    correct_claim(claim=claim, by=clerk, data=replace(data_of(claim), petitioner=person))
    fields = {"name": ["张三"], "id_number": [make_id()]}
    save_draft(submission=uuid4(), area=clerk.area, by=clerk, fields=fields, revision=1)
    with transaction.atomic():
        for number in range(3):
            store(name=f"{number}.pdf", data=PDF, by=clerk)
    book = history_workbook(claims=[a_claim(姓名=f"第{number}人") for number in range(3)])
    job = start_import(kind=HISTORY, area=head.area, by=head, name="台账.xlsx", data=book).job
    run(job, clock=timezone.now)


def opened() -> dict[str, Any]:
    """Every sealed value in clear, by where it stands."""
    values: dict[str, Any] = {
        f"{column.model.__name__}.{column.field.name}": dict(
            column.model._base_manager.order_by("pk").values_list("pk", column.field.name)
        )
        for column in sealed_columns()
    }
    for job in Job.objects.all():
        kept = JobPart.objects.filter(job=job).values_list("name", flat=True)
        values |= {f"{job.pk}.{name}": unseal(job, name) for name in kept}
    return values | {f"file {stored.pk}": open_bytes(stored) for stored in StoredFile.objects.all()}


def found_by_number() -> dict[str, list[int]]:
    """Who is found by each ID number, on claims and on rolls; and what rows of both stand under one index."""
    numbers = sorted(set(Petitioner.objects.values_list("id_number", flat=True)) - {""})
    found = {
        number: [Petitioner.objects.filter(id_number=number).count(), Worker.objects.filter(id_number=number).count()]
        for number in numbers
    }
    stored = Petitioner.objects.exclude(id_number="").values_list("pk", "id_number_index")
    same = {str(pk): [Worker.objects.filter(id_number_index=index).count()] for pk, index in stored}
    return found | same
