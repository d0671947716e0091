"""When a call is moderated, by whom, and what becomes of one that is not allowed.

no moderator             nothing is looked at, and every answer says so
an instance's switch     off for an instance that was deployed without
a request's `moderation` true switches on, false off; off only where the server's policy lets it
an image                 nobody can judge one: refused, or where the operator says so let pass unseen
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from treadle.contract.problem import Kind, Problem
from treadle.fabric.moderation.classifier import ANSWERS, PROMPT, Classifier, Find, check, prompt_of
from treadle.fabric.moderation.panel import Panel
from treadle.fabric.moderation.port import Moderator, UnusableModerator
from treadle.fabric.refusal import refuse

OptOut = Literal["never", "instance", "request"]
OnFinding = Literal["shield", "refuse"]
OnImage = Literal["refuse", "pass"]
REFUSAL = "the content is not allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSettings:
    """What the operator says.

    `classifier` is "default" (the server's own instance) or "WORKSPACE/INSTANCE". `modules` are further
    moderators as "package.module:name", where the name is called and gives a `Moderator`. `opt_out` is
    who may go without: nobody, instances that are deployed so, or single requests too. `on_image` is what
    becomes of a moderated call with an image.
    """

    words: Path | None = None
    classifier: str | None = None
    answers: tuple[str, ...] = ANSWERS
    prompt: Path | None = None
    modules: tuple[str, ...] = ()
    opt_out: OptOut = "instance"
    on_finding: OnFinding = "shield"
    on_image: OnImage = "refuse"
    fail_open: bool = False


class Moderation:
    """The settings, read and checked; the classifier's engine is looked up when it is asked."""

    def __init__(self, settings: ModerationSettings) -> None:
        """Raises UnusableModerator."""
        self._settings = settings
        self._moderators: list[Moderator] = []
        self._prompt = PROMPT if settings.prompt is None else prompt_of(settings.prompt)
        names: list[str] = []
        if settings.words is not None:
            from treadle.fabric.moderation.words import WordList  # only who has a list needs the package

            words = WordList.of(settings.words)
            self._moderators.append(words)
            names.append(f"words ({words.size})")
        for place in settings.modules:
            self._moderators.append(_made(place))
            names.append(place)
        if settings.classifier is not None:
            check(settings.answers, self._prompt)
            if settings.classifier != "default" and settings.classifier.count("/") != 1:
                raise UnusableModerator("a classifier is `default` or WORKSPACE/INSTANCE")
            names.append(f"classifier ({settings.classifier})")
        self.described = ", ".join(names) or "disabled: there is no moderator"
        self.feature = ",".join(name.partition(" ")[0] for name in names)[:255] or "disabled"

    @property
    def classifier(self) -> str | None:
        """Where the classifier is."""
        return self._settings.classifier

    def policy(self, find: Find) -> Policy:
        """What calls are held to; `find` looks the classifier's engine up."""
        settings, moderators = self._settings, list(self._moderators)
        if settings.classifier is not None:
            moderators.append(Classifier(find, answers=settings.answers, prompt=self._prompt))
        panel = Panel(moderators, fail_open=settings.fail_open) if moderators else None
        return Policy(
            panel, opt_out=settings.opt_out, on_finding=settings.on_finding, on_image=settings.on_image
        )


class Policy:
    """Which calls are moderated."""

    def __init__(
        self,
        panel: Panel | None,
        *,
        opt_out: OptOut = "instance",
        on_finding: OnFinding = "shield",
        on_image: OnImage = "refuse",
    ) -> None:
        self._panel = panel
        self._opt_out = opt_out
        self._on_finding = on_finding
        self._on_image = on_image

    def panel(self, asked: bool | None, instance: bool) -> Panel | None:
        """Who moderates a call that asks so of an instance with such a switch; raises INVALID."""
        if self._panel is None:
            if asked:
                raise refuse("moderation", "cannot be true: this server has no moderator")
            return None
        on = instance or self._opt_out == "never"
        if asked is False and on and self._opt_out != "request":
            raise refuse("moderation", "cannot be false: this server's policy does not let a request opt out")
        return self._panel if (on if asked is None else asked) else None

    def told(self, panel: Panel | None, image: str | None) -> str:
        """What `X-Content-Moderation` says before anything was judged.

        `image` is where the call has one; raises INVALID if it may not be let pass unseen.
        """
        if panel is None:
            return "disabled"
        if image is None:
            return "passed"
        if self._on_image == "refuse":
            raise refuse(image, "is an image, and this server's moderators read text alone")
        return "partial"

    def may_deploy(self, instance: bool) -> None:
        """Refuse an instance without moderation where nobody may go without; raises INVALID."""
        if not instance and self._panel is not None and self._opt_out == "never":
            raise refuse(
                "config/model_instance_config/moderation",
                "cannot be false: this server's policy does not let an instance opt out",
            )

    def condemned(self) -> None:
        """Raise FORBIDDEN where the operator wants refusals in the place of masks."""
        if self._on_finding == "refuse":
            raise Problem(Kind.FORBIDDEN, REFUSAL)


def _made(place: str) -> Moderator:
    module, _, name = place.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)()
    except Exception as error:
        raise UnusableModerator(f"moderator {place}: {type(error).__name__}: {error}") from error
    if not callable(getattr(made, "watch", None)):
        raise UnusableModerator(f"moderator {place}: it has no `watch`")
    return cast("Moderator", made)
