"""The yardstick: the ledger as a plain `ModelAdmin` that a careful developer would write, with the same columns.

Related rows are joined or prefetched, so that it is measured at its best; what remains is what the stock list costs.
"""

from decimal import Decimal

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from ledger.admin.cases import PAGE_SIZE
from ledger.models import Case

CLAIMS = "case_claims__claim"


class PlainCaseAdmin(admin.ModelAdmin):
    list_display = (
        "number", "petitioner", "project", "responsible_unit", "officer_name", "workers", "amount", "due_on", "status",
    )  # fmt: skip
    list_filter = ("status", "responsible_unit", "is_major", f"{CLAIMS}__is_low_income", f"{CLAIMS}__received_on")
    list_select_related = ("responsible_unit",)
    list_per_page = PAGE_SIZE
    search_fields = ("number", f"{CLAIMS}__petitioner__name", f"{CLAIMS}__project__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        related = (f"{CLAIMS}__petitioner", f"{CLAIMS}__project")
        return super().get_queryset(request).prefetch_related(*related)

    def petitioner(self, case: Case) -> str:
        return "、".join(claim.petitioner.name for claim in self._claims(case)[:1])

    def project(self, case: Case) -> str:
        return "、".join(dict.fromkeys(claim.project.name for claim in self._claims(case) if claim.project))

    def workers(self, case: Case) -> int:
        return sum(claim.workers_count for claim in self._claims(case))

    def amount(self, case: Case) -> Decimal:
        return sum((claim.amount_yuan or Decimal(0) for claim in self._claims(case)), Decimal(0))

    def _claims(self, case: Case) -> list:
        return [row.claim for row in case.case_claims.all()]


site = admin.AdminSite(name="plain")
site.register(Case, PlainCaseAdmin)
urlpatterns = [path("plain/", site.urls)]
