"""Addresses of importing: the kinds of tables, the upload of one, the page of one import."""

from office.roles import CASE_ROLES, Role
from office.urls_registry import route
from office.views.imports import (
    cancel,
    confirm,
    empty_template,
    headings,
    imports,
    job_page,
    job_state,
    once,
    refused_rows,
    upload,
)

app_name = "imports"
# Which kinds of tables a role may import is asked kind by kind.
IMPORTERS = (CASE_ROLES - {Role.LEADER}) | {Role.SYSADMIN, Role.SECADMIN}

urlpatterns = [
    route("", imports, name="list", roles=IMPORTERS),
    route("new/<slug:slug>/", upload, name="upload", roles=IMPORTERS),
    route("new/<slug:slug>/template/", empty_template, name="template", roles=IMPORTERS),
    route("new/<slug:slug>/headings/", headings, name="headings", roles=IMPORTERS),
    route("<uuid:token>/", job_page, name="job", roles=IMPORTERS),
    route("<uuid:token>/state/", job_state, name="state", roles=IMPORTERS),
    route("<uuid:token>/confirm/", confirm, name="confirm", roles=IMPORTERS),
    route("<uuid:token>/cancel/", cancel, name="cancel", roles=IMPORTERS),
    route("<uuid:token>/once/", once, name="once", roles=IMPORTERS),
    route("<uuid:token>/refused/", refused_rows, name="refused", roles=IMPORTERS),
]
