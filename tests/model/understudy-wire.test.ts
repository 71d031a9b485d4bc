import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type Understudy,
} from "../../server/model/understudy/index.ts";
import { textOfIds, tokenCount, tokensOf } from "../../server/model/understudy/toy-tokenizer.ts";
import { MINA, readTurn } from "./understudy-sheets.ts";

const PROMPT = `<|im_start|>system\n${MINA}<|im_end|>\n<|im_start|>user\n===Conversation Start===\n\nAyla: What do you do?<|im_end|>\n<|im_start|>assistant\n`;
const MESSAGES = [
  { role: "system" as const, content: MINA },
  { role: "user" as const, content: "===Conversation Start===\n\nAyla: What do you do?" },
];

let understudy: Understudy;
let client: OpenAI;
beforeAll(async () => {
  understudy = await startUnderstudy({ contextLength: 4000 });
  client = new OpenAI({ baseURL: understudy.url, apiKey: "none", maxRetries: 0 });
});
afterAll(() => understudy.close());

const raw = (
  body: unknown,
  path = "completions",
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${understudy.url}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const completion = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: UNDERSTUDY_MODEL,
  prompt: PROMPT,
  max_tokens: 800,
  seed: 7,
  ...more,
});

/** All events of a stream, as parsed JSON; `[DONE]` is left out. */
async function events(body: unknown, path = "completions"): Promise<Record<string, any>[]> {
  const text = await (await raw(body, path)).text();
  expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)) as Record<string, any>);
}

