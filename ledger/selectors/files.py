"""Who may open a stored file: whoever sees the case it hangs on."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from ledger.models import Advance, Case, Escalation, Guarantee, Recovery
from ledger.models.procedures import Procedure, ProcedureStep
from ledger.selectors.regrouped import claims_ever_near
from office.models import StoredFile, User
from reception.identity_access import hidden_from, knows_nobody


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
    """True if the file was not handed in for the account's unit and may tell of people whom the account may not know.

    As with names in texts, also of claims that have left the case, or a case whose papers came here.
    """
    if knows_nobody(user):
        return True
    hidden = hidden_from(user)
    if hidden is None or stored.is_from_unit_of(user):
        return False
    sent_up = Q(escalations__file=stored) | Q(escalations__reply_file=stored)
    cases = Case.objects.filter(
        sent_up
        | Q(payments__proof=stored)
        | Q(evidence__file=stored)
        | Q(progress_notes__file=stored)
        | Q(procedures__file=stored)
        | Q(procedures__steps__file=stored)
        | Q(advances__file=stored)
        | Q(advances__recoveries__file=stored)
    ).distinct()
    return any(claims_ever_near(case).filter(hidden).exists() for case in cases)
