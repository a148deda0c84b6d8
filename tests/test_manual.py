"""The user manual names only what the pages show: whatever it sets in 【】 stands in a template or in a source."""

import re

from tests.source import ROOMS, ROOT, python_files, template_files

MANUAL = ROOT / "docs/manual.zh.md"
# What varies in a message: a number, a day, a name.
VARIES = "……"
_LITERALS_JOINED = re.compile(r'"\s*\n\s*f?"')


def unknown_labels(manual: str, sources: str) -> list[str]:
    """Labels of which some fixed part is nowhere in the sources, in the manual's order."""
    labels = dict.fromkeys(re.findall(r"【([^】\n]+)】", manual))
    return [label for label in labels if not all(part in sources for part in label.split(VARIES))]


def test_manual_names_only_labels_and_messages_of_the_program() -> None:
    files = [path for path in template_files() if path.suffix == ".html"] + list(python_files(*ROOMS))
    sources = "\n".join(path.read_text() for path in files)

    assert unknown_labels(MANUAL.read_text(), _LITERALS_JOINED.sub("", sources)) == []


def test_manual_labels_that_the_program_does_not_show_are_found() -> None:
    manual = "按【交办】，不是【交班】；【缺少……请填写】【缺少……请改正】，没有【括号】就不查：交通。"

    assert unknown_labels(manual, "交办 缺少责任单位：请填写 括号") == ["交班", "缺少……请改正"]


def test_manual_contents_lead_to_its_chapters() -> None:
    manual = MANUAL.read_text()
    chapters = re.findall(r"^## (\d.*)$", manual, re.MULTILINE)
    anchors = [re.sub(r"[^\w-]", "", chapter.replace(" ", "-")) for chapter in chapters]

    assert len(chapters) == 13
    assert re.findall(r"^\d+\. \[[^]]+\]\(#([^)]+)\)$", manual, re.MULTILINE) == anchors
