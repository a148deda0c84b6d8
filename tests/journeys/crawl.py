"""Walking through the program by its own links, one page of every kind, and what each page must keep to."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, ViewportSize

from tests.test_templates import english_words

# A page of the same kind may show other things to another row; more than these would only repeat.
OF_A_KIND = 2
SERIOUS = {"serious", "critical"}
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # it would look for imported sheets beside the page
}
PHONE: ViewportSize = {"width": 390, "height": 844}
SITE_TITLE = "根治欠薪联合接访"
FOCUS_STEPS = 400
# Whole, or its first eight figures; in those at least one is no letter.
DIGEST = r"\b(?=[a-f]*\d)[0-9a-f]{8}(?:[0-9a-f]{56})?\b"
# A query code in its groups, and the address of a page as a receipt or poster prints it.
CODE = r"(?<=>)[0-9A-HJKMNP-TV-Z]{4}(?: [0-9A-HJKMNP-TV-Z]{4}){3}(?=<)"
# The secret of a second factor, for apps that cannot read its picture.
SECRET = r"(?<=>)[A-Z2-7]{32}(?=<)"
ADDRESS = r"https?://[\w.:-]+/[\w./-]*"

_TAB_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at), html = at.outerHTML.slice(0, 90);
  const mark = [...document.querySelectorAll('*')].indexOf(at);
  return {html, mark, seen: box.width > 0 && box.height > 0,
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1};
}"""
_WORDLESS = """() => [...document.querySelectorAll('.tag, .overdue, .soon, .ok, .owing')]
  .filter(found => found.textContent.trim() === '').map(found => found.outerHTML.slice(0, 90))"""


@dataclass(frozen=True)
class Visit:
    """One page that was opened: its kind is the URL's name with the names of its parameters."""

    kind: str
    path: str
    status: int


def kind_of(address: str) -> str:
    """`ledger:case`, `admin:ledger_case_changelist?status`; the act belongs to the kind, the key of a row does not."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    words = sorted(str(value) for value in match.kwargs.values() if not str(value).isdigit())
    asked = sorted(name for name, value in parse_qsl(parts.query) if value)
    return ":".join([match.view_name, *words]) + (f"?{'&'.join(asked)}" if asked else "")


def crawl(page: Page, url: str, *, leave_out: Callable[[str], bool], start: Iterable[str] = ("/",)) -> Iterator[Visit]:
    """Opens what links lead to, breadth first; the page stands open while its visit is handed out."""
    waiting, known, seen = deque(start), set(start), Counter()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if leave_out(kind) or seen[kind] >= OF_A_KIND:
            continue
        seen[kind] += 1
        answer = page.goto(url + path)
        yield Visit(kind, path, answer.status if answer else 0)
        for link in _links(page, url):
            if link not in known:
                known.add(link)
                waiting.append(link)


def _links(page: Page, url: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]:not([download])", "found => found.map(a => a.getAttribute('href'))")
    addresses = [urlsplit(urljoin(page.url, href)) for href in hrefs if not href.startswith(("#", "javascript:"))]
    own = [address for address in addresses if f"{address.scheme}://{address.netloc}" == url]
    return [link for link in (f"{a.path}?{a.query}" if a.query else a.path for a in own) if _is_page(link)]


def _is_page(link: str) -> bool:
    try:
        resolve(urlsplit(link).path)
    except Resolver404:
        return False
    return True


def language_faults(page: Page, *, names: set[str]) -> list[str]:
    """English words a reader meets, except names of accounts, digests and addresses; a page without title of its own or main heading."""
    parts = set(re.findall("[A-Za-z]+", " ".join(names)))
    words = [
        word
        for word in english_words(re.sub(f"{DIGEST}|{CODE}|{SECRET}|{ADDRESS}", " ", page.content()))
        if word not in parts
    ]
    title = page.title()
    faults = [f"English: {', '.join(sorted(set(words)))}"] if words else []
    faults += [] if re.fullmatch(rf".+ · {SITE_TITLE}", title) else [f"title: {title!r}"]
    headings = page.locator("h1:visible").count()
    return faults + ([] if headings == 1 else [f"{headings} main headings"])


def axe_faults(page: Page, complaints: list[str]) -> list[str]:
    """What axe finds serious or critical, with the place. Its own measuring is no complaint of the page."""
    before = len(complaints)
    found = Axe().run(page, options=WCAG).response["violations"]
    complaints[before:] = [said for said in complaints[before:] if "Applying inline style" not in said]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["impact"] in SERIOUS
    ]


def phone_faults(page: Page, complaints: list[str]) -> list[str]:
    """The same page on a telephone: nothing for axe to name, and not to be pushed sideways. A paper keeps its own width."""
    usual = page.viewport_size
    page.set_viewport_size(PHONE)
    faults = [f"on a telephone: {fault}" for fault in axe_faults(page, complaints)]
    width = page.evaluate("document.querySelector('.paper') ? 0 : document.documentElement.scrollWidth")
    if usual:
        page.set_viewport_size(usual)
    return faults + ([f"on a telephone {width} wide"] if width > PHONE["width"] else [])


def signals_without_words(page: Page) -> list[str]:
    """Signals that would be told by their colour alone."""
    return [f"no word: {html}" for html in page.evaluate(_WORDLESS)]


def focus_faults(page: Page) -> list[str]:
    """Tab from the top to the end: no trap, forwards through the document, every stop to be seen with its ring."""
    faults, last = [], -1
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges()")
    for _ in range(FOCUS_STEPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_TAB_STOP)
        if stop is None or stop["mark"] < last and last >= 0 and stop["html"].find("skip-to-content") > 0:
            return faults
        # Parts of a date field keep the focus on the field itself.
        if stop["mark"] < last:
            faults.append(f"backwards: {stop['html']}")
        if not (stop["seen"] and stop["ringed"]):
            faults.append(f"not to be seen: {stop['html']}")
        last = stop["mark"]
    return [*faults, "no end"]
