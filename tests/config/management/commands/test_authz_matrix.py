import json
from io import StringIO

from django.core.management import call_command

from office.urls_registry import declared_urls


def test_authz_matrix_has_every_url() -> None:
    output = StringIO()
    call_command("authz_matrix", "--json", stdout=output)

    rows = json.loads(output.getvalue())["urls"]
    assert len(rows) == len(declared_urls())
    trail = next(row for row in rows if row["name"] == "admin:office_event_changelist")
    assert trail == {
        "route": "/admin/office/event/",
        "name": "admin:office_event_changelist",
        "declared": True,
        "anonymous": False,
        "roles": ["auditor"],
    }
