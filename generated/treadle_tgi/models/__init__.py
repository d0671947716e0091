# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Contains all the data models used in inputs/outputs"""

from .api_doc_response_200 import ApiDocResponse200
from .best_of_sequence import BestOfSequence
from .chat_choice import ChatChoice
from .chat_chunk_choice import ChatChunkChoice
from .chat_completion import ChatCompletion
from .chat_completion_chunk import ChatCompletionChunk
from .chat_delta import ChatDelta
from .chat_finish_reason import ChatFinishReason
from .chat_logprob import ChatLogprob
from .chat_logprobs import ChatLogprobs
from .chat_message import ChatMessage
from .chat_request import ChatRequest
from .chat_request_logit_bias_type_0 import ChatRequestLogitBiasType0
from .chat_tokenize_response import ChatTokenizeResponse
from .compat_generate_request import CompatGenerateRequest
from .completion import Completion
from .completion_choice import CompletionChoice
from .completion_chunk import CompletionChunk
from .completion_chunk_choice import CompletionChunkChoice
from .completion_chunk_choice_finish_reason_type_1 import CompletionChunkChoiceFinishReasonType1
from .completion_chunk_choice_finish_reason_type_2_type_1 import CompletionChunkChoiceFinishReasonType2Type1
from .completion_chunk_choice_finish_reason_type_3_type_1 import CompletionChunkChoiceFinishReasonType3Type1
from .completion_finish_reason import CompletionFinishReason
from .completion_logprobs import CompletionLogprobs
from .completion_logprobs_top_logprobs_type_0_item_type_0 import CompletionLogprobsTopLogprobsType0ItemType0
from .completion_request import CompletionRequest
from .completion_request_logit_bias_type_0 import CompletionRequestLogitBiasType0
from .details import Details
from .error_response import ErrorResponse
from .finish_reason import FinishReason
from .function_call import FunctionCall
from .function_call_delta import FunctionCallDelta
from .generate_parameters import GenerateParameters
from .generate_request import GenerateRequest
from .generate_response import GenerateResponse
from .generate_stream_request import GenerateStreamRequest
from .image_part import ImagePart
from .image_url import ImageUrl
from .info import Info
from .invocation_request import InvocationRequest
from .json_format import JsonFormat
from .json_format_value_type_0 import JsonFormatValueType0
from .json_grammar import JsonGrammar
from .json_grammar_value_type_0 import JsonGrammarValueType0
from .json_object_format import JsonObjectFormat
from .json_object_format_schema_type_0 import JsonObjectFormatSchemaType0
from .json_object_format_value_type_0 import JsonObjectFormatValueType0
from .json_object_grammar import JsonObjectGrammar
from .json_object_grammar_value_type_0 import JsonObjectGrammarValueType0
from .json_schema_format import JsonSchemaFormat
from .json_schema_grammar import JsonSchemaGrammar
from .message import Message
from .model import Model
from .model_list import ModelList
from .named_function import NamedFunction
from .named_json_schema import NamedJsonSchema
from .named_json_schema_schema import NamedJsonSchemaSchema
from .openapi_document_response_200 import OpenapiDocumentResponse200
from .past_function_call import PastFunctionCall
from .past_tool_call import PastToolCall
from .prefill_token import PrefillToken
from .regex_format import RegexFormat
from .regex_grammar import RegexGrammar
from .simple_token import SimpleToken
from .stream_details import StreamDetails
from .stream_error import StreamError
from .stream_error_detail import StreamErrorDetail
from .stream_options import StreamOptions
from .stream_response import StreamResponse
from .text_format import TextFormat
from .text_part import TextPart
from .token import Token
from .tokenize_request import TokenizeRequest
from .tool import Tool
from .tool_call import ToolCall
from .tool_call_delta import ToolCallDelta
from .tool_choice import ToolChoice
from .tool_choice_type_type_1 import ToolChoiceTypeType1
from .tool_choice_type_type_2_type_1 import ToolChoiceTypeType2Type1
from .tool_choice_type_type_3_type_1 import ToolChoiceTypeType3Type1
from .tool_function import ToolFunction
from .tool_function_arguments_type_0 import ToolFunctionArgumentsType0
from .tool_function_parameters_type_0 import ToolFunctionParametersType0
from .top_logprob import TopLogprob
from .usage import Usage
from .vertex_instance import VertexInstance
from .vertex_request import VertexRequest
from .vertex_response import VertexResponse
from .vertex_text import VertexText

__all__ = (
    "ApiDocResponse200",
    "BestOfSequence",
    "ChatChoice",
    "ChatChunkChoice",
    "ChatCompletion",
    "ChatCompletionChunk",
    "ChatDelta",
    "ChatFinishReason",
    "ChatLogprob",
    "ChatLogprobs",
    "ChatMessage",
    "ChatRequest",
    "ChatRequestLogitBiasType0",
    "ChatTokenizeResponse",
    "CompatGenerateRequest",
    "Completion",
    "CompletionChoice",
    "CompletionChunk",
    "CompletionChunkChoice",
    "CompletionChunkChoiceFinishReasonType1",
    "CompletionChunkChoiceFinishReasonType2Type1",
    "CompletionChunkChoiceFinishReasonType3Type1",
    "CompletionFinishReason",
    "CompletionLogprobs",
    "CompletionLogprobsTopLogprobsType0ItemType0",
    "CompletionRequest",
    "CompletionRequestLogitBiasType0",
    "Details",
    "ErrorResponse",
    "FinishReason",
    "FunctionCall",
    "FunctionCallDelta",
    "GenerateParameters",
    "GenerateRequest",
    "GenerateResponse",
    "GenerateStreamRequest",
    "ImagePart",
    "ImageUrl",
    "Info",
    "InvocationRequest",
    "JsonFormat",
    "JsonFormatValueType0",
    "JsonGrammar",
    "JsonGrammarValueType0",
    "JsonObjectFormat",
    "JsonObjectFormatSchemaType0",
    "JsonObjectFormatValueType0",
    "JsonObjectGrammar",
    "JsonObjectGrammarValueType0",
    "JsonSchemaFormat",
    "JsonSchemaGrammar",
    "Message",
    "Model",
    "ModelList",
    "NamedFunction",
    "NamedJsonSchema",
    "NamedJsonSchemaSchema",
    "OpenapiDocumentResponse200",
    "PastFunctionCall",
    "PastToolCall",
    "PrefillToken",
    "RegexFormat",
    "RegexGrammar",
    "SimpleToken",
    "StreamDetails",
    "StreamError",
    "StreamErrorDetail",
    "StreamOptions",
    "StreamResponse",
    "TextFormat",
    "TextPart",
    "Token",
    "TokenizeRequest",
    "Tool",
    "ToolCall",
    "ToolCallDelta",
    "ToolChoice",
    "ToolChoiceTypeType1",
    "ToolChoiceTypeType2Type1",
    "ToolChoiceTypeType3Type1",
    "ToolFunction",
    "ToolFunctionArgumentsType0",
    "ToolFunctionParametersType0",
    "TopLogprob",
    "Usage",
    "VertexInstance",
    "VertexRequest",
    "VertexResponse",
    "VertexText",
)
