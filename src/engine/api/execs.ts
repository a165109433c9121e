import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { canceledError, SlipwayError } from "../../errors/index.js";
import type { Engine, EngineCallOptions, ExecResult } from "../contract/engine.js";
import type { EngineHttp } from "../http/engine-http.js";
import { CHANGE_TIMEOUT, QUERY_TIMEOUT } from "../http/engine-request.js";
import { ExecStream, type ExecStreamOptions } from "../stream/exec-stream.js";
import { pathSegment } from "./path-segment.js";

/** How long the engine may take to notice that a command whose output has ended is over, and how often to ask. */
const EXIT_ATTEMPTS = 100;
const EXIT_INTERVAL_MS = 20;

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
    const stream = await this.#start(id, signal, { onStderr: (chunk) => void stderr.push(chunk) });
    const onAbort = (): void => {
      stream.destroy(canceledError(signal));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) stdout.push(chunk);
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    return {
      exitCode: await this.#exitCode(id, signal),
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
    };
  }

  /** The signal ends the set-up only; after that the stream belongs to the caller. */
  async execStream(
    container: string,
    command: readonly string[],
    options: EngineCallOptions & ExecStreamOptions = {},
  ): Promise<Duplex> {
    const id = await this.#create(container, command, true, options.signal);
    return this.#start(id, options.signal, options);
  }

  async #create(
    container: string,
    command: readonly string[],
    stdin: boolean,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const answer = await this.#http.json({
      method: "POST",
      path: `/containers/${pathSegment(container)}/exec`,
      json: { AttachStdin: stdin, AttachStdout: true, AttachStderr: true, Cmd: command },
      signal,
      timeout: CHANGE_TIMEOUT,
    });
    return (answer as { readonly Id: string }).Id;
  }

  #start(id: string, signal: AbortSignal | undefined, output: ExecStreamOptions): Promise<ExecStream> {
    return this.#http.upgrade(
      {
        method: "POST",
        path: `/exec/${id}/start`,
        headers: { Connection: "Upgrade", Upgrade: "tcp" },
        json: { Detach: false, Tty: false },
        signal,
        timeout: CHANGE_TIMEOUT,
      },
      (upgraded) => new ExecStream(upgraded, this.#http.host, output),
    );
  }

  async #exitCode(id: string, signal: AbortSignal | undefined): Promise<number> {
    for (let attempt = 0; attempt < EXIT_ATTEMPTS; attempt++) {
      const { Running, ExitCode } = (await this.#http.json({
        method: "GET",
        path: `/exec/${id}/json`,
        signal,
        timeout: QUERY_TIMEOUT,
      })) as { readonly Running: boolean; readonly ExitCode: number | null };
      if (!Running && ExitCode !== null) return ExitCode;
      await delay(EXIT_INTERVAL_MS);
    }
    throw new SlipwayError(
      "engine-error",
      "the Docker daemon did not report the exit code of a command that has ended",
    );
  }
}
