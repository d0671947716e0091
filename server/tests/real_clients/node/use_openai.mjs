// OpenAI's SDK for JavaScript.
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { all, CHOICE, GUARDED, KEY, PROMPT, QUESTION, step, TOO_LONG, TOOL, URL } from "./steps.mjs";

const client = new OpenAI({ baseURL: `${URL}/v1`, apiKey: "-" });
const greedy = { model: "tgi", messages: QUESTION, max_tokens: 12, temperature: 0 };
const text = { model: "tgi", prompt: PROMPT, max_tokens: 8, temperature: 0 };
const long = { ...greedy, messages: [{ role: "user", content: TOO_LONG }] };

await step("models", async () => (await all(client.models.list())).map((model) => model.id));
await step("chat", async () => {
  const answer = await client.chat.completions.create(greedy);
  return { text: answer.choices[0].message.content, generated: answer.usage.completion_tokens };
});
await step("chat_streamed", async () => {
  const asked = { ...greedy, stream: true, stream_options: { include_usage: true } };
  const chunks = await all(await client.chat.completions.create(asked));
  return {
    text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
    generated: chunks.at(-1).usage.completion_tokens,
  };
});
await step("chat_stream_helper", async () => client.chat.completions.stream(greedy).finalContent());
await step("completion", async () => (await client.completions.create(text)).choices[0].text);
await step("completion_streamed", async () =>
  (await all(await client.completions.create({ ...text, stream: true }))).map((chunk) => chunk.choices[0].text).join(""));
await step("tool", async () => {
  const asked = { ...greedy, max_tokens: 80, tools: [TOOL], tool_choice: CHOICE };
  return (await client.chat.completions.create(asked)).choices[0].message.tool_calls[0].function;
});
await step("tool_stream_helper", async () => {
  const asked = { ...greedy, max_tokens: 80, tools: [TOOL], tool_choice: CHOICE };
  const final = await client.chat.completions.stream(asked).finalChatCompletion();
  const { name, arguments: given } = final.choices[0].message.tool_calls[0].function;
  return { name, arguments: given };
});
await step("parsed", async () => {
  const Weather = z.object({ place: z.enum(["Paris", "Rome"]), sunny: z.boolean() });
  const form = zodResponseFormat(Weather, "weather");
  const answer = await client.chat.completions.parse({ ...greedy, max_tokens: 80, response_format: form });
  return answer.choices[0].message.parsed;
});
await step("too_long", async () => client.chat.completions.create(long));
await step("too_long_stream", async () => client.chat.completions.create({ ...long, stream: true }));
await step("wrong_key", async () =>
  new OpenAI({ baseURL: `${GUARDED}/v1`, apiKey: "wrong" }).chat.completions.create(greedy));
await step("right_key", async () => {
  const answer = await new OpenAI({ baseURL: `${GUARDED}/v1`, apiKey: KEY }).chat.completions.create(greedy);
  return answer.choices[0].message.content;
});
