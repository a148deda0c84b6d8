"""One page per act: the form, and what is said when it is refused. Nothing typed is ever lost."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ledger.actions.guard import require_on
from ledger.forms.acts import ACT_FORMS
from ledger.forms.base import ActForm
from ledger.forms.payment_list import PaymentListForm
from ledger.forms.payments import RollForm
from ledger.models import Case, CaseClaim
from ledger.selectors.case_list import case_rows
from ledger.selectors.hidden_names import without_hidden_names
from office.refusals import Conflict, Refused
from reception.models import Claim

# Cases to be gathered, as a proposal names them.
_NUMBERS = re.compile(r"[A-Z0-9、-]{1,2000}")
# Where on the case the result of an act is seen, if not on its first page.
SEEN_ON = {
    "record_payment": "ledger:case_payments",
    "add_proof": "ledger:case_payments",
    "record_payment_list": "ledger:case_payments",
    "void_payment": "ledger:case_payments",
    "plan_instalments": "ledger:case_payments",
    "withdraw_instalments": "ledger:case_payments",
    "record_advance": "ledger:case_payments",
    "record_allowance": "ledger:case_payments",
    "record_recovery": "ledger:case_payments",
    "void_advance": "ledger:case_payments",
    "void_recovery": "ledger:case_payments",
    "verify_roll": "ledger:case_payments",
    "add_evidence": "ledger:case_papers",
    "add_contacts": "ledger:case_papers",
    "record_instruction": "ledger:case_papers",
    "note_progress": "ledger:case_progress",
    "follow_up": "ledger:case_progress",
    "pause_clock": "ledger:case_clocks",
    "resume_clock": "ledger:case_clocks",
    "start_statutory": "ledger:case_clocks",
    "close_statutory": "ledger:case_clocks",
    "extend_statutory": "ledger:case_clocks",
    "note_consultation": "ledger:case_progress",
    "disclose_identity": "ledger:case_history",
    "set_risk": "ledger:case_stability",
    "add_measure": "ledger:case_stability",
    "check_measure": "ledger:case_stability",
    "register_incident": "ledger:case_stability",
    "ask_extension": "ledger:case_oversight",
    "grant_extension": "ledger:case_oversight",
    "refuse_extension": "ledger:case_oversight",
    "extend": "ledger:case_oversight",
    "mark_major": "ledger:case_leader",
    "decide_police": "ledger:case_leader",
    "name_leader": "ledger:case_leader",
    "record_leader_visit": "ledger:case_leader",
    "open_procedure": "ledger:case_procedures",
    "note_procedure": "ledger:case_procedures",
    "close_procedure": "ledger:case_procedures",
    "exempt_procedure": "ledger:case_procedures",
    "correct_procedure": "ledger:case_procedures",
    "remind": "ledger:case_oversight",
    "supervise": "ledger:case_oversight",
    "reply_supervision": "ledger:case_oversight",
    "refuse_reopening": "ledger:case_oversight",
    "request_escalation": "ledger:case_escalation",
    "send_escalation": "ledger:case_escalation",
    "record_escalation_reply": "ledger:case_escalation",
    "conclude_escalation": "ledger:case_escalation",
}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The page of one act on one case; foreign and absent cases are both 404."""
    case = Case.objects.get_for(request.user, pk)
    form_class = ACT_FORMS.get(act)
    if form_class is None:
        raise Http404("没有这个办理页面。")
    require_on(case, request.user, form_class.act)
    if request.method == "POST":
        return _carry_out(request, case, act)
    if not form_class.offered(case, request.user):
        raise Refused(form_class.refusal(case))
    asked = {
        name: request.GET[name]
        for name in ("claim", "payment", "kind", "procedure")
        if request.GET.get(name, "").isdecimal()
    }
    if _NUMBERS.fullmatch(request.GET.get("other", "")):
        asked["other"] = request.GET["other"]
    return _page(request, form_class(case=case, user=request.user, initial=asked))


@require_GET
def claim_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Sends from a claim to the act on its case, with the claim already chosen."""
    claim = Claim.objects.get_for(request.user, pk)
    link = get_object_or_404(CaseClaim, claim=claim)
    return redirect(f"{_address(link.case_id, act)}?claim={link.pk}")


def _carry_out(request: HttpRequest, case: Case, act: str) -> HttpResponse:
    form_class = ACT_FORMS[act]
    if "fill" in request.POST and issubclass(form_class, RollForm):
        return _page(request, _filled(request, case, form_class))
    form = form_class(request.POST, request.FILES, case=case, user=request.user)
    if isinstance(form, PaymentListForm) and "look" in request.POST:
        return _looked_at(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        message = form.save()
    except Refused as refusal:
        return _shown_again(request, form, refusal)
    messages.success(request, message)
    return redirect(SEEN_ON.get(act, "ledger:case"), pk=case.pk)


def _filled(request: HttpRequest, case: Case, form_class: type[RollForm]) -> RollForm:
    """The same form with every outstanding amount typed in; nothing is written."""
    fresh = form_class(case=case, user=request.user)
    typed = {name: value for name, value in request.POST.dict().items() if name in fresh.fields and value}
    return form_class(case=case, user=request.user, initial={**fresh.outstanding(), **typed})


def _looked_at(request: HttpRequest, form: PaymentListForm) -> HttpResponse:
    """The list line by line with its verdicts; nothing is written, and the page carries the list sealed."""
    if not form.offered(form.case, form.user):
        raise Refused(form.refusal(form.case))
    if not (lines := form.read()):
        return _page(request, form, status=422)
    return _page(request, form.looked_at(lines))


def _shown_again(request: HttpRequest, form: ActForm, refusal: Refused) -> HttpResponse:
    """The form as typed, with the refusal above it; after a conflict it stands on the case as it is now."""
    conflict = isinstance(refusal, Conflict)
    form.case.refresh_from_db()
    form.look_again()
    names = without_hidden_names(refusal.missing, form.case, form.user)
    return _page(request, form, status=409 if conflict else 422, refused=names, conflict=conflict)


def _page(
    request: HttpRequest, form: ActForm, *, status: int = 200, refused: list[str] | None = None, conflict: bool = False
) -> HttpResponse:
    context = {
        "title": f"{form.label} · {form.case.number}",
        "case": form.case,
        "row": case_rows([form.case], user=form.user, today=timezone.localdate())[0],
        "form": form,
        "refused": refused or [],
        "conflict": conflict,
        "closed": conflict and not form.offered(form.case, form.user),
        "lost_files": bool(request.FILES),
    }
    return render(request, form.page, context, status=status)


def _address(case_pk: int, act: str) -> str:
    return redirect("ledger:act", pk=case_pk, act=act).url
