"""The sealed parts of a job: the file as uploaded, what is said of it, and the preview. Each opens only for the job and name it was sealed for."""

import json
from collections.abc import Iterator

from django.db import transaction

from office.crypto import Tampered, current_head, decrypt_bytes, encrypt_bytes
from office.imports.preview import Preview
from office.models import Job, JobPart

UPLOAD, NOTICES, PREVIEW, ONCE = "upload", "notices", "preview", "once"


def seal(job: Job, name: str, data: bytes) -> None:
    """Keeps the part, in place of an earlier one of that name."""
    sealed = encrypt_bytes(data, context=_context(job, name))
    JobPart.objects.update_or_create(job=job, name=name, defaults={"sealed": sealed})


def unseal(job: Job, name: str) -> bytes:
    """The part as it was sealed; raises `Tampered` if it is gone or changed."""
    part = JobPart.objects.filter(job=job, name=name).first()
    if part is None:
        raise Tampered
    return decrypt_bytes(bytes(part.sealed), context=_context(job, name))


def drop(job: Job, name: str) -> None:
    JobPart.objects.filter(job=job, name=name).delete()


def preview_of(job: Job) -> Preview | None:
    """What the last check found; None before the first, and after the job's parts are gone."""
    if not JobPart.objects.filter(job=job, name=PREVIEW).exists():
        return None
    return Preview.from_json(unseal(job, PREVIEW).decode())


def notices_of(job: Job) -> list[str]:
    """What the reader said of the file: hidden, merged, reckoned. None after the job's parts are gone."""
    is_kept = JobPart.objects.filter(job=job, name=NOTICES).exists()
    return json.loads(unseal(job, NOTICES)) if is_kept else []


def old_parts() -> Iterator[int]:
    """Ids of parts that are not sealed with today's key and profile."""
    today = current_head().encode()
    for pk in list(JobPart.objects.order_by("pk").values_list("pk", flat=True)):
        part = JobPart.objects.filter(pk=pk).first()
        if part and not bytes(part.sealed).startswith(today):
            yield pk


def seal_anew(pk: int) -> None:
    """The same content under today's key; raises `Tampered`. Nothing if the part is gone or was replaced meanwhile."""
    with transaction.atomic():
        part = JobPart.objects.select_for_update(of=("self",)).select_related("job").filter(pk=pk).first()
        if part is not None:
            context = _context(part.job, part.name)
            part.sealed = encrypt_bytes(decrypt_bytes(bytes(part.sealed), context=context), context=context)
            part.save(update_fields=["sealed"])


def is_kept(job: Job, name: str) -> bool:
    return JobPart.objects.filter(job=job, name=name).exists()


def _context(job: Job, name: str) -> str:
    return f"job:{job.token.hex}:{name}"
