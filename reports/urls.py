"""Addresses of the monthly table and the statistics."""

from office.roles import ACTS
from office.urls_registry import route
from reports.views import monthly, statistics

app_name = "reports"
READERS = ACTS["view_table"][1]
STATISTICS_READERS = ACTS["view_statistics"][1]

urlpatterns = [
    route("monthly/", monthly.monthly_table, name="monthly_table", roles=READERS),
    route("monthly/xlsx/", monthly.monthly_table_xlsx, name="monthly_table_xlsx", roles=READERS),
    route("monthly/<slug:key>/", monthly.figure, name="figure", roles=READERS),
    route("statistics/", statistics.statistics, name="statistics", roles=STATISTICS_READERS),
    route("statistics/xlsx/", statistics.statistics_xlsx, name="statistics_xlsx", roles=STATISTICS_READERS),
    route("statistics/<slug:key>.svg", statistics.picture, name="statistics_picture", roles=STATISTICS_READERS),
]
