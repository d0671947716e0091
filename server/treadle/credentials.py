"""`treadle token` and `treadle access-key`: who may call Fabric's routes, from a terminal.

    issue     makes one and shows its secret, once: the database cannot give it back
    list      shows all, without secrets
    revoke    ends some; a running server notices within a second

What an issued credential is goes to standard output alone, so that a script can take it from there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from treadle.access import database_of, key_file_of
from treadle.config import ServerSettings
from treadle.fabric.access.grants import grant_of
from treadle.fabric.access.key_file import KeyFile, KeyFileError, new_access, new_salt
from treadle.fabric.access.roles import ROLES, SERVICE, is_pattern, permits
from treadle.fabric.access.tokens import digest_of, new_token
from treadle.fabric.store.credential_tables import AccessKey, AccessToken
from treadle.fabric.store.credentials import Credentials, NewCredential
from treadle.fabric.store.records import Missing, now
from treadle.fabric.store.store import Store
from treadle_contracts.fabric.routes import OPERATIONS

ACTIONS = tuple(sorted({operation.action for operation in OPERATIONS if operation.action is not None}))

_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
_DURATION = re.compile(r"([1-9][0-9]{0,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST = timedelta(days=36_500)


def token(arguments: list[str]) -> int:
    """Entry point of `treadle token`."""
    return _run("token", "X-Auth-Token of Fabric's routes", "24h", arguments)


def access_key(arguments: list[str]) -> int:
    """Entry point of `treadle access-key`."""
    return _run("access-key", "pairs of access key and secret key (AK/SK)", "never", arguments)


def _run(command: str, what: str, expires: str, arguments: list[str]) -> int:
    parser = _parser(command, what, expires)
    given = parser.parse_args(arguments)
    if given.verb == "issue" and not (given.role or given.action):
        parser.error("issue: say what it may do, with --role, --action, or several of them")
    settings = ServerSettings(
        database_url=given.database_url,
        state_directory=given.state_directory,
        fabric_key_file=getattr(given, "key_file", None),
    )
    try:
        return asyncio.run(_act(command, given, settings))
    except (Missing, KeyFileError) as error:
        sys.stderr.write(f"treadle {command}: {error}\n")
    except (SQLAlchemyError, OSError) as error:
        reason = error.__cause__ or error  # the driver's own words, without the statement
        sys.stderr.write(f"treadle {command}: the database cannot be used: {reason}\n")
    return 1


async def _act(command: str, given: argparse.Namespace, settings: ServerSettings) -> int:
    kind = AccessToken if command == "token" else AccessKey
    store = await Store.open(database_of(settings))
    try:
        credentials = Credentials(store)
        if given.verb == "list":
            rows: Sequence[AccessToken | AccessKey] = (
                await credentials.tokens() if kind is AccessToken else await credentials.keys()
            )
            sys.stdout.write(_table(rows))
        elif given.verb == "revoke":
            for id_ in given.id:
                await credentials.revoke(kind, id_)
                sys.stderr.write(f"revoked {id_}\n")
        elif kind is AccessToken:
            await _issue_token(credentials, _new(given))
        else:
            await _issue_key(credentials, _new(given), key_file_of(settings))
    finally:
        await store.close()
    return 0


async def _issue_token(credentials: Credentials, new: NewCredential) -> None:
    secret = new_token()
    row = await credentials.add_token(new, digest_of(secret))
    sys.stdout.write(f"{secret}\n")
    _told(row)


async def _issue_key(credentials: Credentials, new: NewCredential, path: Path) -> None:
    key_file = KeyFile.ensure(path)
    access, salt = new_access(), new_salt()
    row = await credentials.add_key(new, access, salt, key_file.id)
    secret = key_file.secret(access, salt)
    sys.stdout.write(f"HUAWEICLOUD_SDK_AK={access}\nHUAWEICLOUD_SDK_SK={secret}\n")
    _told(row)


def _told(row: AccessToken | AccessKey) -> None:
    sys.stderr.write(
        f"id {row.id}, for {row.domain}/{row.user_name} in {', '.join(row.projects)}, "
        f"expires {_shown(row.expire_time)}; the secret is not shown again\n"
    )


def _new(given: argparse.Namespace) -> NewCredential:
    actions = [action for role in given.role for action in ROLES[role]] + given.action
    return NewCredential(
        user_name=given.user,
        domain=given.domain,
        projects=tuple(dict.fromkeys(given.project or ["default"])),
        actions=tuple(dict.fromkeys(actions)),
        description=given.description,
        expire_time=None if given.expires is None else now() + given.expires,
    )


def _parser(command: str, what: str, expires: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"treadle {command}", description=f"Issue, list and revoke {what}.", allow_abbrev=False
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="issue|list|revoke")
    issue = verbs.add_parser(
        "issue",
        help="make one and show it, once",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Make one and show it, once. What it may do: roles, actions, or both.",
        epilog=_epilog(),
    )
    issue.add_argument("--user", type=_name, default="default", metavar="NAME", help="default: default")
    issue.add_argument("--domain", type=_name, default="default", metavar="NAME", help="account of the user")
    issue.add_argument(
        "--project",
        type=_name,
        action="append",
        metavar="ID",
        help="repeatable, X-Project-Id chooses; default: the project of the default workspace",
    )
    issue.add_argument("--role", choices=sorted(ROLES), action="append", default=[], help="repeatable")
    issue.add_argument("--action", type=_action, action="append", default=[], metavar="ACTION")
    issue.add_argument(
        "--expires",
        type=_duration,
        default=expires,
        metavar="TIME",
        help=f"as 30m, 24h, 90d, never; {expires}",
    )
    issue.add_argument("--description", metavar="TEXT")
    shown = verbs.add_parser("list", help="show all, without secrets")
    revoke = verbs.add_parser("revoke", help="honour it no longer")
    revoke.add_argument("id", nargs="+", metavar="ID", help="as the list shows it")
    for verb in (issue, shown, revoke):
        verb.add_argument("--database-url", default=os.environ.get("DATABASE_URL"), metavar="URL")
        verb.add_argument(
            "--state-directory",
            type=Path,
            default=_path("TREADLE_STATE"),
            metavar="PATH",
        )
    if command == "access-key":
        issue.add_argument(
            "--key-file", type=Path, default=_path("FABRIC_KEY_FILE"), metavar="PATH", help="the server's"
        )
    return parser


def _epilog() -> str:
    roles = [f"  {name:<10} {' '.join(actions)}" for name, actions in ROLES.items()]
    actions = [f"  {action}" for action in ACTIONS]
    title = f"actions (a * ends a part, as in {SERVICE}:model:*):"
    where = "The database is that of a server with the same --database-url or --state-directory."
    return "\n".join(["roles:", *roles, "", title, *actions, "", where])


def _path(variable: str) -> Path | None:
    given = os.environ.get(variable)
    return Path(given) if given else None


def _name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not of 1 to 64 letters, digits, _ . @ -")
    return text


def _action(text: str) -> str:
    if not is_pattern(text) or not any(permits([text], action) for action in ACTIONS):
        raise argparse.ArgumentTypeError(f"{text!r} covers none of the actions; --help lists them")
    return text


def _duration(text: str) -> timedelta | None:
    if text == "never":
        return None
    found = _DURATION.fullmatch(text)
    length = None if found is None else int(found[1]) * _UNITS[found[2]]
    if length is None or length > _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is neither never nor a time as 30m, 24h, 90d")
    return length


def _shown(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _table(rows: Sequence[AccessToken | AccessKey]) -> str:
    lines = [("ID", "STATE", "USER", "PROJECTS", "EXPIRES", "LAST USED", "ACTIONS", "DESCRIPTION")]
    for row in rows:
        refusal = grant_of(row).refusal
        state = "active" if refusal is None else "revoked" if row.revoke_time is not None else "expired"
        lines.append(
            (
                row.id,
                state,
                f"{row.domain}/{row.user_name}",
                ",".join(row.projects),
                _shown(row.expire_time),
                _shown(row.last_used_time),
                ",".join(row.actions),
                row.description or "",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )
