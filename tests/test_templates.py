"""What every template keeps to: own files only, nothing inline, unescaped, in English or unused."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import crispy_forms
import django
import pytest

from tests.source import ROOMS, ROOT, python_files, relative, template_files

PACK = "govform/"
ALLOWED_WORDS = {
    line for line in (ROOT / "tests/english_allowed.txt").read_text().splitlines() if line and line[0] != "#"
}
SHOWN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "label", "content"}
# Names of vocabularies, never fetched.
NAMESPACES = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)")
_SYNTAX = re.compile(r"{#.*?#}|{% comment.*?%}.*?{% endcomment %}|{%.*?%}|{{.*?}}", re.DOTALL)
# Blocks of the admin that hold a class name, not text.
_CLASS_BLOCK = re.compile(r"{% block (?:bodyclass|coltype|nav-sidebar-class) %}.*?{% endblock.*?%}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z][^>]*>")


def foreign_hosts(text: str) -> list[str]:
    return re.findall(r"(?:https?:|wss?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", NAMESPACES.sub("", text), re.IGNORECASE)


def inline_code(text: str) -> list[str]:
    """What `default-src 'self'` would block."""
    plain = _SYNTAX.sub("x", text)
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>|<style[^>]*>|javascript:", plain, re.IGNORECASE)
    attributes = [
        found for tag in _TAG.findall(plain) for found in re.findall(r"\s(?:style|on[a-z]+)\s*=", tag, re.IGNORECASE)
    ]
    return scripts + attributes


def unescaped(text: str) -> list[str]:
    return re.findall(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off", text)


class _Shown(HTMLParser):
    """Collects what a reader sees: text and telling attributes, but no script and no style."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        button = tag in ("input", "button") and dict(attrs).get("type") in ("submit", "button")
        shown = SHOWN_ATTRIBUTES - ({"content"} if tag == "meta" else set()) | ({"value"} if button else set())
        self.texts += [value for name, value in attrs if name in shown and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def english_words(text: str) -> list[str]:
    parser = _Shown()
    parser.feed(_SYNTAX.sub(" ", _CLASS_BLOCK.sub(" ", text)))
    return [word for shown in parser.texts for word in re.findall(r"[A-Za-z]{2,}", shown) if word not in ALLOWED_WORDS]


def unused_templates(names: set[str], sources: str) -> list[str]:
    """Names that no source mentions; a pack's template is named there without its folder."""
    return sorted(name for name in names if name not in sources and f"/{name.removeprefix(PACK)}" not in sources)


SAMPLES: list[tuple[Callable[[str], list[str]], str]] = [
    (foreign_hosts, '<script src="https://cdn.example.com/x.js"></script>'),
    (foreign_hosts, "url(//fonts.example.com/a.woff)"),
    (inline_code, "<script>alert(1)</script>"),
    (inline_code, "<STYLE>p {}</STYLE>"),
    (inline_code, '<p class="a" style="color: red">'),
    (inline_code, '<a href="{% url "x" %}" onclick="go()">'),
    (inline_code, '<a href="javascript:go()">'),
    (unescaped, "{{ name|safe }}"),
    (unescaped, "{% autoescape off %}"),
    (english_words, "<p>请 Save 表格</p>"),
    (english_words, '<input placeholder="Search">'),
    (english_words, '<input type="submit" value="Go on">'),
]


@pytest.mark.parametrize(("rule", "sample"), SAMPLES)
def test_rule_finds_its_sample(rule: Callable[[str], list[str]], sample: str) -> None:
    assert len(rule(sample)) > 0


def test_rules_leave_good_templates_alone() -> None:
    good = """{% load static %}{# note #}<svg xmlns="http://www.w3.org/2000/svg"></svg>
      <script src="{% static 'a.js' %}"></script>
      <a href="{% url 'home' %}" class="button {{ name }}" data-on="x">保存 Ctrl+Enter</a>{% translate "Home" %}
      {% block bodyclass %}login{% endblock %}"""
    assert [rule(good) for rule in (foreign_hosts, inline_code, unescaped, english_words)] == [[], [], [], []]


@pytest.mark.parametrize("rule", [inline_code, unescaped, english_words])
def test_templates_follow(rule: Callable[[str], list[str]]) -> None:
    assert _findings(rule, template_files()) == []


def test_pages_name_no_foreign_host() -> None:
    files = [path for path in (ROOT / "static").rglob("*") if path.suffix in (".css", ".js", ".svg", ".html")]
    assert _findings(foreign_hosts, files + template_files()) == []


def test_unused_template_is_found() -> None:
    names = {"ledger/case_list.html", "govform/field.html", "ledger/gone.html", "govform/gone.html"}
    sources = 'template_name = "ledger/case_list.html"; get_template("%s/field.html" % pack)'
    assert unused_templates(names, sources) == ["govform/gone.html", "ledger/gone.html"]


def test_templates_are_used() -> None:
    names = {path.relative_to(ROOT / "templates").as_posix() for path in template_files()}
    ours = [path.read_text() for path in [*python_files(*ROOMS), *template_files()]]
    pack = [path.read_text() for path in Path(crispy_forms.__path__[0]).rglob("*.py")]
    assert unused_templates(names - _overriding(names), "\n".join(ours + pack)) == []


def _overriding(names: set[str]) -> set[str]:
    """Names that Django itself looks for: those of its own apps, and the error pages."""
    folders = list(Path(django.__path__[0]).rglob("templates"))
    errors = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
    # The admin looks for admin/<app>/<model>/x.html and admin/<app>/x.html before admin/x.html.
    general = {name: re.sub(rf"^admin/(?:{'|'.join(ROOMS)})/(?:\w+/)?", "admin/", name) for name in names}
    return errors | {name for name in names if any((folder / general[name]).exists() for folder in folders)}


def _findings(rule: Callable[[str], list[str]], paths: list[Path]) -> list[str]:
    return [f"{relative(path)}: {found}" for path in paths for found in rule(path.read_text())]
