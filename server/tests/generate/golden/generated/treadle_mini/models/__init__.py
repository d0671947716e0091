# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .chat import Chat
from .chat_request import ChatRequest
from .chat_request_logit_bias_type_0 import ChatRequestLogitBiasType0
from .chat_request_tool_choice_type_0 import ChatRequestToolChoiceType0
from .chunk import Chunk
from .error import Error
from .error_error_type import ErrorErrorType
from .finish_reason import FinishReason
from .generate_request import GenerateRequest
from .generate_response import GenerateResponse
from .generate_response_details_type_0 import GenerateResponseDetailsType0
from .image_part import ImagePart
from .image_part_image_url import ImagePartImageUrl
from .instance import Instance
from .json_grammar import JsonGrammar
from .list_instances_sort_by import ListInstancesSortBy
from .message import Message
from .named_tool import NamedTool
from .named_tool_function import NamedToolFunction
from .page import Page
from .parameters import Parameters
from .regex_grammar import RegexGrammar
from .stream_error import StreamError
from .text_part import TextPart
from .token import Token

__all__ = (
    "Chat",
    "ChatRequest",
    "ChatRequestLogitBiasType0",
    "ChatRequestToolChoiceType0",
    "Chunk",
    "Error",
    "ErrorErrorType",
    "FinishReason",
    "GenerateRequest",
    "GenerateResponse",
    "GenerateResponseDetailsType0",
    "ImagePart",
    "ImagePartImageUrl",
    "Instance",
    "JsonGrammar",
    "ListInstancesSortBy",
    "Message",
    "NamedTool",
    "NamedToolFunction",
    "Page",
    "Parameters",
    "RegexGrammar",
    "StreamError",
    "TextPart",
    "Token",
)
