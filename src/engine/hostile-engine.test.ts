import { describe, expect, test } from "vitest";
import { endlessly, type FakeScript, json, outputFrame, switching } from "../../test/support/fake-engine.js";
import { calls, failureOf, found, hostileEngine, start } from "../../test/support/hostile-engine.js";

const { connectTo } = hostileEngine();

describe("an answer that is no engine's is told as that", () => {
  const says = (code: string, message: string | RegExp) => ({
    code,
    message: expect.stringMatching(message),
  });
  const html = "<html>hello</html>";
  const page = `HTTP/1.1 200 OK\r\nContent-Length: ${html.length}\r\n\r\n${html}`;
  const moved = "HTTP/1.1 301 Moved Permanently\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n";
  const strange = /^what listens at unix:.* answered .* with 301 Moved Permanently/;

  test.each<readonly [keyof typeof calls, string, FakeScript, object]>([
    ["info", "a web page", { "GET /info": page }, says("protocol-error", "answer to GET /info is not JSON")],
    [
      "pull",
      "a web page",
      { "POST /images/create": page },
      says("protocol-error", "a line that is not JSON"),
    ],
    ["pull", "a list", { "POST /images/create": json([1]) }, says("protocol-error", "is not a JSON object")],
    [
      "pull",
      "null",
      { "POST /images/create": json("null\n") },
      says("protocol-error", "is not a JSON object"),
    ],
    ["info", "a redirect", { "GET /info": moved }, says("protocol-error", strange)],
    ["container", "a redirect", { "GET /containers/c/json": moved }, says("protocol-error", strange)],
    ["remove", "a redirect", { "DELETE /containers/c": moved }, says("protocol-error", strange)],
    ["pull", "a redirect", { "POST /images/create": moved }, says("protocol-error", strange)],
    ["upgrade", "a redirect", { "POST /grpc": moved }, says("protocol-error", strange)],
    ["info", "a redirect of the ping", { "GET /_ping": moved }, says("protocol-error", strange)],
    [
      "info",
      "another protocol, unasked",
      { "GET /info": switching },
      says("protocol-error", /with 101 Switching/),
    ],
    [
      "upgrade",
      "no other protocol",
      { "POST /grpc": json({}) },
      says("protocol-error", /answered POST \/grpc with 200 OK instead of switching protocols$/),
    ],
    [
      "info",
      "text instead of HTTP",
      { "GET /info": "hello\r\n\r\n" },
      says("protocol-error", /does not speak HTTP/),
    ],
    [
      "info",
      "text at once",
      { "GET /_ping": "SSH-2.0-OpenSSH_9\r\n" },
      says("protocol-error", /does not speak HTTP/),
    ],
    [
      "info",
      "a TLS alert",
      { "GET /_ping": Buffer.from([0x15, 3, 1, 0, 2, 2, 70]) },
      says("engine-unreachable", "it speaks TLS and was asked without"),
    ],
    [
      "info",
      "a head without an end",
      { "GET /info": endlessly("HTTP/1.1 200 OK\r\n", `X-Long: ${"x".repeat(1000)}\r\n`) },
      says("protocol-error", /does not speak HTTP/),
    ],
    [
      "info",
      "nothing but an end",
      { "GET /info": (socket) => socket.end() },
      says("connection-lost", "broke"),
    ],
    ["info", "a reset", { "GET /info": (socket) => socket.destroy() }, says("connection-lost", "broke")],
    [
      "info",
      "half an answer",
      { "GET /info": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") },
      says("connection-lost", "broke"),
    ],
    [
      "pull",
      "half a line",
      {
        "POST /images/create": (socket) =>
          socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"status"'),
      },
      says("protocol-error", "a line that is not JSON"),
    ],
    [
      "info",
      "an error that is no JSON",
      { "GET /info": json("gone", 502) },
      says("engine-error", "daemon: gone$"),
    ],
    [
      "info",
      "an error whose message is no text",
      { "GET /info": json({ message: { a: 1 } }, 500) },
      says("engine-error", 'daemon: {"message":{"a":1}}$'),
    ],
    [
      "info",
      "an empty error",
      { "GET /info": json("", 500) },
      says("engine-error", "daemon: HTTP status 500$"),
    ],
    [
      "load",
      "an error that is an object",
      { "POST /images/load": json({ error: {} }) },
      says("engine-error", "{}"),
    ],
  ])("%s: %s", async (call, _what, script, failure) => {
    expect(await failureOf(calls[call](await connectTo(script)))).toMatchObject(failure);
  });

  test("a container that is started already is no failure", async () => {
    const script = { "POST /containers/c/start": "HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n" };
    await expect((await connectTo(script)).startContainer("c")).resolves.toBeUndefined();
  });

  test("lists that an engine leaves out are empty ones", async () => {
    const script = { "GET /containers/c/json": json({ ...found, Mounts: null }) };
    expect(await (await connectTo(script)).inspectContainer("c")).toMatchObject({ Mounts: [] });
  });
});

describe("an answer without an end is given up before it fills the memory", () => {
  const head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
  const MiB = 1 << 20;

  test.each<readonly [keyof typeof calls, string, string, number, RegExp]>([
    ["info", "GET /info", "[", 40, /longer than 32 MiB$/],
    ["logs", "GET /containers/c/logs", "log ", 40, /longer than 32 MiB$/],
    ["start", "POST /containers/c/start", " ", 40, /longer than 32 MiB$/],
    ["pull", "POST /images/create", '{"status":"', 8, /sent a line without an end$/],
    ["events", "GET /events", "x", 8, /sent a line without an end$/],
  ])("%s", async (call, line, piece, limit, message) => {
    const written = { bytes: 0 };
    const from = await connectTo({ [line]: endlessly(head, piece, written) });
    const failure = await failureOf(calls[call](from));
    expect(failure).toMatchObject({ code: "protocol-error", message: expect.stringMatching(message) });
    expect(written.bytes).toBeLessThan(limit * MiB);
  });

  test("the text of an error is cut", async () => {
    const written = { bytes: 0 };
    const error = endlessly("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", "no ", written);
    const failure = await failureOf((await connectTo({ "GET /info": error })).info());
    expect(failure.code).toBe("engine-error");
    expect(failure.message.length).toBeLessThan(2100);
    expect(written.bytes).toBeLessThan(4 * MiB);
  });

  test("a command that prints without an end", async () => {
    const written = { bytes: 0 };
    const flood = endlessly(switching, outputFrame(1, "y".repeat(1000)), written);
    const from = await connectTo({ ...start, "POST /exec/e/start": flood });
    expect(await failureOf(from.exec("c", ["yes"]))).toEqual({
      code: "protocol-error",
      message: "yes in container c printed more than 16 MiB",
    });
    expect(written.bytes).toBeLessThan(32 * MiB);
  });
});
