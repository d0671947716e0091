"""`treadle token` and `treadle access-key`: what they print, keep and refuse; and no secret in any log."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.access.signing import signed
from treadle import credentials, serve
from treadle.access import access_of
from treadle.config import ServerSettings

TOKEN = re.compile(r"treadle-[A-Za-z0-9_-]{43}\n")
KEY = re.compile(r"HUAWEICLOUD_SDK_AK=([A-Z2-7]{20})\nHUAWEICLOUD_SDK_SK=([A-Za-z0-9_-]{43})\n")


class Told:
    """The commands on one state directory."""

    def __init__(self, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.state = state
        self.capsys = capsys

    def __call__(self, command: str, verb: str, *arguments: str, status: int = 0) -> tuple[str, str]:
        run = credentials.token if command == "token" else credentials.access_key
        assert run([verb, *arguments, "--state-directory", str(self.state)]) == status
        captured = self.capsys.readouterr()
        return captured.out, captured.err


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    for variable in ("DATABASE_URL", "TREADLE_STATE", "FABRIC_KEY_FILE"):
        monkeypatch.delenv(variable, raising=False)
    return Told(tmp_path / "state", capsys)


def rows(table: str) -> list[list[str]]:
    return [re.split(r"\s{2,}", line) for line in table.splitlines()]


def test_a_token_is_shown_once_and_listed_without_its_secret(told: Told) -> None:
    token, about = told(
        "token", "issue", "--user", "ann", "--domain", "org", "--project", "p1", "--project", "p2",
        "--role", "viewer", "--action", "DataArtsFabric:model:inference", "--expires", "90d", "--description", "of the CI",
    )  # fmt: skip
    assert TOKEN.fullmatch(token)
    id_ = about.split()[1].rstrip(",")
    head, row = rows(told("token", "list")[0])
    assert head[:3] == ["ID", "STATE", "USER"]
    assert row[:4] == [id_, "active", "org/ann", "p1,p2"]
    assert row[5:] == [
        "never",
        "DataArtsFabric:*:list*,DataArtsFabric:*:show*,DataArtsFabric:model:inference",
        "of the CI",
    ]
    expires = time.mktime(time.strptime(row[4], "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert abs(expires - time.time() - 90 * 86_400) < 60
    assert token.strip() not in told("token", "list")[0]
    assert told("token", "revoke", id_) == ("", f"revoked {id_}\n")
    assert rows(told("token", "list")[0])[1][1] == "revoked"
    assert told("token", "revoke", "nobody", status=1) == ("", "treadle token: there is no token nobody\n")


def test_an_access_key(told: Told) -> None:
    out, about = told("access-key", "issue", "--role", "admin")
    found = KEY.fullmatch(out)
    assert found is not None
    access, secret = found.groups()
    assert about.startswith(f"id {access}, for default/default in default, expires never")
    listed = told("access-key", "list")[0]
    assert access in listed
    assert secret not in listed
    assert told("access-key", "issue", "--role", "admin")[0] != out
    assert told("access-key", "revoke", access) == ("", f"revoked {access}\n")
    (told.state / "fabric.key").chmod(0o644)
    assert "chmod 600" in told("access-key", "issue", "--role", "admin", status=1)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["issue"], "say what it may do"),
        (["issue", "--role", "king"], "invalid choice: 'king'"),
        (["issue", "--action", "DataArtsFabric:model:steal"], "covers none of the actions"),
        (["issue", "--action", "model:create"], "covers none of the actions"),
        (["issue", "--role", "admin", "--expires", "soon"], "neither never nor a time"),
        (["issue", "--role", "admin", "--expires", "0h"], "neither never nor a time"),
        (["issue", "--role", "admin", "--expires", "999999d"], "neither never nor a time"),
        (["issue", "--role", "admin", "--user", "a/b"], "is not of 1 to 64"),
        (["issue", "--role", "admin", "--project", "x" * 65], "is not of 1 to 64"),
        (["revoke"], "ID"),
        ([], "issue|list|revoke"),
        (["steal"], "steal"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (credentials.token, credentials.access_key):
        with pytest.raises(SystemExit) as ended:
            command(arguments)
        assert ended.value.code == 2
        assert words in capsys.readouterr().err


def test_a_database_that_cannot_be_used(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://ann:hidden@127.0.0.1:1/fabric"
    assert credentials.token(["list", "--database-url", url]) == 1
    said = capsys.readouterr().err
    assert "the database cannot be used" in said
    assert "hidden" not in said


def test_help_names_every_role_and_action(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        credentials.token(["issue", "--help"])
    said = capsys.readouterr().out
    for action in credentials.ACTIONS:
        assert action in said
    for role in ("admin", "developer", "viewer", "invoker"):
        assert f"  {role} " in said


@pytest.mark.parametrize(
    ("settings", "asks"),
    [
        ({}, False),
        ({"hostname": "::1"}, False),
        ({"hostname": "0.0.0.0"}, True),
        ({"hostname": "fabric.example.org"}, True),
        ({"hostname": "0.0.0.0", "fabric_open": True}, False),
        ({"fabric_open": False}, True),
        ({"fabric_token": ("t",)}, True),
        ({"fabric_iam_url": "https://iam.example.org"}, True),
    ],
)
def test_who_is_asked(settings: dict[str, object], asks: bool) -> None:
    given = {"hostname": "127.0.0.1", **settings}
    assert (access_of(ServerSettings(**given)) is not None) is asks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"fabric_open": True, "fabric_token": ("t",)}, "--fabric-open asks nobody"),
        ({"fabric_open": True, "fabric_iam_url": "http://iam"}, "--fabric-open asks nobody"),
        ({"fabric_iam_url": "iam.example.org"}, "http:// or https:// is needed"),
        ({"fabric_iam_url": "http://iam", "fabric_iam_role": ("cook=king",)}, "--fabric-iam-role cook=king"),
        ({"fabric_iam_url": "http://iam", "fabric_iam_role": ("cook",)}, "NAME=ROLE is needed"),
    ],
)
def test_settings_that_contradict(
    settings: dict[str, object], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        access_of(ServerSettings(**settings))  # type: ignore[arg-type]
    flags = []
    for name, value in settings.items():
        flags.append(f"--{name.replace('_', '-')}")
        flags += [value] if isinstance(value, str) else value if isinstance(value, tuple) else []
    assert serve.main(flags) == 2
    assert words in capsys.readouterr().err


@dataclass
class Served:
    """A server on the fake engine as others would reach it, with every log on."""

    url: str
    state: Path
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    found = Served(f"http://127.0.0.1:{port}", folder / "state", folder / "server.log")
    command = [sys.executable, str(Path(__file__).parent / "fake_server.py"), str(port), str(found.state)]
    flags = ["--hostname", "0.0.0.0", "--fabric-token", "static-secret"]
    with found.log.open("w") as output:
        environment = {**os.environ, "LOG_LEVEL": "DEBUG"}
        process = subprocess.Popen([*command, *flags], stdout=output, stderr=output, env=environment)
        try:
            for _ in range(600):
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"{found.url}/healthcheck")
                    break
                assert process.poll() is None, found.log.read_text()
                time.sleep(0.1)
            yield found
        finally:
            process.terminate()
            process.wait(timeout=30)


def test_no_secret_is_in_a_log_of_everything(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(served.state, capsys)
    token = told("token", "issue", "--role", "admin")[0].strip()  # a server that runs knows it at once
    narrow = told("token", "issue", "--role", "invoker")[0].strip()
    access, secret = pair(told)
    host = served.url.removeprefix("http://")
    with httpx.Client(base_url=served.url) as client:

        def ask(target: str = "/v1/workspaces", **headers: str) -> int:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.get(target, headers=given).status_code

        def sign(secret: str, **headers: str) -> int:
            given = {"Host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
            made = signed("GET", "/v1/workspaces", access=access, secret=secret, headers=given)
            return client.get("/v1/workspaces", headers=made).status_code

        assert ask() == 401
        assert ask(X_Auth_Token="static-secret") == 200
        assert ask(X_Auth_Token=token) == 200
        assert ask(X_Auth_Token="wrong-secret") == 401
        assert ask(X_Auth_Token=token, X_Project_Id="other") == 403
        assert ask(Authorization=f"Bearer {token}") == 401
        assert ask("/v1/workspaces/w/models", X_Auth_Token=narrow) == 403
        assert sign(secret) == 200
        assert sign(secret, X_Auth_Token=token) == 200
        assert sign("wrong-secret", X_Auth_Token=token) == 401
        assert sign(secret, X_Security_Token="wrong-secret") == 401
    said = served.log.read_text()
    assert "DEBUG" in said
    assert "it is not for the project that X-Project-Id names" in said
    assert f"the signature of {access} is not that of GET|/v1/workspaces/|" in said
    assert "x-auth-token:***" in said
    key = (served.state / "fabric.key").read_text().strip()
    for hidden in (token, narrow, secret, key, "static-secret", "wrong-secret"):
        assert hidden not in said


def pair(told: Told) -> tuple[str, str]:
    found = KEY.fullmatch(told("access-key", "issue", "--role", "admin", "--project", "default")[0])
    assert found is not None
    return found[1], found[2]


def test_huaweis_sdk(
    served: Served, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own client, unmodified: with AK/SK, with a token, with both, and refused."""
    monkeypatch.setenv("HOME", str(tmp_path))  # it writes there when it is imported
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
    from huaweicloudsdkdataartsfabric.v1 import (
        CreateModelDefinitionRequest,
        CreateModelInput,
        DataArtsFabricClient,
        ListModelsRequest,
        ListWorkspacesRequest,
        ModelVersionInput,
    )

    told = Told(served.state, capsys)
    token = told("token", "issue", "--role", "admin")[0].strip()
    access, secret = pair(told)

    def client_of(access: str, secret: str, project: str | None = None) -> Any:
        credentials = BasicCredentials(access, secret, project)
        builder = DataArtsFabricClient.new_builder().with_credentials(credentials)
        return builder.with_endpoint(served.url).build()

    client = client_of(access, secret)
    for _ in range(3):  # as a loop that polls, within one second
        (workspace,) = client.list_workspaces(ListWorkspacesRequest()).workspaces
    assert client_of(access, secret, "default").list_workspaces(ListWorkspacesRequest()).total == 1
    version = ModelVersionInput(name="1", description="模型")
    body = CreateModelInput(name="of the SDK", type="LLM_MODEL", version=version)
    request = CreateModelDefinitionRequest(workspace_id=workspace.id, body=body)
    made = client.create_model_definition(request)
    wanted = ListModelsRequest(workspace_id=workspace.id, name="of the SDK", visibility="PRIVATE")
    both = client.list_models_invoker(wanted).add_header("X-Auth-Token", token).invoke()
    assert [model.id for model in both.models] == [made.id]
    plain = client_of("none", "none")
    plain.preset_headers |= {"X-Auth-Token": token, "Authorization": ""}
    assert plain.list_workspaces(ListWorkspacesRequest()).total == 1

    odd = ListModelsRequest(workspace_id="a b/ü%")
    refused = [
        (client_of(access, secret + "x"), ListWorkspacesRequest(), 401, "APIG.0301"),
        (client_of("NOBODY", secret), ListWorkspacesRequest(), 401, "APIG.0301"),
        (client_of(access, secret, "f" * 32), ListWorkspacesRequest(), 403, 403),
        (client, odd, 400, "common.01000001"),  # signed rightly, an id of a wrong form
    ]
    for asking, request, status, code in refused:
        call = asking.list_models if request is odd else asking.list_workspaces
        with pytest.raises(ClientRequestException) as caught:
            call(request)
        assert (caught.value.status_code, caught.value.error_code) == (status, code)
