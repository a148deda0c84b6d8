"""What a browser is told and given on every page: headers, changes by POST alone, nothing of a person where it stays.

One walk over the pages of the demo by every role is looked at by several rules.
"""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from office.models import User
from office.roles import Role
from reception.actions.reference import load_source_sessions
from reception.models import Company, Petitioner, Project
from tests import factories
from tests.config.walk import (
    Visit,
    Walk,
    away_fault,
    header_fault,
    kept_fault,
    policy_fault,
    type_fault,
    typed_fault,
    walk,
)

pytestmark = pytest.mark.django_db
# What stands in the trail of somebody who only reads.
READING = {"download_file", "print_case", "print_ledger"}
# Beside the trail: that a message was read.
WRITTEN_WHILE_READING = {"office_event", "office_trailhead", "ledger_message"}
# The seed of a second factor waits to be confirmed; until then it opens and closes nothing.
WAITING = {"office_secondfactor"}


@pytest.fixture(scope="module")
def walked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """The demo in a transaction that is taken back, and every role's walk through it."""
    folder = tmp_path_factory.mktemp("walk")
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nine slow ones are not the point
    own = {"VAR_DIR": folder, "FILES_DIR": folder / "files", "PASSWORD_HASHERS": quick}
    with django_db_blocker.unblock(), override_settings(**own), transaction.atomic():
        factories.reference()
        load_source_sessions()
        call_command("demo", claims=15, verbosity=0)
        User.objects.update(must_change_password=False)
        name_places_after_people()
        accounts = {role: User.objects.filter(roles__role=role).order_by("pk")[0] for role in Role}
        yield walk(accounts)
        transaction.set_rollback(True)


def name_places_after_people() -> None:
    """Some places of work and employers bear a person's name: 张三家建房."""
    names = list(Petitioner.objects.values_list("name", flat=True).distinct()[:40])
    for rows, words in ((Project.objects, "家建房"), (Company.objects, "建筑队")):
        for row, name in zip(rows.order_by("pk"), names, strict=False):
            rows.filter(pk=row.pk).update(name=f"{name}{words}{row.pk}")


def faults(walked: Walk, rule: Callable[[Visit], str]) -> list[str]:
    """Where a rule finds something, each once."""
    found = {(visit.kind, said) for visit in walked.visits if (said := rule(visit))}
    return sorted(f"{kind}: {said}" for kind, said in found)


def test_the_walk_is_a_walk(walked: Walk) -> None:
    assert len(walked.visits) > 1000
    assert len({visit.kind for visit in walked.visits if visit.status == 200}) > 100
    assert [f"{visit.role} {visit.path}" for visit in walked.visits if visit.status >= 500] == []


def test_asking_changes_nothing(walked: Walk) -> None:
    allowed = WRITTEN_WHILE_READING | WAITING
    assert {
        role: sorted(set(tables) - allowed) for role, tables in walked.changed.items() if set(tables) - allowed
    } == {}
    assert walked.acts - READING == set()


def test_every_answer_has_its_policy(walked: Walk) -> None:
    assert faults(walked, policy_fault) == []


def test_every_answer_has_the_other_headers(walked: Walk) -> None:
    assert faults(walked, header_fault) == []


def test_every_text_names_its_letters(walked: Walk) -> None:
    assert faults(walked, type_fault) == []


def test_pages_of_persons_are_kept_by_nobody(walked: Walk) -> None:
    assert faults(walked, kept_fault) == []


def test_redirects_stay_here(walked: Walk) -> None:
    assert faults(walked, away_fault) == []


def test_no_title_names_anybody(walked: Walk) -> None:
    assert faults(walked, lambda visit: walked.told_of(visit.title)) == []


def test_no_address_names_anybody(walked: Walk) -> None:
    named = faults(walked, lambda visit: ", ".join(filter(None, map(walked.told_of, visit.addresses))))
    assert named == []
    assert faults(walked, lambda visit: walked.told_of(visit.path)) == []


def test_words_that_may_be_a_person_are_typed_into_no_address(walked: Walk) -> None:
    assert faults(walked, typed_fault) == []
