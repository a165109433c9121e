import { describe, expect, test } from "vitest";
import type { ContainerInspect, Engine, ExecResult } from "../../engine/contract/engine.js";
import { SlipwayError } from "../../errors/index.js";
import { waitUntilReady } from "./wait-ready.js";

const never = "0001-01-01T00:00:00Z";

const running = {
  Status: "running",
  Running: true,
  Restarting: false,
  OOMKilled: false,
  Pid: 1,
  ExitCode: 0,
  Error: "",
  StartedAt: never,
  FinishedAt: never,
};

/** An engine whose one container answers as told; the last answer of a list goes on for ever. */
function engineWith(answers: {
  readonly exec: readonly (ExecResult | SlipwayError)[];
  readonly states?: readonly (Partial<ContainerInspect["State"]> | SlipwayError)[];
  readonly logs?: string;
}): Engine & { readonly execs: () => number } {
  let execs = 0;
  let looks = 0;
  const states = answers.states ?? [{}];
  const calls: Pick<Engine, "exec" | "inspectContainer" | "containerLogs"> = {
    exec: async () => {
      const answer = answers.exec[Math.min(execs++, answers.exec.length - 1)];
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
    inspectContainer: async () => {
      const state = states[Math.min(looks++, states.length - 1)];
      if (state instanceof Error) throw state;
      return { State: { ...running, ...state } } as unknown as ContainerInspect;
    },
    containerLogs: async () => answers.logs ?? "",
  };
  return { ...calls, execs: () => execs } as unknown as Engine & { readonly execs: () => number };
}

const ready: ExecResult = { exitCode: 0, stdout: "", stderr: "" };
const refused: ExecResult = { exitCode: 1, stdout: "", stderr: "connection refused\n" };
const wait = (engine: Engine, options = {}) =>
  waitUntilReady(engine, "box", { finishedAt: never, ...options });

describe("waiting for a daemon", () => {
  test("ends with its first answer", async () => {
    const engine = engineWith({ exec: [refused, refused, ready] });
    await wait(engine);
    expect(engine.execs()).toBe(3);
  });

  test("ends at the limit where the question itself is never answered", async () => {
    const engine = engineWith({ exec: [ready] });
    engine.exec = (_container, _command, options) =>
      new Promise((_resolve, reject) => {
        const stopped = new SlipwayError("canceled", "stopped");
        options?.signal?.addEventListener("abort", () => reject(stopped));
      });
    await expect(wait(engine, { timeout: 50 })).rejects.toMatchObject({
      code: "boot-failed",
      message:
        "the daemon in builder container box runs but does not answer: the question was not answered either",
    });
  });

  test("that lives but never answers ends at the limit, with what it said", async () => {
    const engine = engineWith({ exec: [refused], logs: "a line\nstill starting\n" });
    await expect(wait(engine, { timeout: 100 })).rejects.toMatchObject({
      code: "boot-failed",
      message: "the daemon in builder container box runs but does not answer: connection refused",
      details: { logs: ["a line", "still starting"] },
    });
  });

  test("that died is told by the container's state where the engine sends no events", async () => {
    const engine = engineWith({
      exec: [new SlipwayError("engine-error", "container is not running")],
      states: [{ Running: false, ExitCode: 4, FinishedAt: "2026-01-01T00:00:00Z" }],
      logs: "bad flag\n",
    });
    await expect(wait(engine)).rejects.toMatchObject({
      code: "boot-failed",
      message: "builder container box exited with code 4 while booting: bad flag",
    });
  });

  test("whose container is restarted over and over is told at the first restart seen", async () => {
    const engine = engineWith({ exec: [refused], states: [{}, { FinishedAt: "2026-01-01T00:00:00Z" }] });
    await expect(wait(engine)).rejects.toMatchObject({
      code: "boot-failed",
      message: "builder container box ended and was restarted while booting",
    });
  });

  test("whose container is gone says so", async () => {
    const engine = engineWith({
      exec: [refused],
      states: [new SlipwayError("not-found", "no such container")],
    });
    await expect(wait(engine)).rejects.toMatchObject({
      code: "boot-failed",
      message: "builder container box was removed while booting",
    });
  });

  test("stops at once when the engine cannot be reached", async () => {
    const engine = engineWith({ exec: [new SlipwayError("engine-unreachable", "no engine")] });
    await expect(wait(engine)).rejects.toMatchObject({ code: "engine-unreachable" });
    expect(engine.execs()).toBe(1);
  });

  test("is over when the engine tells of the container's end, while a question is still open", async () => {
    const engine = engineWith({ exec: [refused], logs: "out of handles\n" });
    const end = Promise.resolve({ exitCode: 9, outOfMemory: false });
    await expect(wait(engine, { watch: { end, stop: () => undefined } })).rejects.toMatchObject({
      message: "builder container box exited with code 9 while booting: out of handles",
    });
  });

  test("that was killed at its memory limit is out of memory", async () => {
    const end = Promise.resolve({ exitCode: 137, outOfMemory: false });
    const watch = { end, stop: () => undefined };
    await expect(wait(engineWith({ exec: [refused] }), { watch, memory: "64m" })).rejects.toMatchObject({
      code: "out-of-memory",
      message: "builder container box was killed while booting: it ran out of its memory of 64m",
    });
  });
});
