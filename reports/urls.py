"""Addresses of the monthly table, the statistics and the assessment."""

from office.roles import ACTS
from office.urls_registry import route
from reports.views import assessment, city, disclosure, frozen, groups, left_out, monthly, settings, statistics

app_name = "reports"
READERS = ACTS["view_table"][1]
STATISTICS_READERS = ACTS["view_statistics"][1]
ASSESSMENT_READERS = ACTS["view_assessment"][1]

CITY_READERS = ACTS["view_city_table"][1]
FROZEN_READERS = ACTS["view_frozen_table"][1]

urlpatterns = [
    route("monthly/", monthly.monthly_table, name="monthly_table", roles=READERS),
    route("monthly/xlsx/", monthly.monthly_table_xlsx, name="monthly_table_xlsx", roles=READERS),
    route("monthly/freeze/", frozen.freeze, name="freeze", roles=ACTS["freeze_table"][1]),
    route("city/", city.city, name="city", roles=CITY_READERS),
    route("city/freeze/", city.freeze, name="city_freeze", roles=ACTS["freeze_city_table"][1]),
    route("city/files/", city.upload, name="district_upload", roles=ACTS["take_district_file"][1]),
    route("city/files/<int:pk>/", city.district_file, name="district_file", roles=CITY_READERS),
    route("city/files/<int:pk>/accept/", city.accept, name="district_accept", roles=ACTS["accept_district_file"][1]),
    route("city/files/<int:pk>/xlsx/", city.download, name="district_xlsx", roles=CITY_READERS),
    route("groups/", groups.groups, name="groups", roles=READERS),
    route("groups/xlsx/", groups.groups_xlsx, name="groups_xlsx", roles=READERS),
    route("groups/<slug:key>/", groups.group, name="group", roles=READERS),
    route("tables/", frozen.tables, name="tables", roles=FROZEN_READERS),
    route("tables/<int:pk>/", frozen.frozen, name="frozen", roles=FROZEN_READERS),
    route("tables/<int:pk>/xlsx/", frozen.frozen_xlsx, name="frozen_xlsx", roles=FROZEN_READERS),
    route("tables/<int:pk>/changes/", frozen.frozen_diff, name="frozen_diff", roles=FROZEN_READERS),
    route("tables/<int:pk>/submit/", frozen.submit, name="submit", roles=ACTS["submit_table"][1] | CITY_READERS),
    route("tables/<int:pk>/receipt/", frozen.receipt, name="receipt", roles=ACTS["record_receipt"][1] | CITY_READERS),
    route("tables/<int:pk>/receipt/file/", frozen.receipt_file, name="receipt_file", roles=FROZEN_READERS),
    route("tables/<int:pk>/<int:row>/<slug:key>/", frozen.frozen_figure, name="frozen_figure", roles=FROZEN_READERS),
    route("settings/", settings.table_settings, name="table_settings", roles=READERS),
    route("settings/set/", settings.set_form, name="set_table_form", roles=ACTS["set_table_form"][1]),
    route("sessions/<int:pk>/leave-out/", left_out.leave_out, name="leave_out", roles=ACTS["leave_out_session"][1]),
    route("sessions/<int:pk>/take-in/", left_out.take_in, name="take_in", roles=ACTS["leave_out_session"][1]),
    route("monthly/<slug:key>/", monthly.figure, name="figure", roles=READERS),
    route("public/", disclosure.public_list, name="public_list", roles=ACTS["view_public_list"][1]),
    route("public/confirm/", disclosure.confirm, name="public_list_confirm", roles=ACTS["confirm_public_list"][1]),
    route("public/<int:pk>/xlsx/", disclosure.xlsx, name="public_list_xlsx", roles=ACTS["view_public_list"][1]),
    route("statistics/", statistics.statistics, name="statistics", roles=STATISTICS_READERS),
    route("statistics/xlsx/", statistics.statistics_xlsx, name="statistics_xlsx", roles=STATISTICS_READERS),
    route("statistics/<slug:key>.svg", statistics.picture, name="statistics_picture", roles=STATISTICS_READERS),
    route("assessment/", assessment.assessment, name="assessment", roles=ASSESSMENT_READERS),
    route("assessment/xlsx/", assessment.assessment_xlsx, name="assessment_xlsx", roles=ASSESSMENT_READERS),
    route("assessment/<slug:key>.svg", assessment.picture, name="assessment_picture", roles=ASSESSMENT_READERS),
]
