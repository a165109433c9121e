import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { startTargets, testDirectory } from "../../test/support/build/run-build.js";
import type { FakeBuild } from "../../test/support/buildkit/fake-build.js";
import type { FakeBuildKitScript, FakeHandler } from "../../test/support/buildkit/fake-buildkit.js";
import { FakeBuildKit } from "../../test/support/buildkit/fake-buildkit.js";
import type { FakeCall } from "../../test/support/buildkit/fake-call.js";
import type { FakeSession } from "../../test/support/buildkit/fake-session.js";
import { statusDetails } from "../../test/support/buildkit/status-details.js";
import { grpcMessage } from "../../test/support/transport/grpc-peer.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { Auth } from "../buildkit/gen/moby/filesync/v1/auth_pb.js";
import { Secrets } from "../buildkit/gen/moby/services/secrets_pb.js";
import { readPacket } from "../buildkit/session/filesync/wire/packet-reader.js";
import { finPacket, PacketType, PacketWriter } from "../buildkit/session/filesync/wire/packet-writer.js";
import { fileSyncMethod } from "../buildkit/session/index.js";
import { frame } from "../buildkit/transport/frame.js";
import type { Driver } from "../driver/contract/driver.js";
import type { BuildOptions } from "./options/build-options.js";

/** What Slipway must make of it: a result, or an error with this code and, in the message, these words. */
type Outcome = "built" | readonly [code: string, message: RegExp];

type Row = readonly [
  behaviour: string,
  script: FakeBuildKitScript,
  outcome: Outcome,
  more?: {
    readonly options?: Partial<BuildOptions>;
    /** Milliseconds after which the signal aborts. */
    readonly abortAfter?: number;
    /** Milliseconds within which all is over. Default 2 000. */
    readonly within?: number;
  },
];

const never: FakeHandler = () => new Promise(() => {});
const handle = (path: string, handler: FakeHandler): FakeBuildKitScript => ({
  handlers: { [path]: handler },
});
const { solve, status, info } = Control;
const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");
/** Bytes between the frames, as soon as the build is known. */
const bytes = (raw: Buffer) =>
  handle(solve.path, ({ connection }) => {
    connection.write(raw);
  });
const refusal = (trailers: Record<string, string>) =>
  handle(solve.path, (call) => call.end(2, "it failed", trailers));
const inFrontend = (
  does: (session: FakeSession, build: FakeBuild) => Promise<unknown>,
): FakeBuildKitScript => ({
  onFrontend: async (build, session) => {
    await does(session, build);
  },
});
const refused = async (call: Promise<unknown>) => {
  await expect(call).rejects.toMatchObject({ code: expect.any(Number) });
};
const statusOf = async (call: ReturnType<FakeSession["send"]>) =>
  Number((await call).trailers["grpc-status"]);

async function flood(call: FakeCall): Promise<void> {
  const line = { vertex: "sha256:v", msg: Buffer.alloc(32_000, "x\n") };
  while (!call.stream.destroyed) {
    if (!call.send(status.output, { logs: [line] })) {
      await Promise.race([new Promise((resolve) => call.stream.once("drain", resolve)), call.closed]);
    }
    await sleep(1);
  }
}

