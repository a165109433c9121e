import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { boundedBody, readJson } from "./read-body.js";

/** A request of which `body` has come, and more may. */
const requestOf = (body: string, headers: Record<string, string> = {}) => {
  const stream = new PassThrough();
  stream.write(body);
  return Object.assign(stream, { headers, complete: false }) as unknown as PassThrough & IncomingMessage;
};

test("what says that it is too large is refused before it is read", async () => {
  const request = requestOf("{", { "content-length": "4097" });
  await expect(readJson(request, 60_000)).rejects.toMatchObject({ status: 413 });
  expect(() => boundedBody(requestOf("", { "content-length": "11" }), 10)).toThrow("more than 10 bytes");
});

test("what is too large without saying so is refused where it gets too large", async () => {
  await expect(readJson(requestOf(" ".repeat(5_000)), 60_000)).rejects.toMatchObject({ status: 413 });
});

test("a body that does not come is not waited for", async () => {
  const slow = requestOf("{", { "content-length": "100" });
  await expect(readJson(slow, 20)).rejects.toMatchObject({ status: 408 });
});

test("a body that comes is read", async () => {
  const request = requestOf('{"code":"a"}');
  Object.assign(request, { complete: true }).end();
  await expect(readJson(request, 60_000)).resolves.toEqual({ code: "a" });
});
