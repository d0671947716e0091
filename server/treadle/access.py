"""Where a server keeps Fabric's state, and whom its routes ask for credentials, as the settings have it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from treadle.config import ServerSettings
from treadle.fabric.access.roles import ROLES
from treadle.fabric.access.settings import AccessSettings


def database_of(settings: ServerSettings) -> str | Path:
    """The database of Fabric's resources: a URL, or the path of a file."""
    return settings.database_url or state_directory(settings) / "fabric.db"


def access_of(settings: ServerSettings) -> AccessSettings | None:
    """Who may call Fabric's routes, None for everybody; raises ValueError for settings that contradict.

    By default nobody is asked where only this machine reaches the server and no credential is set.
    """
    credentials = bool(settings.fabric_token or settings.fabric_iam_url)
    if settings.fabric_open and credentials:
        raise ValueError("--fabric-open asks nobody, so it excludes --fabric-token and --fabric-iam-url")
    asks = credentials or not settings.loopback if settings.fabric_open is None else not settings.fabric_open
    if not asks:
        return None
    url = settings.fabric_iam_url
    if url is not None and urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"--fabric-iam-url {url}: an address with http:// or https:// is needed")
    return AccessSettings(
        key_file=key_file_of(settings),
        tokens=settings.fabric_token,
        iam_url=url,
        iam_roles=dict(_iam_role(given) for given in settings.fabric_iam_role),
    )


def _iam_role(given: str) -> tuple[str, str]:
    name, _, role = given.partition("=")
    if not name or role not in ROLES:
        raise ValueError(f"--fabric-iam-role {given}: NAME=ROLE is needed, ROLE one of {', '.join(ROLES)}")
    return name.lower(), role


def key_file_of(settings: ServerSettings) -> Path:
    """The file that secret keys follow from."""
    return settings.fabric_key_file or state_directory(settings) / "fabric.key"


def state_directory(settings: ServerSettings) -> Path:
    """Where the default database lives."""
    if settings.state_directory is not None:
        return settings.state_directory
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "treadle"
