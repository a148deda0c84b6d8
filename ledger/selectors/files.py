"""Who may open a stored file: whoever sees the case it hangs on."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from ledger.models import Advance, Case, CaseClaim, Escalation, Guarantee, Recovery
from ledger.models.procedures import Procedure, ProcedureStep
from office.models import StoredFile, User
from reception.identity_access import hides_identity, knows_nobody


def visible_files(user: User) -> QuerySet[StoredFile]:
    """Files of payments, advances, evidence, progress notes and escalations of the cases this account sees."""
    cases = Case.objects.visible_to(user).values("pk")
    sent_up = Escalation.objects.filter(case__in=cases)
    return StoredFile.objects.filter(
        Q(pk__in=StoredFile.objects.filter(payment__case__in=cases).values("pk"))
        | Q(pk__in=StoredFile.objects.filter(evidence__case__in=cases).values("pk"))
        | Q(pk__in=StoredFile.objects.filter(progressnote__case__in=cases).values("pk"))
        | Q(pk__in=Procedure.objects.filter(case__in=cases).values("file"))
        | Q(pk__in=ProcedureStep.objects.filter(procedure__case__in=cases).values("file"))
        | Q(pk__in=Advance.objects.filter(case__in=cases).values("file"))
        | Q(pk__in=Recovery.objects.filter(advance__case__in=cases).values("file"))
        | Q(pk__in=Guarantee.objects.visible_to(user).values("file"))
        | Q(pk__in=sent_up.values("file"))
        | Q(pk__in=sent_up.values("reply_file"))
    )


def file_for(user: User, token: UUID) -> StoredFile:
    """The file, or `Http404` for foreign and absent alike."""
    found = visible_files(user).filter(token=token).first()
    if found is None:
        raise Http404("没有这个文件，或者不属于您的工作范围。")
    return found


def is_withheld(user: User, stored: StoredFile) -> bool:
    """True if the file was handed in outside the account's unit on a case whose petitioner it may not know."""
    if knows_nobody(user):
        return True
    if user.unit_id and stored.uploaded_by.unit_id == user.unit_id:
        return False
    sent_up = Q(case__escalations__file=stored) | Q(case__escalations__reply_file=stored)
    on_case = (
        sent_up
        | Q(case__payments__proof=stored)
        | Q(case__evidence__file=stored)
        | Q(case__progress_notes__file=stored)
        | Q(case__procedures__file=stored)
        | Q(case__procedures__steps__file=stored)
        | Q(case__advances__file=stored)
        | Q(case__advances__recoveries__file=stored)
    )
    debtors = ("claim__employer", "claim__general_contractor", "claim__project__general_contractor")
    links = CaseClaim.objects.filter(on_case).select_related(*debtors)
    return any(hides_identity(link.claim, user) for link in links)
