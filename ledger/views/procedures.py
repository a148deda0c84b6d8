"""The slip that tells a petitioner where to turn, on paper; each time it is printed is on the trail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ledger.actions.prints import print_slip
from ledger.models import Case
from ledger.selectors.case_sheet import Roll, case_sheet
from ledger.selectors.slips import slips
from office.selectors import parameter


@require_GET
def procedure_slip(request: HttpRequest, pk: int, procedure: int) -> HttpResponse:
    """引导仲裁告知单, one A5 leaf for each claim it is about, since each is handed to one petitioner: it names nobody else.

    Names as this account may read them; foreign, absent and without a slip are all 404.
    """
    case, today = Case.objects.get_for(request.user, pk), timezone.localdate()
    row = case.procedures.select_related("kind", "claim").filter(pk=procedure).first()
    if row is None or not row.kind.slip_items:
        raise Http404("没有这张告知单，或者不属于您的工作范围。")
    sheet = case_sheet(case, user=request.user, today=today, roll=Roll.NONE)
    print_slip(procedure=row, case=case, by=request.user)
    context = {
        "title": f"{row.kind}告知单 {case.number}",
        "case": case,
        "sheet": sheet,
        "row": row,
        "slips": slips(row, sheet),
        "telephone": parameter("office_phone", ""),
        "issued_on": today,
    }
    return render(request, "ledger/procedure_slip.html", context)
