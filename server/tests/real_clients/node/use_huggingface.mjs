// @huggingface/inference: textGeneration goes to /v1/completions, chatCompletion to /v1/chat/completions.
import { InferenceClient } from "@huggingface/inference";
import { all, CHOICE, GUARDED, KEY, NESTED, PROMPT, QUESTION, step, TOO_LONG, TOOL, URL, WEATHER } from "./steps.mjs";

const client = new InferenceClient().endpoint(URL);
const asked = { inputs: PROMPT, parameters: { max_new_tokens: 8, temperature: 0, return_full_text: false } };
const greedy = { messages: QUESTION, max_tokens: 12, temperature: 0 };

await step("plain", async () => (await client.textGeneration(asked)).generated_text);
await step("by_argument", async () =>
  (await new InferenceClient("", { endpointUrl: URL }).textGeneration(asked)).generated_text);
// Its chunks are those of /v1/completions, whatever its types say.
await step("streamed", async () =>
  (await all(client.textGenerationStream(asked))).map((chunk) => chunk.choices[0].text).join(""));
await step("chat", async () => {
  const answer = await client.chatCompletion(greedy);
  return { text: answer.choices[0].message.content, generated: answer.usage.completion_tokens };
});
await step("chat_streamed", async () =>
  (await all(client.chatCompletionStream(greedy))).map((chunk) => chunk.choices[0].delta.content ?? "").join(""));
await step("tool", async () => {
  const answer = await client.chatCompletion({ ...greedy, max_tokens: 80, tools: [TOOL], tool_choice: CHOICE });
  return answer.choices[0].message.tool_calls[0].function;
});
await step("structured", async () => {
  const form = { type: "json_schema", json_schema: { name: "weather", schema: WEATHER, strict: true } };
  const answer = await client.chatCompletion({ ...greedy, max_tokens: 80, response_format: form });
  return answer.choices[0].message.content;
});
await step("too_long", async () => client.textGeneration({ ...asked, inputs: TOO_LONG }));
await step("chat_too_long", async () =>
  client.chatCompletion({ ...greedy, messages: [{ role: "user", content: TOO_LONG }] }));
await step("too_long_in_openais_form", async () =>
  new InferenceClient().endpoint(NESTED).textGeneration({ ...asked, inputs: TOO_LONG }));
await step("too_long_stream", async () => all(client.textGenerationStream({ ...asked, inputs: TOO_LONG })));
await step("wrong_key", async () => new InferenceClient("wrong").endpoint(GUARDED).chatCompletion(greedy));
await step("right_key", async () =>
  (await new InferenceClient(KEY).endpoint(GUARDED).chatCompletion(greedy)).choices[0].message.content);
