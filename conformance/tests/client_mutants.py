"""Wrong clients, made from the right one of `naive_client.py`, and the variants that have to find each of them out."""

from __future__ import annotations


def _of(kind: str, *names: str) -> set[str]:
    return {f"client.{kind}.{name}" for name in names}


CLIENT_MUTANTS = {
    "reads_all_first": _of("generate_stream", "slow"),
    "decodes_each_piece": _of("generate_stream", "byte_by_byte", "cut_inside_characters"),
    "keeps_the_mark": _of("generate_stream", "with_a_byte_order_mark"),
    "splits_at_separators": _of("generate_stream", "line_separators"),
    "knows_no_carriage_return": _of("generate_stream", "with_bare_carriage_returns", "with_carriage_returns"),
    "takes_the_last_line": _of("generate_stream", "on_two_lines"),
    "needs_a_blank": _of("generate_stream", "without_blanks"),
    "comments_are_events": _of("generate_stream", "with_comments"),
    "hides_the_status": _of(
        "generate_stream", "refused", "refused_as_text", "refused_without_a_body", "generation_failed"
    ),
    "passes_over_errors": _of("generate_stream", "error_in_the_stream"),
    "refuses_the_unknown": _of("generate_stream", "unknown_members"),
    "takes_a_part": _of("generate_stream", "cut_off", "cut_inside_an_event"),
    "asks_again": _of("generate_stream", "failed_once_sent"),
    "needs_no_end": _of("generate_stream", "ends_without_its_end"),
    "drops_the_last": _of("generate_stream", "as_the_contract_says"),
    "done_is_json": _of("chat_stream", "as_the_contract_says"),
    "needs_no_done": _of("chat_stream", "ends_without_its_end"),
}
