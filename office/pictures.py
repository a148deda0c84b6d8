"""Pictures handed in are drawn anew, in a child process with limits: what is kept are the pixels, nothing besides.

依据：个人信息保护法第六条（最小必要）: a photo of a document need not tell where and with what it was taken.
"""

import subprocess

from office.children import bare_environment, command

CHILD = ("-m", "office.picture_child")
TIMEOUT_SECONDS = 20


class BadPicture(ValueError):
    """No decoder makes a picture of it, or only one of a size that is no document's."""


def draw_anew(data: bytes, kind: str) -> bytes:
    """The picture without anything but its pixels; `kind` is jpg or png. Raises ``BadPicture``."""
    try:
        done = subprocess.run(  # noqa: S603  our own file, no shell
            command(*CHILD, kind),
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(),
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadPicture from error
    if done.returncode or not done.stdout:
        raise BadPicture
    return done.stdout
