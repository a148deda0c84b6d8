"""One export in a process of its own: `ours`, `identity` (with personal columns) or `plain`, which is what
django-import-export does with a `ModelResource` over the same cases and as many columns."""

import json
import resource
import sys
import time

import django

django.setup()

from import_export import fields, resources  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402

from benchmarks.data import HEAD  # noqa: E402
from ledger.actions.exports import export_cases  # noqa: E402
from ledger.models import Case  # noqa: E402
from ledger.selectors.case_export import COLUMNS, usual_columns  # noqa: E402
from office.models import User  # noqa: E402


class PlainResource(resources.ModelResource):
    """What a developer gets who lists the columns of a case and of its claim."""

    unit = fields.Field("responsible_unit__short_name", "责任单位")
    petitioner = fields.Field(column_name="反映人")
    project = fields.Field(column_name="工程项目")
    employer = fields.Field(column_name="用人单位")
    workers = fields.Field(column_name="涉及人数")
    amount = fields.Field(column_name="涉及金额（元）")

    class Meta:
        model = Case
        fields = (
            "number", "status", "officer_name", "due_on", "opened_on", "completed_on", "struck_off_on", "is_major",
            "assigned_on", "unit", "petitioner", "project", "employer", "workers", "amount",
        )  # fmt: skip

    def get_queryset(self):
        return Case.objects.select_related("responsible_unit")

    def dehydrate_petitioner(self, case):
        return _claim(case).petitioner.name

    def dehydrate_project(self, case):
        return getattr(_claim(case).project, "name", "")

    def dehydrate_employer(self, case):
        return getattr(_claim(case).employer, "name", "")

    def dehydrate_workers(self, case):
        return _claim(case).workers_count

    def dehydrate_amount(self, case):
        return _claim(case).amount_yuan


def _claim(case: Case):
    """Read once for a case, with what the columns show of it."""
    if not hasattr(case, "_claim"):
        parties = ("claim__petitioner", "claim__project", "claim__employer")
        case._claim = case.case_claims.select_related(*parties).first().claim
    return case._claim


def ours(*, identity: bool = False) -> int:
    columns = [*usual_columns(), *(key for key, column in COLUMNS.items() if identity and column.is_personal)]
    export = export_cases(
        cases=Case.objects.all(),
        order="",
        columns=columns,
        purpose="测量",
        conditions="",
        by=User.objects.get(username=HEAD),
    )
    for _piece in export.pieces:
        pass
    return export.rows


def plain() -> int:
    dataset = PlainResource().export()
    XLSX().export_data(dataset)
    return len(dataset)


def main() -> None:
    act = sys.argv[1]
    started, before = time.process_time(), _used_mb()
    rows = plain() if act == "plain" else ours(identity=act == "identity")
    cpu = time.process_time() - started
    used = _used_mb()
    print(json.dumps({"rows": rows, "cpu": cpu, "peak_mb": used, "grown_mb": used - before}))


def _used_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
