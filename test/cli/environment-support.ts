import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { expect } from "vitest";
import { openBuildKit } from "../../src/buildkit/index.js";
import { dialBuilder } from "../../src/index.js";
import {
  lab,
  onCleanup,
  programEnvironment,
  type RunOptions,
  type RunResult,
  runBuildx,
  runSlipway,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

/** What one command line gave in the two programs. */
export interface Pair<T> {
  readonly ours: T;
  readonly theirs: T;
}

/** Runs a command line in both programs at once, each in a directory of its own. */
export async function both(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Pair<RunResult>> {
  const options = (): RunOptions => ({ env, cwd: temporaryDirectory("environment") });
  const [ours, theirs] = await Promise.all([runSlipway(args, options()), runBuildx(args, options())]);
  return { ours, theirs };
}

/** What the daemon was asked for, as its history has it, and what the metadata file says. */
export interface Asked {
  readonly attrs: Readonly<Record<string, string>>;
  readonly exporters: readonly { readonly type: string; readonly attrs: Readonly<Record<string, string>> }[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Builds with both programs and looks up what they asked of the daemon. */
export async function asked(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Pair<Asked>> {
  const build = async (run: typeof runSlipway): Promise<Asked> => {
    const file = join(temporaryDirectory("environment"), "metadata.json");
    const { code, stderr } = await run(["build", "--metadata-file", file, ...args], { env });
    expect(code, stderr).toBe(0);
    return lookUp(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>);
  };
  const [ours, theirs] = await Promise.all([build(runSlipway), build(runBuildx)]);
  return { ours, theirs };
}

async function lookUp(metadata: Record<string, unknown>): Promise<Asked> {
  const [builder = "", , ref = ""] = String(metadata["buildx.build.ref"]).split("/");
  const client = openBuildKit(await dialBuilder(builder, { env: programEnvironment() }));
  try {
    const found: Asked[] = [];
    await client.listenBuildHistory({ ref, earlyExit: true }, ({ record }) => {
      if (record === undefined) return;
      const exporters = record.exporters.map(({ type, attrs }) => ({ type, attrs }));
      found.push({ attrs: record.frontendAttrs, exporters, metadata });
    });
    const [record] = found;
    if (record === undefined) throw new Error(`the daemon's history has no build ${ref}`);
    return record;
  } finally {
    client.close();
  }
}

/** Runs a command line in both programs on a terminal of 100 columns; what is written there, `␛` for escapes. */
export async function onTerminals(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Pair<string>> {
  const written = async (program: readonly string[]) => {
    const line = [...program, ...args].map((word) => `'${word}'`).join(" ");
    const script = ["-qec", `stty cols 100 rows 30; ${line}`, "/dev/null"];
    const { stdout } = await startProgram("script", script, { env: { TERM: "xterm", ...env } }).finished;
    return stdout.replaceAll("\x1b", "␛");
  };
  const [ours, theirs] = [await written([process.execPath, slipwayPath]), await written([lab.buildx])];
  return { ours, theirs };
}

/** A request that a stand-in server got. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A server that notes what it is asked and answers through `answer`; `where` is a path or a TCP port. */
export async function standIn(
  where: { readonly path: string } | { readonly port: number },
  answer: (request: SeenRequest) => {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  },
): Promise<{ readonly port: number; readonly seen: readonly SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const request = { path: incoming.url ?? "", headers: incoming.headers };
    seen.push(request);
    const { status, headers, body } = answer(request);
    incoming.resume();
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", ...where }, resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : 0, seen };
}
