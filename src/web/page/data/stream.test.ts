import { afterEach, expect, test, vi } from "vitest";
import { follow, reconnecting, refused } from "./stream.js";

afterEach(() => {
  vi.unstubAllGlobals();
  refused.value = undefined;
});

const answers = (...responses: (() => Response)[]) => {
  const ask = vi.fn(async () => responses[Math.min(ask.mock.calls.length, responses.length) - 1]?.());
  vi.stubGlobal("fetch", ask);
  return ask;
};
const failure = (status: number, code: string) =>
  Response.json({ error: { code, message: "the request comes from somebody" } }, { status });

test("a server that does not know the page is not asked again, and why is kept with what helps", async () => {
  const ask = answers(() => failure(403, "denied"));
  await follow("events", () => false, AbortSignal.timeout(5000));
  expect(ask).toHaveBeenCalledOnce();
  expect(refused.value).toMatchObject({ code: "denied", hint: expect.stringContaining("Open the link") });
  expect(reconnecting.value).toBe(false);
});

test("a stream of what is not there ends without a word", async () => {
  const ask = answers(() => failure(404, "not-found"));
  await follow("events", () => false, AbortSignal.timeout(5000));
  expect(ask).toHaveBeenCalledOnce();
  expect(refused.value).toBeUndefined();
});

test("a stream that breaks is opened again", async () => {
  const ask = answers(
    () => failure(500, "io-error"),
    () => new Response('{"number":1}\n{"number":2}\n'),
  );
  const taken: unknown[] = [];
  const take = (events: unknown[]) => taken.push(...events) > 0;
  await follow("events", take, AbortSignal.timeout(9000));
  expect(ask).toHaveBeenCalledTimes(2);
  expect(taken).toEqual([{ number: 1 }, { number: 2 }]);
  expect(reconnecting.value).toBe(false);
});
