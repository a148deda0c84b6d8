"""Composition root: which room answers which address, and what the counter sets off in the ledger."""

from django.contrib import admin
from django.urls import include, path

import reception.urls
from config import sign_in, single_sign_on, views
from ledger.actions.cases import check_correction, open_case
from ledger.actions.early_warning import watch_correction
from ledger.selectors.routes import units_by_sector
from ledger.views.public import progress
from office.roles import ACTS, CASE_ROLES, EVERYBODY
from office.urls_registry import route
from office.views.reviews import review, reviews

COUNTER = reception.urls.urlpatterns_with(
    on_registered=open_case,
    before_correction=check_correction,
    after_correction=watch_correction,
    units_by_sector=units_by_sector,
)

urlpatterns = [
    route("", views.home, name="home", roles=EVERYBODY),
    route("trend.svg", views.home_trend, name="home_trend", roles=ACTS["view_statistics"][1]),
    route("figures/<slug:key>/", views.home_figure, name="home_figure", roles=CASE_ROLES),
    route("accounts/login/", sign_in.SignIn.as_view(), name="login", anonymous=True),
    route("accounts/service/", single_sign_on.start, name="service_start", anonymous=True),
    route("accounts/service/return/", single_sign_on.come_back, name="service_return", anonymous=True),
    route("accounts/logout/", sign_in.SignOut.as_view(), name="logout", anonymous=True),
    route("accounts/password/", sign_in.OwnPassword.as_view(), name="password_change", roles=EVERYBODY),
    route("accounts/code/", sign_in.second_factor, name="second_factor", anonymous=True),
    route("accounts/second-factor/", sign_in.second_factor_setup, name="second_factor_setup", roles=EVERYBODY),
    route(
        "accounts/second-factor/picture.svg",
        sign_in.second_factor_picture,
        name="second_factor_picture",
        roles=EVERYBODY,
    ),
    route("accounts/review/", reviews, name="account_reviews", roles=ACTS["review_account"][1]),
    route("accounts/review/<int:pk>/", review, name="account_review", roles=ACTS["review_account"][1]),
    route("accounts/type/", views.large_type, name="large_type", roles=EVERYBODY),
    route("accounts/here/", views.here, name="here", roles=EVERYBODY),
    route("healthz", views.healthz, name="healthz", anonymous=True),
    route("favicon.ico", views.favicon, name="favicon", anonymous=True),
    route("progress/", progress, name="progress", public=True),
    path("notice/", include((reception.urls.PUBLIC_NOTICES, "notice"))),
    path("reception/", include((COUNTER, "reception"))),
    path("ledger/", include("ledger.urls")),
    path("reports/", include("reports.urls")),
    path("imports/", include("office.urls")),
    path("admin/", admin.site.urls),
]
