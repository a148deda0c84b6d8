"""三员分立: system, security and audit are held by three accounts, and by none that works on cases (profile `djbh`).

Asked by the actions, and kept by the database: triggers on the table of roles refuse what breaks it, whoever asks the
database. `settle()` puts them on or takes them off, as the profile says; `init` calls it, `/healthz` looks.

依据：GB/T 22239—2019 安全管理中心（系统管理、审计管理、安全管理）。
"""

from collections.abc import Collection

from django.db import connection, transaction

from office.append_only import installed_triggers
from office.models import User, UserRole
from office.refusals import Refused
from office.roles import SEPARATE_ROLES, Role
from office.security_profile import profile

_TABLE = UserRole._meta.db_table
_FUNCTION = "refuse_joined_duties"
_NAMES = ("separate_duties_insert", "separate_duties_update")
_REFUSAL = "system, security and audit duties are separate accounts"
_SEPARATE = ", ".join(f"'{role.value}'" for role in sorted(SEPARATE_ROLES))
# Another role of the same account, one of the two being a separate one.
_JOINED = (
    f"SELECT 1 FROM {_TABLE} WHERE user_id = NEW.user_id AND {{other}} "  # noqa: S608 names of our own
    f"AND (role IN ({_SEPARATE}) OR NEW.role IN ({_SEPARATE}))"
)


def separation_faults(roles: Collection[str]) -> list[str]:
    """What is wrong with these roles in one hand, in words; nothing where the profile does not ask for it."""
    separate = SEPARATE_ROLES & set(roles)
    if not separate or len(set(roles)) == 1 or not profile().separates_duties:
        return []
    held = "、".join(role.label for role in Role if role in set(roles))
    return [f"三员分立：系统、安全、审计岗位各用单独的账号，也不兼办案岗位（现为{held}）。请只留一个，其余另建账号。"]


def joined_accounts() -> list[User]:
    """Accounts whose roles the profile djbh forbids, by user name; disabled ones too, which could be enabled again."""
    accounts = User.objects.filter(roles__role__in=SEPARATE_ROLES).order_by("username").distinct()
    return [account for account in accounts if len(account.own_roles) > 1]


def account_sentences() -> list[str]:
    """One sentence for each account that breaks the profile in force, naming it."""
    if not profile().separates_duties:
        return []
    return [
        f"账号 {account.username} 同时是{'、'.join(role.label for role in Role if role in account.own_roles)}"
        for account in joined_accounts()
    ]


@transaction.atomic
def settle() -> None:
    """Makes the database refuse, or no longer refuse, what the profile forbids. Safe to repeat.

    Raises:
        Refused: accounts break the profile, each named; nothing is changed.
    """
    if sentences := account_sentences():
        raise Refused(
            [
                *(f"{sentence}。" for sentence in sentences),
                "等保模式（SECURITY_PROFILE=djbh）要求三员分立：请先不设这个变量启动，由安全管理员改好岗位，再设上。",
            ]
        )
    with connection.cursor() as cursor:
        for statement in _install() if profile().separates_duties else _lift():
            cursor.execute(statement)


def amiss() -> list[str]:
    """Where database and profile do not agree, for everybody to read: no account is named."""
    stands = set(_NAMES) <= installed_triggers()
    faults = []
    if stands != profile().separates_duties:
        faults.append("数据库对岗位的限制与安全模式（SECURITY_PROFILE）不符：请运行一次 init")
    if number := len(account_sentences()):
        faults.append(f"有 {number} 个账号的岗位不符合三员分立：请运行 check --database default 查看是哪几个")
    return faults


def _install() -> list[str]:
    if connection.vendor == "postgresql":
        # The account's row is held, so that of two roles given at once the second sees the first.
        body = (
            f"BEGIN PERFORM 1 FROM {User._meta.db_table} WHERE id = NEW.user_id FOR NO KEY UPDATE; "
            f"IF EXISTS ({_JOINED.format(other='id <> NEW.id')}) THEN RAISE EXCEPTION '{_REFUSAL}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END"
        )
        acts = zip(_NAMES, ("INSERT", "UPDATE"), strict=True)
        return [
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            *(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"
                for name, act in acts
            ),
        ]
    conditions = {"INSERT": "role <> NEW.role", "UPDATE": "id <> NEW.id"}
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {_TABLE} "
        f"WHEN EXISTS ({_JOINED.format(other=conditions[act])}) BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for name, act in zip(_NAMES, conditions, strict=True)
    ]


def _lift() -> list[str]:
    on = f" ON {_TABLE}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in _NAMES]
