import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type LineSource, sendLines } from "./line-stream.js";

let end = () => {};
afterEach(() => end());

/** Streams a source to the first who asks. */
async function follow(source: LineSource): Promise<Response> {
  const server = createServer((_, response) => void sendLines(response, source));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  end = () => {
    server.close();
    server.closeAllConnections();
  };
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

test("lines come until the source has ended", async () => {
  const values: object[] = [{ a: 1 }, { b: 2 }];
  const response = await follow({ next: () => values.shift(), ended: () => values.length === 0 });
  expect(await response.text()).toBe('{"a":1}\n{"b":2}\n');
});

test("what cannot be told breaks off its stream and nothing else", async () => {
  const values: object[] = [
    { a: 1 },
    {
      toJSON() {
        throw new RangeError("Invalid string length");
      },
    },
  ];
  const response = await follow({ next: () => values.shift(), ended: () => false });
  await expect(response.text()).rejects.toThrow();
});

test("a source that fails at once breaks off its stream", async () => {
  const next = () => {
    throw new Error("no");
  };
  await expect(follow({ next, ended: () => false }).then((response) => response.text())).rejects.toThrow();
});

test("a source that ended before its time breaks off its stream", async () => {
  const values: object[] = [{ a: 1 }];
  const response = await follow({
    next: () => values.shift(),
    ended: () => false,
    broken: () => values.length === 0,
  });
  await expect(response.text()).rejects.toThrow();
});
