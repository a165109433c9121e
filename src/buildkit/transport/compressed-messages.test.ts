import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { METHOD, openSession, startCall } from "../../../test/support/transport/daemon-session.js";
import { grpcMessage } from "../../../test/support/transport/grpc-peer.js";
import type { MethodHandler } from "./index.js";

const source = Buffer.from("export const value = compute(something, other);\n".repeat(40));
const noise = randomBytes(2000);
const short = Buffer.from("short");

/** What a handler sends that wants compression, to a daemon that says what it takes. */
async function received(accepts: string | undefined, contents: readonly Buffer[]) {
  const handler: MethodHandler = async (call) => {
    call.compress?.();
    for (const content of contents) call.send(content);
  };
  const { daemon } = await openSession({ [METHOD]: handler });
  const extra = accepts === undefined ? {} : { "grpc-accept-encoding": accepts };
  const { stream, answer } = startCall(daemon, METHOD, extra);
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  stream.end(grpcMessage(Buffer.alloc(0)));
  const { messages, headers } = await answer;
  return { messages, bytes, encoding: headers["grpc-encoding"] };
}

test("a daemon that takes gzip gets what becomes smaller by it compressed, in order", async () => {
  const contents = [source, noise, short, source];
  const { messages, bytes, encoding } = await received("identity,gzip", contents);
  expect(encoding).toBe("gzip");
  expect(messages).toEqual(contents);
  expect(bytes).toBeLessThan(noise.length + 1000);
});

test.each([undefined, "identity", "identity, zstd"])(
  "one that takes %s gets it as it is",
  async (accepts) => {
    const { messages, bytes, encoding } = await received(accepts, [source]);
    expect(encoding).toBeUndefined();
    expect(messages).toEqual([source]);
    expect(bytes).toBeGreaterThan(source.length);
  },
);

test("content that does not become smaller is soon left alone, and tried again after a while", async () => {
  const contents = [...Array(12).fill(noise), ...Array(200).fill(source)] as Buffer[];
  const { messages, bytes } = await received("gzip", contents);
  expect(messages).toEqual(contents);
  expect(bytes).toBeLessThan(12 * (noise.length + 5) + 30 * source.length);
});
