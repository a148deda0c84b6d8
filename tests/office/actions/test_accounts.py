import pytest
from django.core.exceptions import PermissionDenied

from office import dataset
from office.actions.accounts import change_account, change_own_password, create_account, reset_password
from office.models import Event, User
from office.refusals import Refused
from tests import factories


def _change(account: User, by: User, **values) -> User:
    kept = {
        "roles": account.role_set,
        "display_name": account.display_name,
        "is_active": account.is_active,
        "unit": account.unit,
        "area": account.area,
    }
    return change_account(account=account, by=by, **(kept | values))


def test_create_account_gives_a_one_time_password(secadmin) -> None:
    account, password = create_account(
        by=secadmin, username="li", roles=["liaison", "clerk"], unit=factories.unit(), area=factories.area()
    )

    assert account.check_password(password)
    assert account.must_change_password
    assert User.objects.get(username="li").role_set == {"liaison", "clerk"}
    assert not account.is_staff
    assert not account.is_superuser
    assert Event.objects.get(act="create_account").by == secadmin
    assert password not in str(Event.objects.get(act="create_account").data)


def test_create_account_by_hand_makes_the_data_real(reference) -> None:
    create_account(by=None, username="li", roles=["sysadmin"])

    assert dataset.current() == "real"


def test_create_account_names_everything_that_is_wrong(reference) -> None:
    factories.user("clerk", username="Li")
    with pytest.raises(Refused) as refusal:
        create_account(by=None, username="li", roles=["liaison", "boss"])

    assert [reason[:8] for reason in refusal.value.missing] == [
        "用户名“li”已",
        "没有“boss”",
        "联络员须指定所在",
        "登记员、联络员、",
    ]
    assert dataset.current() == "empty"


@pytest.mark.parametrize("username", ["", "a b", "a/b", "x" * 151])
def test_create_account_unusable_name_is_refused(reference, username: str) -> None:
    with pytest.raises(Refused, match="用户名"):
        create_account(by=None, username=username, roles=["sysadmin"])


def test_create_account_foreign_unit_is_refused(reference) -> None:
    elsewhere = factories.unit("住建", of=factories.area("530903"))

    with pytest.raises(Refused, match="不属于临翔区"):
        create_account(by=None, username="li", roles=["liaison"], unit=elsewhere, area=factories.area())


@pytest.mark.parametrize("role", ["head", "sysadmin", "auditor", "clerk"])
def test_accounts_are_the_security_officers_alone(reference, role: str) -> None:
    by, account = factories.user(role), factories.user("clerk")

    with pytest.raises(PermissionDenied):
        create_account(by=by, username="li", roles=["sysadmin"])
    with pytest.raises(PermissionDenied):
        _change(account, by, is_active=False)
    with pytest.raises(PermissionDenied):
        reset_password(account=account, by=by)
    assert Event.objects.exclude(act__startswith="load_").count() == 0


def test_change_account_new_roles_replace_the_old(secadmin) -> None:
    account = factories.user("clerk", "auditor")

    _change(account, secadmin, roles=["head", "clerk"])

    assert User.objects.get(pk=account.pk).role_set == {"head", "clerk"}
    assert Event.objects.get(act="change_account").data["roles"] == ["clerk", "head"]


@pytest.mark.parametrize("values", [{"roles": ["auditor"]}, {"roles": ["secadmin", "head"]}, {"is_active": False}])
def test_change_account_never_the_own_power(secadmin, values: dict) -> None:
    with pytest.raises(Refused, match="另一位安全管理员"):
        _change(secadmin, secadmin, **values)

    assert User.objects.get(pk=secadmin.pk).role_set == {"secadmin"}


@pytest.mark.parametrize("wanted", ["unit", "area"])
def test_change_account_never_the_own_reach(reference, wanted: str) -> None:
    own = factories.user("secadmin", "liaison", unit="住建")
    other = {"unit": factories.unit("水务"), "area": own.area}
    if wanted == "area":
        other = {"unit": None, "area": factories.area("530900")}
    with pytest.raises(Refused, match="另一位安全管理员"):
        _change(own, own, roles=["secadmin", "liaison"], **other)

    assert User.objects.get(pk=own.pk).unit == factories.unit("住建")


def test_disabled_account_is_out_at_the_next_click(secadmin, clerk, client) -> None:
    client.force_login(clerk)
    _change(clerk, secadmin, is_active=False)

    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_reset_password_ends_open_sessions(secadmin, clerk, client) -> None:
    client.force_login(clerk)
    password = reset_password(account=clerk, by=secadmin)

    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"
    account = User.objects.get(pk=clerk.pk)
    assert account.check_password(password)
    assert account.must_change_password


def test_change_own_password_is_one_event(clerk) -> None:
    clerk.must_change_password = True
    change_own_password(account=clerk, password="a-new-password-7")

    account = User.objects.get(pk=clerk.pk)
    assert account.check_password("a-new-password-7")
    assert not account.must_change_password
    assert Event.objects.get(act="change_own_password").object_id == str(clerk.pk)


def test_an_address_is_kept_until_another_one_is_given(secadmin, clerk):
    kept = {"roles": ["clerk"], "display_name": "王登记", "is_active": True, "area": clerk.area}
    assert change_account(account=clerk, by=secadmin, email="a@example.test", **kept).email == "a@example.test"
    assert change_account(account=clerk, by=secadmin, **kept).email == "a@example.test"
    assert change_account(account=clerk, by=secadmin, email="", **kept).email == ""
    assert Event.objects.filter(data__icontains="example.test").count() == 0
