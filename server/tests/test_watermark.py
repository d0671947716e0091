"""`treadle watermark detect`: what it reads, what it prints, what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from treadle.engine.logits.rules import green_mask
from treadle.watermark import detect, main

VOCABULARY = 300


def marked(length: int) -> list[int]:
    tokens = [7]
    while len(tokens) < length:
        greens = green_mask(tokens[-1], VOCABULARY, 0.5).nonzero().flatten().tolist()
        tokens.append(greens[len(tokens) % len(greens)])
    return tokens


IDS = ("detect", "--tokens", "--vocabulary", str(VOCABULARY), "--device", "cpu")


def test_ids_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(marked(101))))
    assert main(IDS) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "watermarked"
    assert lines[1].startswith("z-score 10.00 (threshold 4), p-value 7.89e-31")
    assert lines[2] == "100 of 100 different pairs of tokens are green, 50% would be by chance"


def test_ids_from_a_file_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ids"
    file.write_text(" ".join(map(str, range(200))))
    assert main([*IDS, str(file), "--json", "--threshold", "2.5"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    expected = detect(list(range(200)), vocabulary=VOCABULARY)
    assert found == {
        "verdict": "not watermarked",
        "z_score": expected.z_score,
        "p_value": expected.p_value,
        "green": expected.green,
        "scored": 199,
        "tokens": 200,
        "gamma": 0.5,
        "threshold": 2.5,
        "device": "cpu",
    }


def test_a_text_is_read_by_the_embedded_models_tokenizer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATERMARK_GAMMA", "0.25")
    file = tmp_path / "text"
    file.write_text(" Paris. The capital of France is Paris, and nobody marked this.\n", encoding="utf-8")
    assert main(["detect", str(file), "--json", "--device", "cpu"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["tokens"], found["gamma"]) == ("not watermarked", 14, 0.25)


@pytest.mark.parametrize("text", ["1", "", "1 two", "1 300", "1 -2", "1 2.5"])
def test_nothing_to_judge(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ids"
    file.write_text(text)
    assert main([*IDS, str(file)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("treadle watermark: ")


def test_what_is_not_there_or_not_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*IDS, str(tmp_path / "none")]) == 1
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    assert main([*IDS, str(binary)]) == 1
    assert main(["detect", "--model-id", str(tmp_path), str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "wrong",
    [["--watermark-gamma", "1"], ["--vocabulary", "0"], ["--threshold", "x"], ["--watermark-gamma", "x"]],
)
def test_wrong_options(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([*IDS, *wrong])
    assert exit_.value.code == 2
