"""二次验证: set up by its owner, asked for at every sign-in, taken off by the security officer when a telephone is lost."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import SecondFactor, User
from office.refusals import Refused
from office.roles import require
from office.throttle import Limit, allow, forget
from office.totp import new_secret, step_of

PER_ACCOUNT = Limit("second_factor", tries=5, per_seconds=15 * 60)
WRONG = "验证码不正确，或者已经用过：请输入手机上现在显示的 6 位数字。"
NOT_THE_OWNER = "现在的密码不正确，请重新输入。"
TOO_OFTEN = "验证码输错次数过多：请过 15 分钟再试。"


def begin_second_factor(*, account: User) -> SecondFactor:
    """The secret that waits to be confirmed; the same one as long as it waits, so that the picture stays true.

    Raises:
        Refused: one is in use already.
    """
    factor = SecondFactor.objects.get_or_create(account=account, defaults={"secret": new_secret()})[0]
    if factor.confirmed_at:
        raise Refused("二次验证已经启用：换手机的，请安全管理员先解除。")
    return factor


def confirm_second_factor(*, account: User, code: str, password: str = "", now: datetime | None = None) -> None:
    """启用二次验证: the first code of the telephone shows that it knows the secret, the password that its owner is there.

    Whoever signs in by an identity service alone has no password and is asked for none.

    Raises:
        Refused: a wrong password or code, too many of them, or in use already.
    """
    now = now or timezone.now()
    _count(account, now)
    if account.has_usable_password() and not account.check_password(password):
        raise Refused(NOT_THE_OWNER)
    with transaction.atomic():
        factor = begin_second_factor(account=account)
        _take(factor, code, now)
        factor.confirmed_at = now
        factor.save(update_fields=["confirmed_at"])
        trail.record("confirm_second_factor", by=account, obj=account, now=now)
    forget(PER_ACCOUNT, str(account.pk))


def check_second_factor(*, account: User, code: str, now: datetime | None = None) -> None:
    """The code asked for at signing in; each is taken once.

    Raises:
        Refused: a wrong code, one that was used, or too many of them.
    """
    now = now or timezone.now()
    _count(account, now)
    with transaction.atomic():
        _take(SecondFactor.objects.get(account=account, confirmed_at__isnull=False), code, now)
    forget(PER_ACCOUNT, str(account.pk))


@transaction.atomic
def remove_second_factor(*, account: User, by: User, now: datetime | None = None) -> None:
    """解除二次验证: the telephone is lost or changed.

    Raises:
        Refused: none is in use.
    """
    require(by, "manage_accounts")
    if not SecondFactor.objects.filter(account=account).delete()[0]:
        raise Refused(f"{account}没有启用二次验证。")
    trail.record("remove_second_factor", by=by, obj=account, now=now)


def _count(account: User, now: datetime) -> None:
    if not allow(PER_ACCOUNT, str(account.pk), now=now):
        raise Refused(TOO_OFTEN)


def _take(factor: SecondFactor, code: str, now: datetime) -> None:
    """Two that come with one code at once: the database lets one of them through."""
    step = step_of(factor.secret, code, now=now)
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    if step is None or not unused.update(last_step=step):
        raise Refused(WRONG)
