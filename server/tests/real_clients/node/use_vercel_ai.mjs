// The Vercel AI SDK, with its provider for servers of OpenAI's kind.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateObject, generateText, streamObject, streamText, tool } from "ai";
import { z } from "zod";
import { all, GUARDED, KEY, NESTED, PROMPT, step, TOO_LONG, URL } from "./steps.mjs";

const provider = (url, apiKey) =>
  createOpenAICompatible({
    name: "treadle",
    baseURL: `${url}/v1`,
    apiKey,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
const model = provider(URL).chatModel("tgi");
const greedy = { model, prompt: "What is the capital of France?", temperature: 0, maxOutputTokens: 12, maxRetries: 0 };
const Weather = z.object({ place: z.enum(["Paris", "Rome"]), unit: z.enum(["celsius", "fahrenheit"]), sunny: z.boolean() });
const weather = tool({ description: "The weather at a place.", inputSchema: Weather });

await step("chat", async () => {
  const { text, finishReason, usage } = await generateText(greedy);
  return { text, finishReason, generated: usage.outputTokens };
});
await step("chat_streamed", async () => {
  const answer = streamText(greedy);
  const text = (await all(answer.textStream)).join("");
  return { text, finishReason: await answer.finishReason, generated: (await answer.usage).outputTokens };
});
await step("completion", async () =>
  (await generateText({ ...greedy, model: provider(URL).completionModel("tgi"), prompt: PROMPT })).text);
await step("completion_streamed", async () => {
  const answer = streamText({ ...greedy, model: provider(URL).completionModel("tgi"), prompt: PROMPT });
  return (await all(answer.textStream)).join("");
});
const calling = { ...greedy, maxOutputTokens: 120, tools: { weather }, toolChoice: { type: "tool", toolName: "weather" } };
await step("tool", async () => {
  const { toolCalls, finishReason } = await generateText(calling);
  return { calls: toolCalls.map((call) => [call.toolName, call.input]), finishReason };
});
await step("tool_streamed", async () => {
  const answer = streamText(calling);
  return (await answer.toolCalls).map((call) => [call.toolName, call.input]);
});
await step("object", async () => (await generateObject({ ...greedy, maxOutputTokens: 80, schema: Weather })).object);
await step("object_streamed", async () => {
  const answer = streamObject({ ...greedy, maxOutputTokens: 80, schema: Weather });
  const parts = await all(answer.partialObjectStream);
  return { parts: parts.length, last: await answer.object };
});
await step("too_long", async () => generateText({ ...greedy, prompt: TOO_LONG }));
await step("too_long_in_openais_form", async () =>
  generateText({ ...greedy, model: provider(NESTED).chatModel("tgi"), prompt: TOO_LONG }));
await step("too_long_body", async () => {
  try {
    await generateText({ ...greedy, prompt: TOO_LONG });
  } catch (error) {
    return [error.statusCode, JSON.parse(error.responseBody).error];
  }
});
await step("too_long_stream", async () => {
  let seen;
  const answer = streamText({ ...greedy, prompt: TOO_LONG, onError: ({ error }) => { seen = error; } });
  await all(answer.fullStream);
  throw seen;
});
await step("wrong_key", async () => generateText({ ...greedy, model: provider(GUARDED, "wrong").chatModel("tgi") }));
await step("right_key", async () => (await generateText({ ...greedy, model: provider(GUARDED, KEY).chatModel("tgi") })).text);
