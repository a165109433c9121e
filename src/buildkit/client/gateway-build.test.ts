import { describe, expect, test, vi } from "vitest";
import { connect } from "../../../test/support/buildkit/fake-client.js";
import { statusDetails } from "../../../test/support/buildkit/status-details.js";
import type { SolveStatus } from "../../progress/model/status.js";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../gen/moby/buildkit/v1/gateway_pb.js";

describe("solve", () => {
  test("fails with what a daemon that is far away and does all of it says", async () => {
    const onFrontend = () => Promise.reject(Object.assign(new Error("unknown instruction"), { code: 3 }));
    const { client, options } = connect({ onFrontend });
    await expect(client.solve({ ...options, far: true })).rejects.toMatchObject({
      code: "build-failed",
      message: expect.stringMatching(/^failed to solve: .*unknown instruction$/),
    });
  });

  test("leaves a daemon that is far away to do all of it in one call", async () => {
    const response = { "containerimage.digest": "sha256:1" };
    const { daemon, client, options } = connect({ response });
    const frontendInputs = { in: { def: [Buffer.from("x")], metadata: {} } };
    const solved = await client.solve({ ...options, far: true, frontendInputs });
    expect(solved).toEqual({ exporterResponse: response, frontendMetadata: {} });
    expect(await daemon.requests(Control.solve)).toMatchObject([
      {
        ref: options.ref,
        frontend: "dockerfile.v0",
        frontendAttrs: options.frontendAttrs,
        frontendInputs: { in: { def: [Buffer.from("x")] } },
      },
    ]);
    expect(await daemon.requests(LLBBridge.solve)).toEqual([]);
  });

  test("registers the build, runs the frontend through its gateway and returns the result", async () => {
    const response = { "containerimage.digest": "sha256:1" };
    const metadata = { "result.txt": Buffer.from("t") };
    const result = { result: { case: "ref", value: { id: "r1" } }, metadata } as const;
    const { daemon, client, options } = connect({ response, result });
    const cacheImports = [{ type: "registry", attrs: { ref: "<r>", mode: "max" } }];
    const solved = await client.solve({
      ...options,
      exporters: [
        { type: "image", attrs: { name: "n" } },
        { type: "local", attrs: {} },
      ],
      cacheExports: [{ type: "inline", attrs: { a: "b" } }],
      cacheImports,
      entitlements: ["network.host"],
      internal: true,
      frontendInputs: { in: { def: [Buffer.from("x")], metadata: {} } },
    });
    expect(solved).toEqual({
      exporterResponse: response,
      frontendMetadata: { "result.txt": Buffer.from("t") },
    });
    const attrs = {
      filename: "Dockerfile",
      "cache-imports": '[{"Type":"registry","Attrs":{"mode":"max","ref":"\\u003cr\\u003e"}}]',
    };
    const [control] = await daemon.requests(Control.solve);
    expect(control).toMatchObject({
      ref: options.ref,
      session: options.sessionId,
      frontend: "",
      frontendAttrs: attrs,
      exporters: [
        { type: "image", attrs: { name: "n" } },
        { type: "local", attrs: {} },
      ],
      exporterDeprecated: "image",
      exporterAttrsDeprecated: { name: "n" },
      cache: { exports: [{ type: "inline", attrs: { a: "b" } }], imports: cacheImports },
      entitlements: ["network.host"],
      internal: true,
    });
    const [gateway] = await daemon.requests(LLBBridge.solve);
    expect(gateway).toMatchObject({
      frontend: "dockerfile.v0",
      frontendOpt: attrs,
      cacheImports,
      allowResultReturn: true,
      allowResultArrayRef: true,
      frontendInputs: { in: { def: [Buffer.from("x")] } },
    });
    const [returned] = await daemon.requests(LLBBridge.return);
    expect(returned?.result).toMatchObject({ result: { case: "ref", value: { id: "r1" } } });
    expect(returned?.error).toBeUndefined();
    expect(daemon.calls.filter(({ build }) => build !== undefined).map(({ build }) => build)).toEqual([
      options.ref,
      options.ref,
    ]);
  });

  test("tells of progress until the daemon ends it", async () => {
    const updates: SolveStatus[] = [];
    const at = { seconds: 5n, nanos: 7 };
    const vertex = {
      digest: "sha256:v",
      name: "[internal] load https://user:sec@ret@host/x",
      started: at,
      progressGroup: { id: "g", name: "G", weak: true },
    };
    const { client, options } = connect({
      statuses: [
        {
          vertexes: [
            vertex,
            { digest: "sha256:w", name: "[2/2] RUN curl https://u:p@h", completed: at, error: "no" },
          ],
        },
        {
          statuses: [{ id: "s", vertex: "sha256:v", current: 1n, total: 2n, timestamp: at, started: at }],
          logs: [{ vertex: "sha256:v", stream: 2n, msg: Buffer.from("log"), timestamp: at }],
          warnings: [
            {
              vertex: "sha256:v",
              level: 1n,
              short: Buffer.from("s"),
              detail: [Buffer.from("d")],
              url: "u",
              info: {
                filename: "Dockerfile",
                data: Buffer.from("FROM"),
                language: "L",
                definition: { def: [] },
              },
              ranges: [{ start: { line: 1, character: 2 }, end: { line: 3, character: 4 } }, {}],
            },
            { vertex: "sha256:w" },
          ],
        },
        {},
      ],
    });
    await client.solve({ ...options, progress: { update: (status) => updates.push(status) } });
    const nanos = 5_000_000_007n;
    const bytes = (text: string) => (text === "" ? new Uint8Array() : Buffer.from(text));
    expect(updates).toEqual([
      {
        vertexes: [
          {
            digest: "sha256:v",
            inputs: [],
            name: "[internal] load https://xxxxx@host/x",
            cached: false,
            started: nanos,
            progressGroup: { id: "g", name: "G", weak: true },
          },
          {
            digest: "sha256:w",
            inputs: [],
            name: "[2/2] RUN curl https://u:p@h",
            cached: false,
            completed: nanos,
            error: "no",
          },
        ],
      },
      {
        statuses: [
          { id: "s", vertex: "sha256:v", name: "", current: 1, total: 2, timestamp: nanos, started: nanos },
        ],
        logs: [{ vertex: "sha256:v", stream: 2, data: bytes("log"), timestamp: nanos }],
        warnings: [
          {
            vertex: "sha256:v",
            level: 1,
            short: bytes("s"),
            detail: [bytes("d")],
            url: "u",
            sourceInfo: { filename: "Dockerfile", data: bytes("FROM"), language: "L", definition: bytes("") },
            ranges: [
              { start: { line: 1, character: 2 }, end: { line: 3, character: 4 } },
              { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
            ],
          },
          { vertex: "sha256:w", level: 0, short: bytes(""), detail: [], url: "", ranges: [] },
        ],
      },
      {},
    ]);
  });

  test("hands the frontend's result on before it is exported, and has references built", async () => {
    const { daemon, client, options } = connect({
      result: {
        result: {
          case: "refs",
          value: { refs: { "linux/amd64": { id: "a", def: { def: [] } }, "linux/arm64": {} } },
        },
        metadata: { "containerimage.config/linux/amd64": Buffer.from("{}") },
      },
    });
    const seen: unknown[] = [];
    await client.solve({
      ...options,
      onResult: async ({ reference, references, metadata }, evaluate) => {
        seen.push(
          reference,
          [...references].map(([key, { id, definition }]) => [key, id, definition?.def]),
        );
        seen.push(Object.keys(metadata));
        expect(await daemon.requests(LLBBridge.return)).toEqual([]);
        await evaluate("a");
      },
    });
    expect(seen).toEqual([
      undefined,
      [
        ["linux/amd64", "a", []],
        ["linux/arm64", "", undefined],
      ],
      ["containerimage.config/linux/amd64"],
    ]);
    expect(daemon.build(options.ref).evaluated).toEqual(["a"]);
  });

  test("tells the daemon of a frontend that failed, and takes the error that says more", async () => {
    const { daemon, client, options } = connect({
      handlers: {
        [Control.solve.path]: async (call) => {
          await vi.waitUntil(() => daemon.calls.some(({ path }) => path === LLBBridge.return.path));
          const what = { "errdefs.Vertex": { digest: "sha256:v" }, "gatewayapi.ExitMessage": { Code: 3 } };
          call.end(2, "process failed", statusDetails(what));
        },
        [LLBBridge.solve.path]: (call) => call.end(2, "the frontend failed"),
        [LLBBridge.return.path]: (call) => call.answer(LLBBridge.return.output, {}),
      },
    });
    await expect(client.solve(options)).rejects.toMatchObject({
      code: "build-failed",
      message: "failed to solve: process failed",
      exitCode: 3,
      failure: { grpcCode: 2, vertex: "sha256:v" },
    });
    expect(
      (await daemon.requests(LLBBridge.return)).map(({ error }) => [error?.code, error?.message]),
    ).toEqual([[2, "the frontend failed"]]);
  });

  test("keeps the frontend's error where the daemon only repeats it", async () => {
    const { client, options } = connect({
      onFrontend: () => {
        throw Object.assign(new Error("no such stage"), { code: 5 });
      },
    });
    await expect(client.solve(options)).rejects.toMatchObject({
      message: "failed to solve: NotFound: no such stage",
    });
  });

  test("an exporter that fails is the build's failure", async () => {
    const { client, options } = connect({
      onExport: () => {
        throw Object.assign(new Error("denied"), { code: 7 });
      },
    });
    await expect(client.solve(options)).rejects.toMatchObject({
      code: "auth-failed",
      message: "failed to solve: PermissionDenied: denied",
    });
  });

  test("what goes wrong with the result here ends the build in the daemon, too", async () => {
    const { daemon, client, options } = connect();
    const onResult = () => Promise.reject(new Error("of our own"));
    await expect(client.solve({ ...options, onResult })).rejects.toThrow("of our own");
    const [returned] = await daemon.requests(LLBBridge.return);
    expect(returned?.error).toMatchObject({ code: 2, message: "of our own" });
  });

  test("an aborted signal cancels the build in the daemon", async () => {
    const frontend = vi.fn(() => new Promise<void>(() => {}));
    const { daemon, client, options } = connect({ onFrontend: frontend });
    const stop = new AbortController();
    const solving = client.solve({ ...options, signal: stop.signal });
    await vi.waitFor(() => expect(frontend).toHaveBeenCalled());
    stop.abort();
    await expect(solving).rejects.toMatchObject({ code: "canceled" });
    const call = daemon.calls.find(({ path }) => path === Control.solve.path);
    await call?.closed;
    expect(daemon.calls.filter(({ path }) => path === LLBBridge.return.path)).toEqual([]);
  });
});