const frames: readonly Row[] = [
  [
    "a frame larger than was agreed on",
    bytes(frame(0, 0, 1, Buffer.alloc(40_000))),
    ["protocol-error", /frame/],
  ],
  [
    "a header of a frame of sixteen megabytes",
    bytes(hex("ffffff 00 00 00000001")),
    ["protocol-error", /frame/],
  ],
  ["DATA for no stream", bytes(frame(0, 0, 0, Buffer.from("x"))), ["protocol-error", /./]],
  ["a window that overflows", bytes(frame(8, 0, 0, hex("7fffffff"))), ["protocol-error", /window/i]],
  ["a window of nothing", bytes(frame(8, 0, 0, hex("00000000"))), ["protocol-error", /window/i]],
  ["SETTINGS that nobody may send", bytes(frame(4, 0, 0, hex("0004 ffffffff"))), ["protocol-error", /./]],
  ["SETTINGS of a wrong length", bytes(frame(4, 0, 0, hex("00"))), ["protocol-error", /./]],
  ["a promise", bytes(frame(5, 4, 1, hex("00000002"))), ["protocol-error", /./]],
  ["headers that cannot be decoded", bytes(frame(1, 5, 1, hex("ffffffffff0f"))), ["protocol-error", /./]],
  ["headers without an end", bytes(frame(1, 0, 1, hex("88"))), ["protocol-error", /./]],
  [
    "something that is no HTTP/2",
    bytes(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")),
    ["protocol-error", /./],
  ],
];

const ends: readonly Row[] = [
  ["RST of the solve", handle(solve.path, (call) => call.reset()), ["build-failed", /Internal/]],
  ["RST of the solve as canceled", handle(solve.path, (call) => call.reset(8)), ["canceled", /Canceled/]],
  [
    "RST of the solve while the status goes on",
    { handlers: { [solve.path]: (call) => call.reset(), [status.path]: never } },
    ["build-failed", /./],
  ],
  ["RST of the frontend", handle(LLBBridge.solve.path, (call) => call.reset()), ["build-failed", /Internal/]],
  [
    "RST of the return",
    handle(LLBBridge.return.path, (call) => call.reset()),
    ["build-failed", /Internal/],
    { within: 6_500 },
  ],
  ["RST of the status", handle(status.path, (call) => call.reset()), "built"],
  ["RST of the question for the version", handle(info.path, (call) => call.reset()), "built"],
  [
    "RST of the session, and a daemon that says so",
    {
      handlers: {
        [Control.session.path]: (call) => call.reset(),
        [solve.path]: (call) => call.end(13, "no active session"),
      },
    },
    ["build-failed", /no active session/],
  ],
  [
    "an end before the first answer",
    handle(solve.path, ({ connection }) => connection.end()),
    ["connection-lost", /closed|cut/],
  ],
  [
    "a reset before the first answer",
    handle(solve.path, ({ connection }) => connection.break()),
    ["connection-lost", /ECONNRESET/],
  ],
  [
    "an end in the frontend",
    handle(LLBBridge.solve.path, ({ connection }) => connection.end()),
    ["connection-lost", /./],
  ],
  [
    "a reset in the frontend",
    handle(LLBBridge.solve.path, ({ connection }) => connection.break()),
    ["connection-lost", /./],
  ],
  [
    "an end before the return is answered",
    handle(LLBBridge.return.path, ({ connection }) => connection.end()),
    ["connection-lost", /./],
  ],
  [
    "an end while it exports",
    { onExport: ({ daemon }) => daemon.connections[0]?.end() },
    ["connection-lost", /./],
  ],
  [
    "GOAWAY in the frontend",
    { onFrontend: ({ daemon }) => daemon.connections[0]?.goaway() },
    ["connection-lost", /./],
  ],
  [
    "GOAWAY for an error",
    handle(solve.path, ({ connection }) => connection.goaway(2)),
    ["connection-lost", /./],
  ],
];

const answers: readonly Row[] = [
  ["no status", handle(solve.path, (call) => call.endWithout()), ["build-failed", /without a gRPC status/]],
  ["a status that is no number", refusal({ "grpc-status": "many" }), ["build-failed", /it failed/]],
  ["a status that nobody knows", refusal({ "grpc-status": "99" }), ["build-failed", /it failed/]],
  [
    "details that are no base64",
    refusal({ "grpc-status-details-bin": "%%%" }),
    ["build-failed", /it failed/],
  ],
  [
    "details that are no message",
    refusal({ "grpc-status-details-bin": "/////w==" }),
    ["build-failed", /it failed/],
  ],
  ["details that are no JSON", refusal(details({ "errdefs.Source": "{" })), ["build-failed", /it failed/]],
  ...[null, 5, "x", [], { info: 5, ranges: 7 }, { info: { data: {} } }, { ranges: [null, { start: 3 }] }].map(
    (source): Row => [
      `a place in the Dockerfile that is ${JSON.stringify(source)}`,
      refusal(
        details({ "errdefs.Source": JSON.stringify(source), "gatewayapi.ExitMessage": '{"Code":"x"}' }),
      ),
      ["build-failed", /it failed/],
    ],
  ),
  [
    "a web page",
    handle(solve.path, (call) => {
      call.begin({ ":status": 502, "content-type": "text/html" });
      call.stream.end("<h1>");
    }),
    ["build-failed", /HTTP status 502/],
  ],
  [
    "another type of content",
    handle(solve.path, (call) => {
      call.begin({ "content-type": "text/html" });
      call.stream.end("<h1>");
    }),
    ["build-failed", /content type/],
  ],
  [
    "an answer that is no message",
    handle(LLBBridge.solve.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
      call.end();
    }),
    ["protocol-error", /./],
  ],
  [
    "a message that is compressed",
    handle(solve.path, (call) => void call.sendRaw(hex("01 00000000"))),
    ["build-failed", /compressed/],
  ],
  [
    "a message of four gigabytes",
    handle(solve.path, (call) => void call.sendRaw(hex("00 ffffffff"))),
    ["build-failed", /exceeds the limit/],
  ],
  [
    "half a message",
    handle(solve.path, (call) => {
      call.sendRaw(hex("00 00000009 00"));
      call.end();
    }),
    ["build-failed", /inside a message/],
  ],
  [
    "two answers",
    handle(solve.path, (call) => {
      call.sendRaw(Buffer.concat([grpcMessage(Buffer.alloc(0)), grpcMessage(Buffer.alloc(0))]));
    }),
    ["build-failed", /more than once/],
  ],
  ["no answer", handle(solve.path, (call) => call.end()), ["build-failed", /no answer/]],
  ["a result without any reference", { result: { result: { case: "refs", value: { refs: {} } } } }, "built"],
  ["no result", handle(LLBBridge.solve.path, (call) => call.answer(LLBBridge.solve.output, {})), "built"],
  [
    "logs, warnings and states of steps that nobody knows",
    {
      statuses: [
        {
          logs: [{ vertex: "sha256:nobody", msg: Buffer.from("?"), stream: -5n }],
          statuses: [{ vertex: "sha256:nobody", id: "x", current: -1n, total: 1n << 62n }],
          warnings: [{ vertex: "sha256:nobody" }],
        },
        { vertexes: [{ digest: "", inputs: [""], completed: { seconds: -1n, nanos: -1 } }] },
      ],
    },
    "built",
  ],
  [
    "progress that is no message",
    handle(status.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
    }),
    "built",
  ],
];

