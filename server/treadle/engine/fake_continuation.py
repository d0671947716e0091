"""One continuation of the fake engine on its way: tests and benchmarks only."""

from __future__ import annotations

from treadle.engine.port import Alternative, Delta, Finish, Generation, PromptToken, Token

BOS, EOS = 256, 257
SPECIAL = {BOS: "<s>", EOS: "</s>"}


class Continuation:
    """One continuation on its way."""

    def __init__(self, generation: Generation, index: int, answer: list[int]) -> None:
        self._sampling = generation.sampling
        self._generation = generation
        self._detailed = generation.tokens or generation.logprobs or generation.top_tokens > 0
        self._index = index
        self._answer = answer
        self._pending = b""
        self._text = ""
        self._sent = 0
        self.count = 0
        self.finished = False

    def advance(self, tokens: int) -> Delta:
        """Up to `tokens` more tokens."""
        made: list[Token] = []
        finish: Finish | None = None
        before = self.count
        while finish is None and self.count - before < tokens:
            token = self._answer[self.count]
            self.count += 1
            text = self._read(token)
            if self._detailed:
                made.append(self._token(token, text))
            finish = self._finish(token)
        self.finished = finish is not None
        held = 0
        if not self.finished and self._sampling.stop and not self._sampling.keep_stop:
            held = max(len(stop) for stop in self._sampling.stop) - 1
        end = max(self._sent, len(self._text) - held)
        delta = Delta(self._index, self._text[self._sent : end], self.count - before, made, finish)
        self._sent = end
        return delta

    def _read(self, token: int) -> str:
        if token >= 256:
            return SPECIAL[token]
        self._pending += bytes([token])
        try:
            text = self._pending.decode()
        except UnicodeDecodeError:
            return ""
        self._pending = b""
        self._text += text
        return text

    def _finish(self, token: int) -> Finish | None:
        for stop in self._sampling.stop:
            if self._text.endswith(stop):  # a token adds one character at most
                if not self._sampling.keep_stop:
                    self._text = self._text.removesuffix(stop)
                return Finish("stop", self.count, stop)
        if token == EOS:
            return Finish("eos", self.count)
        if self.count >= min(self._sampling.max_new_tokens, len(self._answer)):
            return Finish("length", self.count)
        return None

    def _token(self, token: int, text: str) -> Token:
        generation = self._generation
        scored = generation.logprobs or generation.top_tokens > 0
        top = alternatives(token, generation.top_tokens, ties=generation.top_ties)
        return Token(token, text, logprob(token) if scored else None, token in SPECIAL, top)


def prefill(generation: Generation) -> list[PromptToken]:
    """The tokens of a prompt."""
    first, *others = generation.prompt
    wanted = generation.prefill_top_tokens
    return [
        PromptToken(first, piece(first), None),
        *(PromptToken(each, piece(each), logprob(each), alternatives(each, wanted)) for each in others),
    ]


def alternatives(token: int, wanted: int, *, ties: bool = False) -> list[Alternative]:
    """The likeliest tokens where `token` came: itself and those after it; with `ties` the last two tie."""
    top: list[Alternative] = []
    for rank in range(wanted + (ties and wanted > 0)):
        other = (token + rank) % 256 if rank else token
        depth = min(rank, wanted - 1)
        top.append(Alternative(other, piece(other), logprob(token) - depth, other in SPECIAL))
    return top


def piece(token: int) -> str:
    """The text of one id decoded by itself."""
    return SPECIAL[token] if token in SPECIAL else bytes([token]).decode(errors="replace")


def logprob(token: int) -> float:
    """A log probability that depends on nothing but the token."""
    return -0.125 * (1 + token % 7)
