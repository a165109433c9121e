import { describe, expect, test } from "vitest";
import { endlessly, type FakeScript, json, outputFrame, switching } from "../../test/support/fake-engine.js";
import { calls, failureOf, found, hostileEngine, start } from "../../test/support/hostile-engine.js";

let fake: FakeEngine | undefined;
let engine: Engine | undefined;
const escaped: unknown[] = [];
beforeAll(() => {
  const note = (error: unknown) => escaped.push(error);
  process.on("uncaughtException", note).on("unhandledRejection", note);
  return () => process.off("uncaughtException", note).off("unhandledRejection", note);
});
afterEach(async () => {
  engine?.close();
  await fake?.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(escaped.splice(0)).toEqual([]);
});

async function connectTo(script: FakeScript): Promise<Engine> {
  fake = await fakeEngine(script);
  engine = await connectEngine({ endpoint: fake.host, env: { DOCKER_CONFIG: "/nowhere" }, timeout: 2000 });
  return engine;
}

async function failureOf(call: Promise<unknown>): Promise<{ code: string; message: string; hint?: string }> {
  const reason = await call.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (!isSlipwayError(reason)) throw reason;
  return { code: reason.code, message: reason.message, ...(reason.hint && { hint: reason.hint }) };
}

const events = async (from: Engine) => {
  for await (const _event of from.events()) {
    // Only the end counts.
  }
};
const start = { "POST /containers/c/exec": json({ Id: "e" }, 201) };
const running = { Status: "running", Running: true, Restarting: false, Pid: 1, ExitCode: 0, FinishedAt: "" };
const found = { Id: "c", State: running, Mounts: [] };
const image = { Id: "i", RootFS: { Type: "layers", Layers: [] } };

type Call = (from: Engine) => Promise<unknown>;
const calls = {
  info: (from) => from.info(),
  version: (from) => from.version(),
  container: (from) => from.inspectContainer("c"),
  create: (from) => from.createContainer("c", {}),
  wait: (from) => from.waitContainer("c"),
  start: (from) => from.startContainer("c"),
  remove: (from) => from.removeContainer("c"),
  logs: (from) => from.containerLogs("c"),
  exec: (from) => from.exec("c", ["true"]),
  image: (from) => from.inspectImage("i"),
  images: (from) => from.listImages(),
  pull: (from) => from.pullImage("i"),
  load: (from) => from.loadImage(Readable.from([Buffer.from("x")])),
  volume: (from) => from.inspectVolume("v"),
  network: (from) => from.createNetwork("n"),
  containers: (from) => from.listContainers(),
  volumes: (from) => from.listVolumes({ name: "v" }),
  networks: (from) => from.listNetworks(),
  sizes: (from) => from.volumeSizes(),
  events,
  upgrade: (from) => from.upgrade("/grpc", "h2c"),
} satisfies Record<string, Call>;

const useless = (what: string, problem: string) => ({
  code: "protocol-error",
  message: `the Docker daemon's answer to ${what} is of no use: ${problem}`,
  hint: expect.stringContaining("Docker Engine"),
});

describe("an answer of the wrong shape is told by what is wrong with it", () => {
  const ofContainer = (value: unknown, problem: string) =>
    [
      "container",
      { "GET /containers/c/json": json(value) },
      useless("GET /containers/c/json", problem),
    ] as const;
  const ofImage = (value: unknown, problem: string) =>
    ["image", { "GET /images/i/json": json(value) }, useless("GET /images/i/json", problem)] as const;

  test.each<readonly [keyof typeof calls, FakeScript, object]>([
    ["info", { "GET /info": json("null") }, useless("GET /info", "it is not an object")],
    ["info", { "GET /info": json([]) }, useless("GET /info", "it is not an object")],
    ["info", { "GET /info": json("") }, useless("GET /info", "it is empty")],
    ["info", { "GET /info": json({ OSType: 1 }) }, useless("GET /info", "OSType is not a string")],
    [
      "info",
      { "GET /info": json({ SecurityOptions: [null] }) },
      useless("GET /info", "SecurityOptions[0] is not a string"),
    ],
    [
      "info",
      { "GET /info": json({ DriverStatus: ["driver-type"] }) },
      useless("GET /info", "DriverStatus[0] is not a list"),
    ],
    ["version", { "GET /version": json('"1.41"') }, useless("GET /version", "it is not an object")],
    [
      "containers",
      { "GET /containers/json": json([{ Id: "c", Created: 1 }]) },
      useless("GET /containers/json", "entry 0.State is not a string"),
    ],
    [
      "volumes",
      { "GET /volumes": json({ Volumes: [{}] }) },
      useless("GET /volumes", "Volumes[0].Name is not a string"),
    ],
    ["networks", { "GET /networks": json({}) }, useless("GET /networks", "it is not a list")],
    [
      "sizes",
      { "GET /system/df": json({ Volumes: [{ Name: "v", UsageData: {} }] }) },
      useless("GET /system/df", "Volumes[0].UsageData.Size is not a number"),
    ],
    ofContainer("null", "it is not an object"),
    ofContainer({}, "Id is not a string"),
    ofContainer({ Id: "c" }, "State is not an object"),
    ofContainer({ ...found, State: { ...running, Running: "yes" } }, "State.Running is not a boolean"),
    ofContainer({ ...found, State: { ...running, Pid: null } }, "State.Pid is not a number"),
    ofContainer({ ...found, Mounts: {} }, "Mounts is not a list"),
    ofContainer({ ...found, Mounts: [{ Type: "bind" }] }, "Mounts[0].Destination is not a string"),
    ofContainer({ ...found, Config: { Labels: { a: 1 } } }, 'Config.Labels["a"] is not a string'),
    [
      "create",
      { "POST /containers/create": json({}, 201) },
      useless("POST /containers/create", "Id is not a string"),
    ],
    [
      "wait",
      { "POST /containers/c/wait": json({}) },
      useless("POST /containers/c/wait", "StatusCode is not a number"),
    ],
    [
      "exec",
      { "POST /containers/c/exec": json("null") },
      useless("POST /containers/c/exec", "it is not an object"),
    ],
    ofImage({ Id: "i" }, "RootFS is not an object"),
    ofImage({ ...image, RootFS: { Layers: "x" } }, "RootFS.Layers is not a list"),
    ofImage({ ...image, Manifests: [{ ID: "m" }] }, "Manifests[0].Available is not a boolean"),
    ["images", { "GET /images/json": json({}) }, useless("GET /images/json", "it is not a list")],
    [
      "images",
      { "GET /images/json": json([{ Id: "i" }]) },
      useless("GET /images/json", "entry 0.Created is not a number"),
    ],
    ["volume", { "GET /volumes/v": json([]) }, useless("GET /volumes/v", "it is not an object")],
    [
      "network",
      { "POST /networks/create": json({ id: "n" }) },
      useless("POST /networks/create", "Id is not a string"),
    ],
    [
      "events",
      { "GET /events": json({ Type: "container" }) },
      useless("GET /events", "Action is not a string"),
    ],
  ])("%s: %o", async (call, script, failure) => {
    expect(await failureOf(calls[call](await connectTo(script)))).toEqual(failure);
  });
});
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
