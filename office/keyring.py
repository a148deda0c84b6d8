"""Which keys there are: the newest writes, earlier ones only read while stored values are moved on to it.

Keys are files of several generations (`office.key_files`), or come from the environment, where `FIELD_KEY_NEXT` and
`INDEX_KEY_NEXT` are the newer ones. A process that runs while a change of keys begins learns of it within a second.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from office.key_files import LENGTH, generations, put_aside, read_key, settled_profile

FIELD, INDEX = KINDS = "FIELD_KEY", "INDEX_KEY"
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class _Seen:
    """What the key files held when they were last looked at, and for which settings."""

    at: float
    source: tuple[object, ...]
    keys: tuple[bytes, ...]
    profiles: tuple[str, ...]


_seen: dict[str, _Seen] = {}


def keys(name: str) -> tuple[bytes, ...]:
    """The keys of a kind (`FIELD`, `INDEX`), the one that writes first.

    Raises:
        ImproperlyConfigured: the setting is no key of 32 bytes.
    """
    return _look(name).keys


def profiles() -> tuple[str, ...]:
    """The profiles under which an index may stand: today's first, then the one that values are still moved from."""
    return _look(INDEX).profiles


def keys_afresh(name: str) -> tuple[bytes, ...]:
    """The same, looked up again: another process may have made a newer key just now."""
    _seen.pop(name, None)
    return keys(name)


def keys_put_aside(name: str) -> tuple[bytes, ...]:
    """Keys of earlier changes that nobody took away yet: a value that was written late is still read."""
    return tuple(read_key(path) for path in put_aside(name.lower(), Path(settings.KEYS_DIR)))


def is_changing() -> bool:
    """True from the moment a newer key or another profile is there until everything has moved to it."""
    return settled_profile(Path(settings.KEYS_DIR)) != settings.CRYPTO_PROFILE or has_newer_keys()


def has_newer_keys() -> bool:
    """True from the moment a newer key is there until the older one is put aside."""
    return any(_newer(name) or len(generations(name.lower(), _folder(name))) > 1 for name in KINDS)


def from_environment(name: str) -> bool:
    """True for a key that is not a file: it is changed by whoever sets the environment."""
    return name in settings.KEYS_FROM_ENVIRONMENT


def _look(name: str) -> _Seen:
    names = (name, f"{name}_NEXT", "KEYS_DIR", "CRYPTO_PROFILE")
    source = tuple(getattr(settings, each, None) for each in names)
    seen, now = _seen.get(name), time.monotonic()
    if seen is None or seen.source != source or now - seen.at > FRESH_SECONDS:
        both = (settings.CRYPTO_PROFILE, settled_profile(Path(settings.KEYS_DIR)))
        seen = _seen[name] = _Seen(now, source, _read(name), tuple(dict.fromkeys(both)))
    return seen


def _read(name: str) -> tuple[bytes, ...]:
    current = getattr(settings, name, None)
    if not isinstance(current, bytes) or len(current) != LENGTH:
        raise ImproperlyConfigured(f"{name} 必须是 {LENGTH} 字节的密钥。请运行 python manage.py init 生成密钥文件。")
    there = generations(name.lower(), _folder(name))
    # A first generation alone is what the setting was loaded from.
    stored = [read_key(path) for path in reversed(there.values())] if set(there) - {1} else []
    return tuple(dict.fromkeys([*_newer(name), *stored, current]))


def _newer(name: str) -> list[bytes]:
    newer = getattr(settings, f"{name}_NEXT", None)
    return [newer] if newer and newer != getattr(settings, name) else []


def _folder(name: str) -> Path:
    """Files count only where the environment gives no key of that name."""
    return Path(settings.KEYS_DIR) / ("-" if from_environment(name) else "")
