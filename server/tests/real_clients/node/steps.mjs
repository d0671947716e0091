// What every program here does in the same way: named steps, each told as one JSON line.

// The second asks for KEY, the third has OpenAI's error form under /v1.
export const [URL, GUARDED, NESTED] = process.argv.slice(2);
export const KEY = "sesame";
export const PROMPT = "The capital of France is";
export const TOO_LONG = "word ".repeat(3000);
export const QUESTION = [{ role: "user", content: "What is the capital of France?" }];
export const WEATHER = {
  type: "object",
  properties: {
    place: { type: "string", maxLength: 24 },
    unit: { type: "string", enum: ["celsius", "fahrenheit"] },
  },
  required: ["place", "unit"],
  additionalProperties: false,
};
export const TOOL = {
  type: "function",
  function: { name: "weather", description: "The weather at a place.", parameters: WEATHER },
};
export const CHOICE = { type: "function", function: { name: "weather" } };

/** Run it: its value, or the classes and the text of what it threw. */
export async function step(name, run) {
  try {
    console.log(JSON.stringify({ step: name, value: await run() }));
  } catch (fault) {
    const kinds = [];
    for (let at = Object.getPrototypeOf(fault); at; at = Object.getPrototypeOf(at)) kinds.push(at.constructor.name);
    console.log(JSON.stringify({ step: name, fault: { kinds: [fault.name, ...kinds], text: fault.message } }));
  }
}

/** The items of an asynchronous iterable. */
export async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}
