"""Addresses of the monthly table."""

from office.roles import ACTS
from office.urls_registry import route
from reports import views

app_name = "reports"
READERS = ACTS["view_table"][1]

urlpatterns = [
    route("monthly/", views.monthly_table, name="monthly_table", roles=READERS),
    route("monthly/xlsx/", views.monthly_table_xlsx, name="monthly_table_xlsx", roles=READERS),
    route("monthly/<slug:key>/", views.figure, name="figure", roles=READERS),
]
