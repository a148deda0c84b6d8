"""Composition root: which room answers which address, and what the counter sets off in the ledger."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
]
