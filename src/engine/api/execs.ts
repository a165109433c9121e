import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { canceledError, isSlipwayError, SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import type { Engine, EngineCallOptions, ExecResult } from "../contract/engine.js";
import { connectionLost } from "../dial/unreachable.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { type EngineRequest, EXEC_TIMEOUT, QUERY_TIMEOUT } from "../http/engine-request.js";
import { ExecStream, type ExecStreamOptions } from "../stream/exec-stream.js";
import { pathSegment } from "./path-segment.js";

/** How long the engine may take to notice that a command whose output has ended is over, and how often to ask. */
const EXIT_ATTEMPTS = 100;
const EXIT_INTERVAL_MS = 20;
/** How often the engine is asked why an output has ended, and how long it may take for each answer, milliseconds. */
const EXPLAIN_ATTEMPTS = 10;
const EXPLAIN_TIMEOUT = 2_000;
/** What is kept of a command's output, bytes. */
const OUTPUT_LIMIT = 16 << 20;

interface ExecState {
  readonly Running: boolean;
  readonly ExitCode?: number | null;
}

/** Commands in running containers. */
export class Execs implements Pick<Engine, "exec" | "execStream"> {
  readonly #http: EngineHttp;

  constructor(http: EngineHttp) {
    this.#http = http;
  }

  async exec(
    container: string,
    command: readonly string[],
    options: EngineCallOptions = {},
  ): Promise<ExecResult> {
    const { signal } = options;
    const stdout: Buffer[] = [];
    const stderr: Uint8Array[] = [];
    const id = await this.#create(container, command, false, signal);
    const stream = await this.#start(id, signal, { onStderr: collectUpTo(OUTPUT_LIMIT, stderr) });
    const onAbort = (): void => {
      stream.destroy(canceledError(signal));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    let length = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        stdout.push(chunk);
        length += chunk.length;
        if (length > OUTPUT_LIMIT) throw tooMuchOutput(container, command);
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    return {
      exitCode: await this.#exitCode(id, signal),
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
    };
  }

  /**
   * The signal ends the set-up only; after that the stream belongs to the caller. A binary stream is a connection: when
   * it ends before the caller has ended it, it fails with what there is to say of that.
   */
  async execStream(
    container: string,
    command: readonly string[],
    options: EngineCallOptions & ExecStreamOptions = {},
  ): Promise<Duplex> {
    const id = await this.#create(container, command, true, options.signal);
    const explainEnd = (stderr: string) => this.#explainEnd(id, container, command, stderr);
    return this.#start(id, options.signal, options.binary ? { ...options, explainEnd } : options);
  }

  async #create(
    container: string,
    command: readonly string[],
    stdin: boolean,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const request: EngineRequest = {
      method: "POST",
      path: `/containers/${pathSegment(container)}/exec`,
      json: { AttachStdin: stdin, AttachStdout: true, AttachStderr: true, Cmd: command },
      anyVersion: true,
      signal,
      timeout: EXEC_TIMEOUT,
    };
    return (await this.#http.json<{ readonly Id: string }>(request, answers.created)).Id;
  }

  #start(id: string, signal: AbortSignal | undefined, output: ExecStreamOptions): Promise<ExecStream> {
    return this.#http.upgrade(
      {
        method: "POST",
        path: `/exec/${pathSegment(id)}/start`,
        headers: { Connection: "Upgrade", Upgrade: "tcp" },
        json: { Detach: false, Tty: false },
        anyVersion: true,
        signal,
        timeout: EXEC_TIMEOUT,
      },
      (upgraded) => new ExecStream(upgraded, this.#http.host, output),
    );
  }

  async #exitCode(id: string, signal: AbortSignal | undefined): Promise<number> {
    for (let attempt = 0; attempt < EXIT_ATTEMPTS; attempt++) {
      const code = await this.#askExitCode(id, { signal, timeout: QUERY_TIMEOUT });
      if (code !== undefined) return code;
      await delay(EXIT_INTERVAL_MS);
    }
    throw new SlipwayError(
      "engine-error",
      "the Docker daemon did not report the exit code of a command that has ended",
    );
  }

  /** Undefined while the command runs. */
  async #askExitCode(
    id: string,
    limits: Pick<EngineRequest, "signal" | "timeout">,
  ): Promise<number | undefined> {
    const { Running, ExitCode } = await this.#http.json<ExecState>(
      { method: "GET", path: `/exec/${pathSegment(id)}/json`, ...limits },
      answers.exec,
    );
    return Running ? undefined : (ExitCode ?? undefined);
  }

  /**
   * Why a command's output ended: the command did, with something to say, or the engine is gone, which also ends every
   * output. Undefined when it simply ended.
   */
  async #explainEnd(
    id: string,
    container: string,
    command: readonly string[],
    stderr: string,
  ): Promise<SlipwayError | undefined> {
    const said = stderr.trim();
    let code: number | undefined;
    try {
      for (let attempt = 0; code === undefined && attempt < EXPLAIN_ATTEMPTS; attempt++) {
        if (attempt > 0) await delay(EXIT_INTERVAL_MS);
        code = await this.#askExitCode(id, { timeout: EXPLAIN_TIMEOUT });
      }
    } catch (error) {
      if (!isEngineGone(error)) return undefined;
      return connectionLost(this.#http.host, error);
    }
    if (!code && said === "") return undefined;
    const ended = `${command.join(" ")} in container ${container} ended`;
    const status = code === undefined ? "" : ` with status ${code}`;
    return new SlipwayError("connection-lost", `${ended}${status}${said && `: ${said}`}`, {
      details: { container, exitCode: code, stderr: said },
    });
  }
}

const gone: readonly SlipwayErrorCode[] = ["engine-unreachable", "connection-lost", "timeout"];

function isEngineGone(error: unknown): boolean {
  return gone.some((code) => isSlipwayError(error, code));
}

function collectUpTo(limit: number, chunks: Uint8Array[]): (chunk: Uint8Array) => void {
  let length = 0;
  return (chunk) => {
    if (length < limit) chunks.push(chunk);
    length += chunk.length;
  };
}

function tooMuchOutput(container: string, command: readonly string[]): SlipwayError {
  return new SlipwayError(
    "protocol-error",
    `${command.join(" ")} in container ${container} printed more than ${OUTPUT_LIMIT >> 20} MiB`,
  );
}
