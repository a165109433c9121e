import { once } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { type FakeScript, json, outputFrame, switching } from "../../test/support/fake-engine.js";
import { failureOf, hostileEngine, start } from "../../test/support/hostile-engine.js";

const its = hostileEngine();
const { connectTo } = its;

describe("what comes together with the answer that hands the connection over", () => {
  const daemonSays = { code: "engine-error", message: "Error response from daemon: no such exec" };
  const handedOver = (...parts: (string | Buffer)[]) => ({
    ...start,
    "POST /exec/e/start": Buffer.concat([Buffer.from(switching), ...parts.map((part) => Buffer.from(part))]),
  });
  const dial = async (script: FakeScript) =>
    (await connectTo(script)).execStream("c", ["buildctl", "dial-stdio"], { binary: true });

  test.each([
    ["the engine's own word", [outputFrame(3, "no such exec\n")], daemonSays],
    ["the engine's own word in two pieces", [outputFrame(3, "no such "), outputFrame(3, "exec")], daemonSays],
    [
      "a header that is none",
      ["OCI runtime exec failed: no such file\r\n"],
      {
        code: "protocol-error",
        message: "the Docker daemon sent a malformed stream frame: OCI runtime exec failed: no such file",
      },
    ],
    [
      "a stream that there is not",
      [Buffer.from([9, 0, 0, 0, 0, 0, 0, 1, 0])],
      { code: "protocol-error", message: "the Docker daemon sent a malformed stream frame" },
    ],
  ])("is no uncaught exception but the stream's failure: %s", async (_what, parts, failure) => {
    const stream = await dial(handedOver(...parts));
    // Whoever opened the stream may have other things to do first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [error] = await once(stream, "error");
    expect({ code: error.code, message: error.message }).toEqual(failure);
    expect(stream.destroyed).toBe(true);
  });

  test("reaches also who reads in a loop, and who pipes", async () => {
    const script = handedOver(outputFrame(3, "no such exec\n"));
    expect(await failureOf((await dial(script)).toArray())).toMatchObject(daemonSays);
    expect(await failureOf((await connectTo(script)).exec("c", ["true"]))).toMatchObject(daemonSays);
  });

  test("is the beginning of the output", async () => {
    const stream = await dial(handedOver(outputFrame(1, "\0early")));
    expect(String((await once(stream, "data"))[0])).toBe("\0early");
    stream.destroy();
  });
});

describe("a connection through a command that ends by itself", () => {
  const ending = (frames: Buffer[], state: FakeScript[string]) => ({
    ...start,
    "POST /exec/e/start": (socket: Socket) => {
      socket.write(switching);
      for (const frame of frames) socket.write(frame);
      setTimeout(() => socket.end(), 5);
    },
    "GET /exec/e/json": state,
  });
  const failure = async (script: FakeScript) => {
    const stream = await (await connectTo(script)).execStream("c", ["buildctl", "dial-stdio"], {
      binary: true,
    });
    return failureOf(stream.toArray());
  };

  test("says what the command said, and its status", async () => {
    const said = [outputFrame(2, "error: no daemon\n"), outputFrame(2, "at the socket\n")];
    const states = [json({ Running: true, ExitCode: null }), json({ Running: false, ExitCode: 1 })];
    expect(await failure(ending(said, states))).toEqual({
      code: "connection-lost",
      message: "buildctl dial-stdio in container c ended with status 1: error: no daemon\nat the socket",
    });
  });

  test("keeps the end of what the command said", async () => {
    const said = [outputFrame(2, `${"x".repeat(100_000)} the end`)];
    const { message } = await failure(ending(said, json({ Running: false, ExitCode: 126 })));
    expect(message.length).toBeLessThan(4300);
    expect(message).toMatch(/ended with status 126: x+ the end$/);
  });

  test("names the engine when that is gone", async () => {
    const gone = (socket: Socket) => socket.destroy();
    expect(await failure(ending([], gone))).toMatchObject({
      code: "connection-lost",
      message: expect.stringMatching(/^the connection to the Docker daemon at unix:.*engine\.sock broke: /),
    });
  });

  test("ends where the command simply ended", async () => {
    const script = ending([outputFrame(1, "\0")], json({ Running: false, ExitCode: 0 }));
    const stream = await (await connectTo(script)).execStream("c", ["x"], { binary: true });
    expect(Buffer.concat(await stream.toArray()).toString()).toBe("\0");
  });

  test("is not asked about when this side has ended it", async () => {
    const script = ending([outputFrame(1, "\0")], json("null"));
    const stream = await (await connectTo(script)).execStream("c", ["x"], { binary: true });
    stream.end();
    expect(await stream.toArray()).toHaveLength(1);
    expect(its.fake?.asked).not.toContain("GET /exec/e/json");
  });
});
