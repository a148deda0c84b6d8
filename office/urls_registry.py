"""Every URL declares its roles here; a page that declares none is found by a test and refused at run time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils.http import url_has_allowed_host_and_scheme

from office.roles import Role, holds

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """Who may open a URL: anybody at all, or signed-in accounts with one of the roles.

    A public page is for people outside: open to anybody, unless the office has no side that faces the internet.
    """

    roles: frozenset[Role]
    anonymous: bool = False
    public: bool = False
    passive: bool = False


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    roles: Iterable[Role] = (),
    anonymous: bool = False,
    public: bool = False,
    passive: bool = False,
) -> URLPattern:
    """A `path()` that says who may open it; `public` is for anybody, as long as `PUBLIC_PAGES` is on.

    `passive`: a page asks for it by itself, so that asking keeps nobody signed in.
    """
    access = {"roles": roles, "anonymous": anonymous, "public": public, "passive": passive}
    return path(pattern, guarded(view, **access), name=name)  # type: ignore[arg-type]


def guarded(
    view: View, *, roles: Iterable[Role] = (), anonymous: bool = False, public: bool = False, passive: bool = False
) -> View:
    """The view behind its declaration: sign-in first, then role; a wrong role is told in words (403).

    A public page that is switched off says so in words (404), whatever was asked of it.
    """
    access = Access(frozenset(roles), anonymous or public, public, passive)

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if access.public and not settings.PUBLIC_PAGES:
            return render(request, "public_off.html", {"title": "本页没有开放"}, status=404)
        if not access.anonymous:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not holds(request.user, access.roles):
                raise PermissionDenied("您的岗位没有这个页面，请从左侧菜单进入您的工作。")
        return view(request, *args, **kwargs)

    guard.access = access  # type: ignore[attr-defined]
    return guard


@dataclass(frozen=True)
class DeclaredUrl:
    """One pattern of the URLconf with its declaration (None if it has none)."""

    route: str
    name: str
    access: Access | None


def declared_urls() -> list[DeclaredUrl]:
    """Every pattern of the program, admin included."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: Iterable[Any], prefix: str, namespace: str) -> Iterator[DeclaredUrl]:
    for pattern in patterns:
        route_text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, route_text, inner)
        else:
            yield DeclaredUrl(route_text, namespace + (pattern.name or ""), getattr(pattern.callback, "access", None))


def page_before(request: HttpRequest) -> str:
    """The page of ours the request came from; the first page if it came from elsewhere."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else resolve_url("home")
