"""The servers of other tests, under the names that those know them by."""

from tests.live.conftest import live
from tests.tgi.conftest import engine, settings, tgi

__all__ = ["engine", "live", "settings", "tgi"]
