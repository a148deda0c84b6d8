"""What stands in a page: where it leads, and its forms with their controls as a browser would show them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TICKED = ("checkbox", "radio")
CONTROLS = ("input", "select", "textarea", "button")


@dataclass
class Control:
    """One named control; `value` of a select is the chosen option, or the first."""

    tag: str
    name: str
    value: str
    attributes: dict[str, str]

    @property
    def kind(self) -> str:
        return self.attributes.get("type", "text") if self.tag == "input" else self.tag

    @property
    def is_sent(self) -> bool:
        """Whether its value goes with the form as it stands: no box without a tick, no file, no button."""
        if self.kind in TICKED:
            return "checked" in self.attributes
        return self.kind not in ("file", "submit", "button", "reset")


@dataclass
class ReadForm:
    """`has_button`: there is one that sends it."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)
    has_button: bool = False

    def sent(self) -> dict[str, str]:
        """What the form sends as it stands."""
        return {control.name: control.value for control in self.controls if control.is_sent}


class PageReader(HTMLParser):
    """Reads one page: `forms` and `links`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[ReadForm] = []
        self.links: list[str] = []
        self._form: ReadForm | None = None
        self._by_id: dict[str, ReadForm] = {}
        self._open: Control | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "a" and had.get("href"):
            self.links.append(had["href"])
        elif tag == "form":
            self._form = ReadForm(had.get("method", "get").upper(), had.get("action", ""))
            self.forms.append(self._form)
            self._by_id[had.get("id", "")] = self._form
        elif tag in CONTROLS:
            # A control may stand outside of the form it names.
            form = self._by_id.get(had["form"]) if "form" in had else self._form
            if form:
                self._control(form, tag, had)
        elif self._open and tag == "option":
            is_first = "first" not in self._open.attributes
            if is_first or "selected" in had:
                self._open.value = had.get("value", "")
            self._open.attributes["first"] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open.tag == "textarea":
            self._open.value += data if self._open.value else data.removeprefix("\n")

    def _control(self, form: ReadForm, tag: str, had: dict[str, str]) -> None:
        form.has_button |= had.get("type", "submit" if tag == "button" else "") == "submit"
        if had.get("name"):
            control = Control(tag, had["name"], had.get("value", ""), had)
            form.controls.append(control)
            self._open = control if tag in ("select", "textarea") else self._open
