import type { Readable, Writable } from "node:stream";
import type { DisplayStream } from "../../progress/index.js";
import type { DockerFlagValues } from "./global-flags.js";
import type { Invocation } from "./invocation.js";

/** Standard output or error. */
export interface OutputStream extends DisplayStream {
  on(event: "resize", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** What the program has from its process; tests give their own. */
export interface ProgramIo {
  /** Opens standard input; most commands never do, and it takes time. */
  readonly stdin: () => Readable;
  readonly stdout: OutputStream;
  /** Standard output as a stream, for content; most commands never need it, and it takes time. */
  readonly contentOutput: () => Writable;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a command runs with. */
export interface CommandCall extends ProgramIo {
  readonly invocation: Invocation;
  /** `--builder` or `BUILDX_BUILDER`; undefined for the current builder. */
  readonly builder: string | undefined;
  readonly debug: boolean;
  /** Docker's global flags, for the library's `docker` option. */
  readonly docker: DockerFlagValues;
  /** Aborts on the first Ctrl-C, on SIGTERM, and when the docker command that started the plugin goes away. */
  readonly signal: AbortSignal;
  /** Prints a `WARNING:` line. */
  readonly warn: (message: string) => void;
}
