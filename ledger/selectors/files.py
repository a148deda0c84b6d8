"""Who may open a stored file: whoever sees the case it hangs on."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from ledger.models import Case
from office.models import StoredFile, User


def visible_files(user: User) -> QuerySet[StoredFile]:
    """Files of payments, evidence and progress notes of the cases this account sees."""
    cases = Case.objects.visible_to(user).values("pk")
    return StoredFile.objects.filter(
        Q(pk__in=StoredFile.objects.filter(payment__case__in=cases).values("pk"))
        | Q(pk__in=StoredFile.objects.filter(evidence__case__in=cases).values("pk"))
        | Q(pk__in=StoredFile.objects.filter(progressnote__case__in=cases).values("pk"))
    )


def file_for(user: User, token: UUID) -> StoredFile:
    """The file, or `Http404` for foreign and absent alike."""
    found = visible_files(user).filter(token=token).first()
    if found is None:
        raise Http404("没有这个文件，或者不属于您的工作范围。")
    return found
