"""A number of another office, typed into a form that takes numbers, is answered as one that nothing has."""

import pytest

from ledger.models import Case
from office.roles import Role
from reception.models import Claim
from tests.access.matrix import Asking
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def asking(world: World) -> Asking:
    return Asking(world)


@pytest.mark.parametrize(
    ("path", "name", "model", "fields"),
    [
        ("/ledger/stability/leads/{lead}/", "claims-other", Claim, {"which": "claims"}),
        ("/ledger/cases/{case}/gather/", "other", Case, {}),
        ("/ledger/cases/{case}/merge_duplicate/", "into", Claim, {"reason": "同一件事"}),
        ("/ledger/search/", "text", Case, {}),
        ("/ledger/search/", "text", Claim, {}),
        ("/admin/ledger/case/", "q", Case, {}),
    ],
)
def test_foreign_number_is_answered_as_an_absent_one(
    world: World, asking: Asking, path: str, name: str, model: type, fields: dict[str, str]
) -> None:
    foreign = model.objects.filter(area=world.foreign.area).first().number
    absent = foreign[:-4] + "9876"
    address = path.format(**world.own.rows)
    answers = [asking.send(Role.HEAD, "POST", address, fields | {name: number}) for number in (foreign, absent)]
    pages = [
        _comparable(body.decode(), number)
        for (_status, _to, body), number in zip(answers, (foreign, absent), strict=True)
    ]

    assert answers[0][0] == answers[1][0]
    assert pages[0] == pages[1]


def test_own_number_is_found_where_a_foreign_one_is_not(world: World, asking: Asking) -> None:
    status, to, _body = asking.send(Role.HEAD, "POST", "/ledger/search/", {"text": world.own.case.number})

    assert (status, to) == (302, f"/ledger/cases/{world.own.case.pk}/")


def _comparable(page: str, number: str) -> str:
    """Without what was typed, the token of the forms and the mark of one submission."""
    lines = [line for line in page.replace(number, "").splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(line for line in lines if 'name="submission"' not in line)