describe("the wire", () => {
  test("[U1] it listens on loopback alone and lists its one model, marked synthetic", async () => {
    expect(new URL(understudy.url).hostname).toBe("127.0.0.1");
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toEqual([UNDERSTUDY_MODEL]);
    expect(models.data[0]).toMatchObject({ synthetic: true });
    const health = await (await fetch(understudy.url.replace("/v1", "/health"))).json();
    expect(health).toMatchObject({ status: "ok", synthetic: true });
  });

  test("[U2] completions through the real client, whole and streamed, give the same marked text", async () => {
    const whole = await client.completions.create(
      completion() as unknown as OpenAI.CompletionCreateParamsNonStreaming,
    );
    expect(whole).toMatchObject({
      synthetic: true,
      system_fingerprint: "understudy-synthetic",
      model: UNDERSTUDY_MODEL,
    });
    expect(whole.choices[0]?.finish_reason).toBe("stop");
    let text = "";
    let finish: string | null = null;
    const stream = await client.completions.create(
      completion({ stream: true }) as unknown as OpenAI.CompletionCreateParamsStreaming,
    );
    for await (const chunk of stream) {
      expect(chunk).toMatchObject({ synthetic: true, system_fingerprint: "understudy-synthetic" });
      text += chunk.choices[0]?.text ?? "";
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    expect(finish).toBe("stop");
    expect(text).toBe(whole.choices[0]?.text);
    expect(readTurn(text, "Mina Hart").speech).toContain("clockmaker");
  });

  test("[U2] chat through the real client, whole and streamed, gives the same marked text", async () => {
    const body = { model: UNDERSTUDY_MODEL, messages: MESSAGES, seed: 7 };
    const whole = await client.chat.completions.create(body);
    expect(whole).toMatchObject({ synthetic: true, object: "chat.completion" });
    let text = "";
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
      text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(readTurn(text, "Mina Hart").speech).toContain("clockmaker");
  });

  test("[U3] usage comes last, in a chunk without choices, and only when asked for", async () => {
    const asked = await events(
      completion({ stream: true, stream_options: { include_usage: true } }),
    );
    expect(asked.at(-1)?.choices).toEqual([]);
    expect(asked.at(-1)?.usage.prompt_tokens).toBe(tokenCount(PROMPT));
    expect(asked.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    const unasked = await events(completion({ stream: true }));
    expect(unasked.some((chunk) => "usage" in chunk)).toBe(false);
  });

  test("[U4] token ids: the prompt's in the first chunk, each chunk's own in every chunk, and they spell the text", async () => {
    for (const path of ["completions", "chat/completions"] as const) {
      const chat = path !== "completions";
      const body = chat ? { model: UNDERSTUDY_MODEL, messages: MESSAGES, seed: 7 } : completion();
      const chunks = await events({ ...body, stream: true, return_token_ids: true }, path);
      const first = chat ? chunks[0] : chunks[0]?.choices[0];
      expect(textOfIds(first.prompt_token_ids)).toBe(PROMPT);
      const ids = chunks.flatMap((chunk) => chunk.choices[0]?.token_ids ?? []) as number[];
      const text = chunks
        .map((chunk) =>
          chat ? (chunk.choices[0]?.delta.content ?? "") : (chunk.choices[0]?.text ?? ""),
        )
        .join("");
      expect(textOfIds(ids)).toBe(text);
      expect(
        chunks
          .slice(1)
          .some((chunk) => "prompt_token_ids" in (chat ? chunk : (chunk.choices[0] ?? {}))),
      ).toBe(false);
    }
  });

  test("[U4] a prompt may be sent as the toy tokenizer's ids", async () => {
    const ids = tokensOf(PROMPT).map((token) => token.id);
    const [byIds, byText] = await Promise.all([
      raw(completion({ prompt: ids })),
      raw(completion()),
    ]);
    expect(((await byIds.json()) as any).choices[0].text).toBe(
      ((await byText.json()) as any).choices[0].text,
    );
  });

  test("[U4] the toy tokenizer gives back any text", () => {
    for (const text of [
      "plain words, and 1234",
      "灯塔灭了。",
      "🕯️ and 𝒳",
      "<|im_start|>user\nhi<|im_end|>",
      "tab\tand\r\nbreak",
      "",
    ]) {
      expect(textOfIds(tokensOf(text).map((token) => token.id)), text).toBe(text);
    }
    expect(textOfIds([0])).toBeNull();
  });

  test("[U4] logprobs: one per token, never above zero", async () => {
    const whole = (await (await raw(completion({ logprobs: 1 }))).json()) as any;
    const { tokens, token_logprobs: values, text_offset: offsets } = whole.choices[0].logprobs;
    expect(tokens.join("")).toBe(whole.choices[0].text);
    expect(values).toHaveLength(tokens.length);
    expect(values.every((value: number) => value <= 0)).toBe(true);
    expect(offsets[1]).toBe(tokens[0].length);
    const chat = (await (
      await raw({ model: UNDERSTUDY_MODEL, messages: MESSAGES, logprobs: true }, "chat/completions")
    ).json()) as any;
    expect(chat.choices[0].logprobs.content.map((one: any) => one.token).join("")).toBe(
      chat.choices[0].message.content,
    );
  });

  test("[U5] a stop text ends the answer before itself and is named", async () => {
    const answer = (await (
      await raw(completion({ stop: ["</system_thinking>", "<|im_end|>"] }))
    ).json()) as any;
    expect(answer.choices[0].text).toMatch(/^<system_thinking>/);
    expect(answer.choices[0].text).not.toContain("</system_thinking>");
    expect(answer.choices[0]).toMatchObject({
      finish_reason: "stop",
      stop_reason: "</system_thinking>",
    });
  });

  test("[U5] max_tokens cuts with finish reason length; a completion without it gets sixteen", async () => {
    const cut = (await (await raw(completion({ max_tokens: 5 }))).json()) as any;
    expect(cut.choices[0].finish_reason).toBe("length");
    expect(cut.usage.completion_tokens).toBe(5);
    const bare = (await (await raw({ model: UNDERSTUDY_MODEL, prompt: PROMPT })).json()) as any;
    expect(bare.usage.completion_tokens).toBe(16);
  });

  test("[U6] the same seed and prompt give the same bytes; another seed gives other ones", async () => {
    const text = async (seed: number): Promise<string> =>
      ((await (await raw(completion({ seed }))).json()) as any).choices[0].text;
    const [one, again] = [await text(3), await text(3)];
    expect(again).toBe(one);
    const others = await Promise.all([4, 5, 6, 8, 9].map(text));
    expect(others.some((other) => other !== one)).toBe(true);
  });

  test("[U7] a prefill is continued and never repeated", async () => {
    const continued = async (prefill: string): Promise<string> =>
      ((await (await raw(completion({ prompt: PROMPT + prefill }))).json()) as any).choices[0].text;
    const open = await continued("<system_thinking>");
    expect(open).not.toContain("<system_thinking>");
    expect(open).toContain("</system_thinking>Mina Hart: ");
    const closed = await continued("<system_thinking>Plan: answer.</system_thinking>");
    expect(closed).toMatch(/^Mina Hart: /);
    const named = await continued("<system_thinking>Plan.</system_thinking>Mina Hart: ");
    expect(named).not.toMatch(/system_thinking|Mina Hart: /);
    const chat = (await (
      await raw(
        {
          model: UNDERSTUDY_MODEL,
          messages: [...MESSAGES, { role: "assistant", content: "<system_thinking>" }],
          continue_final_message: true,
          add_generation_prompt: false,
        },
        "chat/completions",
      )
    ).json()) as any;
    expect(chat.choices[0].message.content).not.toContain("<system_thinking>");
    expect(chat.choices[0].message.content).toContain("</system_thinking>");
    const rendered = (await (
      await raw(completion({ prompt: `${PROMPT}<system_thinking>` }))
    ).json()) as any;
    expect(chat.usage.prompt_tokens).toBe(rendered.usage.prompt_tokens);
  });

  test.each([
    ["no JSON", "{", 400, "invalid_json"],
    ["a missing prompt", JSON.stringify({ model: UNDERSTUDY_MODEL }), 400, "invalid_body"],
    ["a wrong type", JSON.stringify(completion({ stop: 5 })), 400, "invalid_body"],
    ["an unknown model", JSON.stringify(completion({ model: "gpt-9" })), 404, "model_not_found"],
    ["two choices", JSON.stringify(completion({ n: 2 })), 400, "unsupported_value"],
    [
      "a prompt that is too long",
      JSON.stringify(completion({ prompt: "word ".repeat(9000) })),
      400,
      "context_length_exceeded",
    ],
    [
      "ids of another tokenizer",
      JSON.stringify(completion({ prompt: [0, -4] })),
      400,
      "invalid_prompt",
    ],
  ])("[U8] %s is refused in OpenAI's shape", async (_, body, status, code) => {
    const response = await fetch(`${understudy.url}/completions`, { method: "POST", body });
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as any;
    expect(error).toMatchObject({
      code,
      type: "invalid_request_error",
      message: expect.any(String),
    });
    expect(error).toHaveProperty("param");
  });

  test("[U8] unknown paths and methods say what is there", async () => {
    expect((await fetch(`${understudy.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${understudy.url}/completions`)).status).toBe(405);
    await expect(client.models.retrieve("nobody")).rejects.toMatchObject({ status: 404 });
  });

  test("[U9] it stops working when the client leaves", async () => {
    const slow = await startUnderstudy({ tps: 5 });
    try {
      const leaving = new AbortController();
      const response = await fetch(`${slow.url}/completions`, {
        method: "POST",
        body: JSON.stringify(completion({ stream: true })),
        signal: leaving.signal,
      });
      await response.body?.getReader().read();
      expect(slow.activity.running).toBe(1);
      leaving.abort();
      await expect.poll(() => slow.activity).toEqual({ running: 0, served: 0, abandoned: 1 });
    } finally {
      await slow.close();
    }
  });

  test("[U9] closing ends running streams and frees the port", async () => {
    const slow = await startUnderstudy({ ttft: 60_000 });
    const pending = fetch(`${slow.url}/completions`, {
      method: "POST",
      body: JSON.stringify(completion()),
    }).then(
      () => "answered",
      () => "ended",
    );
    await expect.poll(() => slow.activity.running).toBe(1);
    await slow.close();
    expect(await pending).toBe("ended");
    const port = Number(new URL(slow.url).port);
    const next = await startUnderstudy({ port });
    expect(new URL(next.url).port).toBe(String(port));
    await next.close();
  });

  test("[U10] thinking is as long as asked for, and absent at nought", async () => {
    for (const think of [0, 40, 300]) {
      const own = await startUnderstudy({ think });
      const text = (
        (await (
          await fetch(`${own.url}/completions`, {
            method: "POST",
            body: JSON.stringify(completion({ max_tokens: 2000 })),
          })
        ).json()) as any
      ).choices[0].text as string;
      await own.close();
      const { thinking } = readTurn(text, "Mina Hart");
      if (think === 0) expect(text).toMatch(/^Mina Hart: /);
      else expect(tokenCount(thinking)).toBeGreaterThanOrEqual(think);
      expect(tokenCount(thinking)).toBeLessThan(think + 80);
    }
  });
});
