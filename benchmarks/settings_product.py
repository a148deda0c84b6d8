"""The program's own settings; only the name under which the test client asks is added."""

from config.settings import *  # noqa: F403
from config.settings import ALLOWED_HOSTS

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
