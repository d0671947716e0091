"""Faults in what happens to things that something else needs: they are deleted, or said to be."""

from __future__ import annotations

import re
from typing import Any

from mutants.middleware import Answer, Wrap, answer, mutant

WORKSPACE = re.compile("/v1/workspaces/[^/]+")
MODEL = re.compile("/v1/workspaces/[^/]+/models/[^/]+")
VERSION = re.compile("/v1/workspaces/[^/]+/models/[^/]+/versions/[^/]+")


def refused(a: Answer, path: re.Pattern[str]) -> bool:
    """Whether this is the refusal to delete something of that path, which is in use."""
    deleting = a.scope["method"] == "DELETE" and path.fullmatch(a.scope["path"]) is not None
    return deleting and a.status == 400 and b"in use" in a.body


def called_deleted(path: re.Pattern[str]) -> Wrap:
    """Say 200 where it was refused."""

    def edit(a: Answer) -> None:
        if refused(a, path):
            a.status, a.body = 200, b""
            a.headers.pop("content-type", None)

    return answer("DELETE *", edit, status=None)


def refused_and_gone(path: re.Pattern[str], listed: str) -> Wrap:
    """Refuse, and show it in no list any more."""
    gone: set[Any] = set()

    def edit(a: Answer) -> None:
        if refused(a, path):
            gone.add(a.scope["path"].rpartition("/")[2])
        elif gone and a.scope["method"] == "GET" and a.scope["path"].endswith(f"/{listed}"):
            value = a.json
            if listed not in value:
                return  # a refusal, or the list of OpenAI's models
            rows = [row for row in value[listed] if row["id"] not in gone]
            a.json = {**value, listed: rows, "total": value["total"] - len(value[listed]) + len(rows)}

    return answer("*", edit, status=None)


@mutant(0, "FAB-35", "fabric.deployed_model_is_kept")
def deployed_model_is_called_deleted() -> Wrap:
    return called_deleted(MODEL)


@mutant(0, "FAB-35", "fabric.deployed_model_is_kept")
def deployed_model_is_gone() -> Wrap:
    return refused_and_gone(MODEL, "models")


@mutant(0, "FAB-36", "fabric.current_version_is_kept")
def current_version_is_called_deleted() -> Wrap:
    return called_deleted(VERSION)


@mutant(0, "FAB-36", "fabric.current_version_is_kept")
def current_version_is_gone() -> Wrap:
    return refused_and_gone(VERSION, "versions")


@mutant(0, "FAB-37", "fabric.workspace_in_use_is_kept")
def workspace_in_use_is_called_deleted() -> Wrap:
    return called_deleted(WORKSPACE)


@mutant(0, "FAB-37", "fabric.workspace_in_use_is_kept")
def workspace_in_use_is_gone() -> Wrap:
    return refused_and_gone(WORKSPACE, "workspaces")


@mutant(0, "FAB-37", "fabric.workspace_in_use_is_kept")
def empty_workspace_stays() -> Wrap:
    deleted: set[Any] = set()

    def edit(a: Answer) -> None:
        if a.scope["method"] == "DELETE" and WORKSPACE.fullmatch(a.scope["path"]) and a.status == 200:
            deleted.add(a.scope["path"])
        elif a.scope["path"] in {f"{path}/models" for path in deleted} and a.status == 404:
            a.status, a.json = 200, {"total": 0, "models": []}

    return answer("*", edit, status=None)
