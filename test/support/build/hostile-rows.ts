import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import type { BuildOptions } from "../../../src/build/options/build-options.js";
import { Control } from "../../../src/buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../../../src/buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import type { FakeBuild } from "../buildkit/fake-build.js";
import type { FakeBuildKitScript, FakeHandler } from "../buildkit/fake-buildkit.js";
import type { FakeCall } from "../buildkit/fake-call.js";
import type { FakeSession } from "../buildkit/fake-session.js";
import { statusDetails } from "../buildkit/status-details.js";
import { startTargets } from "./run-build.js";

/** What Slipway must make of it: a result, or an error with this code and, in the message, these words. */
export type Outcome = "built" | readonly [code: string, message: RegExp];

/** What a daemon does to one build, and what Slipway must make of it. */
export type Row = readonly [
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

/** Never answers. */
export const never: FakeHandler = () => new Promise(() => {});
/** A daemon that answers one method in its own way. */
export const handle = (path: string, handler: FakeHandler): FakeBuildKitScript => ({
  handlers: { [path]: handler },
});
/** Methods of the daemon. */
export const { solve, status, info } = Control;
/** Bytes, written in hexadecimal. */
export const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");
/** Bytes between the frames, as soon as the build is known. */
export const bytes = (raw: Buffer) =>
  handle(solve.path, ({ connection }) => {
    connection.write(raw);
  });
/** A daemon that refuses the build with these trailers. */
export const refusal = (trailers: Record<string, string>) =>
  handle(solve.path, (call) => call.end(2, "it failed", trailers));
/** A daemon that does something while its frontend runs. */
export const inFrontend = (
  does: (session: FakeSession, build: FakeBuild) => Promise<unknown>,
): FakeBuildKitScript => ({
  onFrontend: async (build, session) => {
    await does(session, build);
  },
});
/** The call must be refused. */
export const refused = async (call: Promise<unknown>) => {
  await expect(call).rejects.toMatchObject({ code: expect.any(Number) });
};
/** The status with which a call has ended. */
export const statusOf = async (call: ReturnType<FakeSession["send"]>) =>
  Number((await call).trailers["grpc-status"]);

/** Sends progress for as long as it is taken. */
export async function flood(call: FakeCall): Promise<void> {
  const line = { vertex: "sha256:v", msg: Buffer.alloc(32_000, "x\n") };
  while (!call.stream.destroyed) {
    if (!call.send(status.output, { logs: [line] })) {
      await Promise.race([new Promise((resolve) => call.stream.once("drain", resolve)), call.closed]);
    }
    await sleep(1);
  }
}

/** Trailers with the details of an error. */
export function details(of: Record<string, string>): Record<string, string> {
  return statusDetails(of) as Record<string, string>;
}

/** Every method of a build. */
export function all(handler: FakeHandler): Record<string, FakeHandler> {
  const methods = [...Object.values(Control), ...Object.values(LLBBridge)];
  return Object.fromEntries(
    methods.filter(({ path }) => path !== Control.session.path).map(({ path }) => [path, handler]),
  );
}

/** Tests each row: what comes of it, how soon, and that no connection and no file is left. */
export function testRows(rows: readonly Row[]): void {
  // First of all, since what is loaded when it is first needed takes its time.
  test("an honest daemon builds", async () => {
    await expect(startTargets({ default: {} }).results).resolves.toBeDefined();
  });

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
}
