import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { build, SlipwayError } from "../../../src/index.js";
import { busyboxFiles } from "../../library/support.js";
import { busyboxContext, contextDirectory, startSlipway } from "../../support/index.js";
import type { Kind } from "./kinds.js";

/** How long a silent daemon is waited for in a stall here, milliseconds. */
export const silence = 3_000;

/** What became of one build. */
export interface Outcome {
  /** Milliseconds from the blow to the end. */
  readonly took: number;
  /** Of the library's error; undefined for anything that is none, and for a command. */
  readonly code?: string | undefined;
  readonly message: string;
  /** Of the command. */
  readonly status?: number;
}

/** A build that runs. */
export interface Struck {
  /** Resolves when the blow may fall; rejects when the build has ended before. */
  readonly ready: Promise<unknown>;
  /** Resolves with how the build ended, and when. */
  readonly ended: Promise<Omit<Outcome, "took"> & { readonly at: number }>;
  interrupt?(): void;
}

/** What only the processes of one build have in their environment, as `NAME=VALUE`. */
export const markerOf = (kind: Kind, blow: string) =>
  `SLIPWAY_TEST_CUT=${kind.builder} ${kind.name} ${blow.replaceAll(" ", "-")}`;

/** @param limit milliseconds that a silent daemon is waited for */
function environment(kind: Kind, blow: string, limit: number) {
  const [name = "", value] = markerOf(kind, blow).split(/=(.*)/s);
  return { ...kind.env, [name]: value, SLIPWAY_CONNECTION_TIMEOUT: `${limit}ms` };
}

/** A step that is nobody else's, says that it runs, and does not end. */
const step = (kind: Kind, blow: string) => `FROM base\nRUN echo "ready: ${kind.name} ${blow}" && sleep 600\n`;

const failed = (error: unknown) => ({
  at: performance.now(),
  code: error instanceof SlipwayError ? error.code : undefined,
  message: String(error),
});
const succeeded = () => ({ at: performance.now(), message: "the build succeeded" });

/** A build by the library whose step runs. */
export function runningStep(kind: Kind, blow: string, limit: number): Struck {
  const { builder } = kind;
  const context = { files: busyboxFiles(step(kind, blow)) };
  const options = { builder, env: environment(kind, blow, limit), context };
  const building = build({ ...options, outputs: [{ type: "cacheonly" as const }] });
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const follow = async () => {
    for await (const event of building) if (event.type === "log" && event.line.startsWith("ready: ")) ready();
    await building;
  };
  const ended = follow().then(succeeded, failed);
  return { ready: Promise.race([isReady, ended]), ended };
}

/** A build by the library in the middle of the upload of its context: that is when the relay stalls. */
export function uploading(kind: Kind, blow: string, limit: number): Struck {
  const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY large /\n" });
  const file = openSync(join(context, "large"), "w");
  ftruncateSync(file, 64 << 20);
  closeSync(file);
  const ready = kind.relay.stallAfter(8 << 20);
  const { builder } = kind;
  const options = { builder, env: environment(kind, blow, limit), context };
  const ended = build({ ...options, outputs: [{ type: "cacheonly" as const }] }).then(succeeded, failed);
  return { ready: Promise.race([ready, ended]), ended };
}

/** The command, whose step runs. */
export function runningCommand(kind: Kind, blow: string, limit: number): Struck {
  const args = ["build", "--builder", kind.builder, "--progress", "plain", "-o", "type=cacheonly"];
  const context = busyboxContext(step(kind, blow));
  const running = startSlipway([...args, context], { env: environment(kind, blow, limit) });
  const ended = running.finished.then(({ code, stderr }) => ({
    at: performance.now(),
    status: code,
    message: stderr,
  }));
  return {
    ready: Promise.race([running.waitForOutput(/^#\d+ \S+ ready: /m), ended]),
    ended,
    interrupt: () => void running.child.kill("SIGINT"),
  };
}
