"""Builders shared by the tests: each makes one thing with sensible values; a test names only what it is about."""

from itertools import count

from office.actions.reference import load_reference
from office.models import Area, Unit, User, UserRole

HOME = "530902"
_numbers = count(1)


def reference() -> None:
    """Areas, units, codes, calendar and parameters, as `init` loads them."""
    load_reference()


def area(code: str = HOME) -> Area:
    """An area of the reference data, or a made-up one beside them."""
    return Area.objects.get_or_create(code=code, defaults={"name": f"区划{code}", "short_name": f"区划{code}"})[0]


def unit(short_name: str = "住建", *, of: Area | None = None) -> Unit:
    """A member unit by its short name; made up if the area has none of that name."""
    home = of or area()
    return Unit.objects.get_or_create(area=home, short_name=short_name, defaults={"name": f"区{short_name}局"})[0]


def user(
    *roles: str,
    unit: Unit | str | None = None,
    area: Area | None = None,
    username: str = "",
    password: str | None = None,
    **fields: object,
) -> User:
    """An account in the home area with the roles given; `unit` by object or short name. Sign in with `force_login`."""
    number = next(_numbers)
    home = area or _home()
    account = User(
        username=username or f"{roles[0] if roles else 'nobody'}{number}",
        display_name=fields.pop("display_name", f"王岗位{number}"),
        area=home,
        unit=_unit(unit, home) if isinstance(unit, str) else unit,
        **fields,
    )
    account.set_password(password)
    account.save()
    UserRole.objects.bulk_create([UserRole(user=account, role=role) for role in roles])
    return User.objects.get(pk=account.pk)


def _home() -> Area:
    return area()


def _unit(short_name: str, home: Area) -> Unit:
    return unit(short_name, of=home)
