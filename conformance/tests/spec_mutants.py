"""Contracts that are wrong in one way each, and what has to notice it when everything was generated from them.

    lint RULE            our rules for contracts find it
    requirement ID       a requirement's pointer leads nowhere
    check ID[+ID]        the suite's check fails on a server that is made from the wrong contract, while the
                         further checks make the conversations that it has to look at
    itself smoke         the suite's own first request is not what the contract allows, and it says so
    lives SERVER_MUTANT  a wrong server that has to die by its check gets past it

Beside that `make generate --check` and the tests of drift notice every edit that was not generated from.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from treadle_conformance.documents import Document, load

Edit = Callable[[Any], object]
SCHEMAS = "/components/schemas"
PARAMETERS = f"{SCHEMAS}/GenerateParameters/properties"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecMutant:
    """One wrong contract. `edit` changes what stands at `pointer`."""

    id: str
    contract: str
    pointer: str
    edit: Edit
    noticed_by: str

    def document(self) -> Document:
        """The wrong contract."""
        document = Document(self.contract, copy.deepcopy(load(self.contract).data))
        self.edit(document.at(self.pointer))
        assert document.data != load(self.contract).data, self.id
        return document


def drop(name: str) -> Edit:
    """Delete a member, or what an array has of it."""

    def edit(node: Any) -> None:
        if isinstance(node, list):
            node.remove(name)
        else:
            del node[name]

    return edit


def put(name: str, value: Any) -> Edit:
    def edit(node: Any) -> None:
        node[name] = value

    return edit


def add(value: Any) -> Edit:
    return lambda node: node.append(value)


def tgi(name: str, pointer: str, edit: Edit, noticed_by: str) -> SpecMutant:
    return SpecMutant(id=name, contract="tgi", pointer=pointer, edit=edit, noticed_by=noticed_by)


def fabric(name: str, pointer: str, edit: Edit, noticed_by: str) -> SpecMutant:
    return SpecMutant(id=name, contract="fabric", pointer=pointer, edit=edit, noticed_by=noticed_by)


GENERATE = "/paths/~1generate/post"
MODELS = "/paths/~1v1~1workspaces~1{workspace_id}~1models"
RANGE = "check errors.value_out_of_range_is_refused"
EDGE = "check errors.boundary_values_are_accepted"

SPEC_MUTANTS = (
    # an answer may lack what it has to have
    tgi("answer_needs_no_text", f"{SCHEMAS}/GenerateResponse/required", drop("generated_text"), "lives required_member_removed"),
    fabric("errors_need_nothing", SCHEMAS, lambda node: [node[name].pop("required") for name in ("Error", "InferenceError")], "lives error_without_code"),
    # an answer may say what it must not
    tgi("text_may_be_null", f"{SCHEMAS}/GenerateResponse/properties/generated_text", put("type", ["string", "null"]), "lives required_member_is_null"),
    tgi("finish_reasons_are_more", f"{SCHEMAS}/FinishReason/enum", add("Length"), "lives unknown_enum_value"),
    tgi("created_may_be_a_fraction", f"{SCHEMAS}/Completion/properties/created", put("type", "number"), "lives integer_as_fraction"),
    tgi("counts_may_be_negative", f"{SCHEMAS}/Usage/properties/completion_tokens", drop("minimum"), "lint integer-bounds"),
    # an answer must not say what it may
    tgi("finish_reasons_are_fewer", f"{SCHEMAS}/FinishReason/enum", drop("length"), "check json.body_matches_schema"),
    tgi("chat_reasons_are_fewer", f"{SCHEMAS}/ChatFinishReason/enum", drop("tool_calls"), "check json.body_matches_schema+openai.required_tool_is_called"),
    tgi("more_is_required", f"{SCHEMAS}/GenerateResponse/required", add("model"), "lint required-declared"),
    tgi("a_member_is_lost", f"{SCHEMAS}/Details/properties", drop("prefill"), "lint required-declared"),
    tgi("a_member_is_misspelt", f"{SCHEMAS}/Details/properties", lambda node: node.__setitem__("topTokens", node.pop("top_tokens")), "check json.no_undeclared_members"),
    fabric("total_is_a_text", f"{SCHEMAS}/ListModelsResponse/properties/total", put("type", "string"), "check json.body_matches_schema"),
    fabric("times_have_another_form", f"{SCHEMAS}/Timestamp", put("pattern", "^[0-9]{10}$"), "check json.body_matches_schema"),
    # statuses, headers, media types
    tgi("422_is_dropped", f"{GENERATE}/responses", drop("422"), "check http.status_is_declared"),
    tgi("415_is_dropped", f"{GENERATE}/responses", drop("415"), "check http.status_is_declared+http.wrong_media_type_is_415"),
    tgi("429_is_dropped", f"{GENERATE}/responses", drop("429"), "requirement LOAD-03"),
    fabric("404_is_dropped", f"{MODELS}/get/responses", drop("404"), "check http.status_is_declared+fabric.unknown_things_are_404"),
    fabric("400_is_dropped", f"{MODELS}/post/responses", drop("400"), "requirement FAB-05"),
    tgi("metrics_are_html", "/paths/~1metrics/get/responses/200/content", lambda node: node.__setitem__("text/html", node.pop("text/plain")), "check http.content_type_is_declared"),
    fabric("moderation_is_told_in_other_words", "/components/headers/X-Content-Moderation/schema", put("enum", ["on", "off"]), "check http.declared_headers_are_sound"),
    # ranges of what is asked
    tgi("temperature_may_be_zero", f"{PARAMETERS}/temperature", drop("exclusiveMinimum"), RANGE),
    tgi("top_p_may_be_anything", f"{PARAMETERS}/top_p", drop("exclusiveMaximum"), RANGE),
    tgi("top_k_may_be_zero", f"{PARAMETERS}/top_k", put("minimum", 0), RANGE),
    tgi("penalty_goes_to_three", f"{PARAMETERS}/frequency_penalty", put("maximum", 3), RANGE),
    tgi("seed_is_smaller", f"{PARAMETERS}/seed", put("maximum", 2**32), EDGE),
    tgi("max_new_tokens_begins_at_two", f"{PARAMETERS}/max_new_tokens", put("minimum", 2), "itself smoke"),
    fabric("a_page_may_have_a_thousand", "/components/parameters/limit/schema", put("maximum", 1000), "check fabric.page_out_of_range_is_refused"),
    # what is asked for
    tgi("inputs_need_not_be_there", f"{SCHEMAS}/GenerateRequest/required", drop("inputs"), "check errors.missing_member_is_refused"),
    tgi("max_new_tokens_may_be_a_text", f"{PARAMETERS}/max_new_tokens", put("type", ["integer", "string", "null"]), "check errors.wrong_type_is_refused"),
    # who may ask
    tgi("generate_needs_no_key", GENERATE, put("security", []), "check auth.whatever_generates_is_locked"),
    fabric("models_need_no_token", f"{MODELS}/get", drop("security"), "lint operation-security"),
    # what it says of itself
    tgi("operation_has_no_id", GENERATE, drop("operationId"), "lint operation-id"),
    fabric("answer_has_no_request_id", f"{MODELS}/get/responses/200/headers", drop("X-request-id"), "lint answer-request-id"),
    fabric("component_of_nobody", "/components/schemas", put("Orphan", {"type": "string", "description": "Nobody's."}), "lint component-used"),
    tgi("default_is_out_of_range", f"{PARAMETERS}/top_p", put("default", 7), "lint openapi"),
    tgi("example_is_none", f"{PARAMETERS}/top_p", put("examples", [7]), "lint schema-example-valid"),
)  # fmt: skip