const silence: readonly Row[] = [
  ["no version", handle(info.path, never), "built"],
  ["progress that never ends", handle(status.path, never), "built", { within: 4_500 }],
  ["progress that floods for ever", handle(status.path, flood), "built", { within: 5_000 }],
  [
    "progress that floods, and Ctrl-C",
    { handlers: { [status.path]: flood, [LLBBridge.solve.path]: never } },
    ["canceled", /./],
    { abortAfter: 200 },
  ],
  ["nothing at all, and Ctrl-C", { handlers: all(never) }, ["canceled", /./], { abortAfter: 200 }],
  [
    "a frontend that failed and a build that does not end",
    {
      handlers: {
        [solve.path]: never,
        [LLBBridge.solve.path]: (call) => call.end(2, "it failed"),
        [LLBBridge.return.path]: never,
        [status.path]: never,
      },
    },
    ["build-failed", /it failed/],
    { within: 7_000 },
  ],
  [
    "a session that takes nothing, and Ctrl-C",
    { handlers: { ...all(never), [Control.session.path]: (call) => void call.stream.pause() } },
    ["canceled", /./],
    { abortAfter: 200 },
  ],
];

const sessionCalls: readonly Row[] = [
  [
    "a method that nobody serves",
    inFrontend((session) => refused(session.call({ ...Auth.credentials, path: "/a.B/C" }, {}))),
    "built",
  ],
  [
    "a directory that is none of the build's",
    inFrontend(async (session) => {
      expect(await statusOf(session.send(fileSyncMethod, [], { "dir-name": "secrets" }))).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "no directory",
    inFrontend(async (session) => {
      expect(await statusOf(session.send(fileSyncMethod, []))).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "paths outside",
    inFrontend(async (session) => {
      const outside = ["../../etc/passwd", "/etc/passwd", "..", "a/../../.."];
      const paths = await listing(session, { followpaths: outside, "include-patterns": outside });
      expect(paths.filter((path) => /passwd|\.\./.test(path))).toEqual([]);
    }),
    "built",
  ],
  [
    "files that were not listed",
    inFrontend(async (session) => {
      const writer = new PacketWriter();
      const asked = [4_000_000_000, 77].map((id) => Uint8Array.from(writer.request(id)));
      expect(await statusOf(session.send(fileSyncMethod, asked, { "dir-name": "context" }))).toBeGreaterThan(
        0,
      );
    }),
    "built",
  ],
  [
    "packets that are none",
    inFrontend(async (session) => {
      expect(
        await statusOf(session.send(fileSyncMethod, [hex("0affffffff")], { "dir-name": "context" })),
      ).toBeGreaterThan(0);
    }),
    "built",
  ],
  [
    "content of stores that are none",
    inFrontend(async (session) => {
      for (const store of ["", "export", "local:/etc", "oci:x"]) {
        const headers = { "buildkit-attachable-store-id": store };
        await refused(session.call(Content.info, { digest: `sha256:${"0".repeat(64)}` }, headers));
      }
      await refused(session.call(Content.list, {}));
    }),
    "built",
  ],
  [
    "content of the cache by a name that is none",
    inFrontend(async (session) => {
      const headers = { "buildkit-attachable-store-id": "local:cache" };
      for (const digest of ["../../Dockerfile", "sha256:../../x", ""]) {
        await refused(session.call(Content.read, { digest }, headers));
      }
    }),
    "built",
    { options: { cacheTo: ["type=local,dest=cache"] } },
  ],
  [
    "secrets that were not given",
    inFrontend((session) => refused(session.call(Secrets.getSecret, { id: "other" }))),
    "built",
  ],
  [
    "an export before there is a result, of an exporter that is none",
    inFrontend(async (session) => {
      const path = "/moby.filesync.v1.FileSend/DiffCopy";
      for (const index of ["0", "5", "-1", "x", ""]) {
        const headers = { "buildkit-attachable-exporter-id": index };
        expect(await statusOf(session.send(path, [finPacket], headers))).toBeGreaterThan(0);
      }
    }),
    "built",
  ],
  [
    "an export that never ends, and Ctrl-C",
    {
      onExport: async (_build, session) => {
        session.open("/moby.filesync.v1.FileSend/DiffCopy").stream.write(grpcMessage(hex("0a 01 78")));
        await new Promise(() => {});
      },
    },
    ["canceled", /./],
    { options: { outputs: ["type=tar,dest=out.tar"] }, abortAfter: 300 },
  ],
  [
    "an export that is broken off",
    {
      onExport: async (_build, session) => {
        const { stream } = session.open("/moby.filesync.v1.FileSend/DiffCopy");
        stream.write(grpcMessage(hex("0a 01 78")));
        await sleep(50);
        stream.destroy();
        throw new Error("it broke off");
      },
    },
    ["build-failed", /it broke off/],
    { options: { outputs: ["type=tar,dest=out.tar"] } },
  ],
  [
    "a file outside of the destination, and success",
    {
      onExport: async (_build, session) => {
        const { stream } = session.open("/moby.filesync.v1.FileSend/DiffCopy");
        stream.write(grpcMessage(stat("../evil")));
        stream.write(grpcMessage(Buffer.alloc(0)));
        stream.end(grpcMessage(finPacket));
        await new Promise((resolve) => stream.once("close", resolve));
      },
    },
    ["protocol-error", /evil/],
    { options: { outputs: ["type=local,dest=out"] } },
  ],
];

const tables: Readonly<Record<string, readonly Row[]>> = {
  frames,
  ends,
  answers,
  silence,
  "calls of the session": sessionCalls,
};

// First of all, since what is loaded when it is first needed takes its time.
test("an honest daemon builds", async () => {
  await expect(startTargets({ default: {} }).results).resolves.toBeDefined();
});

describe.each(Object.entries(tables))("a daemon's %s", (_kind, rows) => {
  for (const [behaviour, script, outcome, { options = {}, abortAfter, within = 2_000 } = {}] of rows) {
    test(behaviour, async () => {
      const stop = new AbortController();
      const run = startTargets(
        { default: { outputs: ["type=image,name=n"], signal: stop.signal, ...options } },
        { script, more: { signal: stop.signal } },
      );
      const before = new Set(["Dockerfile", "app.js", "cache", "out"]);
      const ended = run.results.then(
        () => "built" as const,
        (reason: unknown) => reason,
      );
      if (abortAfter !== undefined) setTimeout(() => stop.abort(), abortAfter);
      const begun = Date.now();
      const found = await Promise.race([ended, sleep(within * 2 + 2_000, "it did not end", { ref: false })]);
      if (outcome === "built") expect(found).toBe("built");
      else expect(found).toMatchObject({ code: outcome[0], message: expect.stringMatching(outcome[1]) });
      expect(Date.now() - begun - (abortAfter ?? 0)).toBeLessThan(within);
      await vi.waitFor(() => expect(run.daemon.connections.every(({ near }) => near.destroyed)).toBe(true));
      expect(readdirSync(run.cwd).filter((name) => !before.has(name))).toEqual([]);
    });
  }
});

test("an evaluation that is never answered does not outlive Ctrl-C", async () => {
  const stop = new AbortController();
  const targets = {
    base: { signal: stop.signal },
    app: { signal: stop.signal, buildContexts: ["base=target:base"] },
  };
  let asked = false;
  const script = handle(LLBBridge.evaluate.path, () => {
    asked = true;
    setTimeout(() => stop.abort(), 50);
    return new Promise(() => {});
  });
  const run = startTargets(targets, { script, more: { signal: stop.signal } });
  const begun = Date.now();
  await expect(run.results).rejects.toMatchObject({ code: "canceled" });
  expect(asked).toBe(true);
  expect(Date.now() - begun).toBeLessThan(3_000);
});

test("a connection that never comes about does not outlive Ctrl-C", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  const connect: Driver["connect"] = ({ signal } = {}) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const builder = fakeBuilder([fakeNode("b0", { driver: { connect } })]);
  const run = startTargets({ default: { signal: stop.signal } }, { builder, more: { signal: stop.signal } });
  await expect(run.results).rejects.toMatchObject({ code: "canceled" });
});

test("a Dockerfile from a URL that is larger than was asked for is refused", async () => {
  const script = handle(LLBBridge.readFile.path, (call) =>
    call.answer(LLBBridge.readFile.output, { data: Buffer.alloc((2 << 20) + 500) }),
  );
  const run = startTargets({ default: { file: "https://u:p@host/Dockerfile" } }, { script });
  await expect(run.results).rejects.toMatchObject({
    code: "invalid-argument",
    message: "Dockerfile https://host/Dockerfile bigger than allowed max size (2.097MB)",
  });
});

test("workers that are none are an error where they are needed", async () => {
  const daemon = new FakeBuildKit(
    handle(Control.listWorkers.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
      call.end();
    }),
  );
  const node = fakeNode("b0", { connect: daemon.connect, features: { hostGateway: true } });
  const run = startTargets({ default: { addHosts: ["h:host-gateway"] } }, { builder: fakeBuilder([node]) });
  await expect(run.results).rejects.toMatchObject({ code: "protocol-error" });
});

describe("the record that provenance is read from", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const predicate = { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" };
  const attestations = [
    { mediaType: "application/vnd.in-toto+json", digest, size: 3n, annotations: predicate },
  ];
  const record = (call: FakeCall) => {
    call.send(Control.listenBuildHistory.output, { record: { result: { attestations } } });
    call.end();
  };
  test.each<[string, FakeHandler, string]>([
    [
      "another content",
      (call) => {
        call.send(Content.read.output, { data: Buffer.from("abc") });
        call.end();
      },
      "protocol-error",
    ],
    [
      "endless content",
      async (call) => {
        while (!call.stream.destroyed) {
          call.send(Content.read.output, { data: Buffer.alloc(1 << 16) });
          await sleep(1);
        }
      },
      "protocol-error",
    ],
    ["no content", (call) => call.end(5, "gone"), "not-found"],
  ])("leads to %s", async (_what, read, code) => {
    const handlers = { [Control.listenBuildHistory.path]: record, [Content.read.path]: read };
    const run = startTargets({ default: {} }, { script: { handlers }, wantsMetadata: true });
    await expect(run.results).rejects.toMatchObject({ code });
  });
});

test("nothing that was refused is left in the temporary directory of an output", async () => {
  const outside = testDirectory();
  const script: FakeBuildKitScript = {
    onExport: () => {
      throw new Error("no space");
    },
  };
  const run = startTargets({ default: { outputs: [`type=oci,dest=${join(outside, "o.tar")}`] } }, { script });
  await expect(run.results).rejects.toThrow("no space");
  expect(readdirSync(outside)).toEqual([]);
});

function details(of: Record<string, string>): Record<string, string> {
  return statusDetails(of) as Record<string, string>;
}

/** Every method of a build. */
function all(handler: FakeHandler): Record<string, FakeHandler> {
  const methods = [...Object.values(Control), ...Object.values(LLBBridge)];
  return Object.fromEntries(
    methods.filter(({ path }) => path !== Control.session.path).map(({ path }) => [path, handler]),
  );
}

function stat(path: string): Uint8Array {
  const entry = {
    path,
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    modTime: 0n,
    linkname: "",
    devMajor: 0,
    devMinor: 0,
  };
  return Uint8Array.from(new PacketWriter().stat(entry));
}

/** What is listed of the context. */
async function listing(session: FakeSession, headers: Record<string, string | string[]>): Promise<string[]> {
  const { messages } = await session.send(fileSyncMethod, [finPacket], { "dir-name": "context", ...headers });
  return messages
    .map((message) => readPacket(message))
    .flatMap(({ type, stat: entry }) =>
      type === PacketType.stat && entry !== undefined ? [entry.path] : [],
    );
}
