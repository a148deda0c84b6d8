"""The one admin site and the frame around every page: titles, menu by role, declared roles of admin URLs."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.generic import RedirectView

from ledger.selectors.inbox import unread_count
from office.password_age import needs_new_password
from office.roles import CASE_READERS, CASE_ROLES, EVERYBODY, OFFICE_ROLES, Role, holds, may
from office.session_limits import BY_SERVICE
from office.urls_registry import guarded, route

MENU: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("工作台", "home", EVERYBODY),
    ("接访场次", "reception:sessions", CASE_ROLES - {Role.LEADER}),
    ("登记诉求", "reception:claim_create", OFFICE_ROLES),
    ("台账", "admin:ledger_case_changelist", CASE_READERS),
    ("资金", "ledger:funds", OFFICE_ROLES),
    ("稳控", "ledger:stability", OFFICE_ROLES),
    ("情况表", "reports:monthly_table", OFFICE_ROLES),
    ("全市情况表", "reports:city", frozenset({Role.CITY})),
    ("统计", "reports:statistics", OFFICE_ROLES),
    ("考核", "reports:assessment", OFFICE_ROLES),
    ("导入", "imports:list", OFFICE_ROLES | {Role.SYSADMIN, Role.SECADMIN}),
    ("基础资料", "admin:index", frozenset({Role.HEAD, Role.SYSADMIN, Role.SECADMIN})),
    ("审计", "admin:office_event_changelist", frozenset({Role.AUDITOR})),
)

# Signing in and the own password have pages of their own; the others answer questions about any model's rows.
NOT_SERVED = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}

INDEXES = {"index", "app_list"}


class OfficeAdminSite(AdminSite):
    """Roles decide, not Django's permissions; a model's URLs are declared by its `ScopedAdmin.roles`."""

    site_header = "临翔区 · 根治欠薪联合接访"
    site_title = "根治欠薪联合接访"
    index_title = "基础资料"
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Registers only admins that declare their roles; others (Django's own groups) get no pages."""
        if hasattr(admin_class, "roles"):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, EVERYBODY)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Asked for by every page, for a side bar that is not shown; only the index and its parts are made of it."""
        match = request.resolver_match
        return super().get_app_list(request, app_label) if match and match.url_name in INDEXES else []

    def get_urls(self) -> list[Any]:
        urls = [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") not in NOT_SERVED]
        model_roles = {
            f"{model._meta.app_label}/{model._meta.model_name}/": admin.roles  # type: ignore[attr-defined]
            for model, admin in self._registry.items()
        }
        for pattern in urls:
            _declare(pattern, model_roles.get(str(pattern.pattern), EVERYBODY))
        to_sign_in = RedirectView.as_view(pattern_name="login", query_string=True)
        return [route(f"{name}/", to_sign_in, name=name, anonymous=True) for name in ("login", "logout")] + urls


def _declare(pattern: URLPattern | URLResolver, roles: Iterable[Role]) -> None:
    if isinstance(pattern, URLResolver):
        for inner in pattern.url_patterns:
            _declare(inner, roles)
    else:
        pattern.callback = guarded(pattern.callback, roles=roles)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: titles, and the menu entries this account may use."""
    titles = {"site_header": OfficeAdminSite.site_header, "site_title": OfficeAdminSite.site_title}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or _must_change_password(request):
        return {**titles, "menu": []}
    entries = [(label, reverse(name)) for label, name, roles in MENU if holds(user, roles)]
    current = _current(request.path, [url for _, url in entries])
    return {
        **titles,
        "menu": [{"label": label, "url": url, "current": url == current} for label, url in entries],
        "may_search": may(user, "find_person"),
        "has_inbox": holds(user, CASE_ROLES),
        # Counted by pages that show the frame, not by papers and parts of pages.
        "unread": SimpleLazyObject(lambda: unread_count(user)),
    }


def _must_change_password(request: HttpRequest) -> bool:
    session = getattr(request, "session", {})
    return not session.get(BY_SERVICE) and needs_new_password(request.user, today=timezone.localdate())


def _current(path: str, urls: Iterable[str]) -> str:
    """The entry whose address is the longest beginning of the page's; the first page is the beginning of none."""
    return max((url for url in urls if (path == url or url != "/" and path.startswith(url))), key=len, default="")
