import type { Readable } from "node:stream";
import type { RequestHeaders } from "../../util/http/request-head.js";

/** One request to the engine. */
export interface EngineRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Without the version prefix; names in it are already escaped. */
  readonly path: string;
  /** Parameters whose value is undefined are left out; a list repeats its parameter. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers?: RequestHeaders;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, streamed with back-pressure when it is a stream. */
  readonly body?: Readable | Uint8Array;
  /** Cancels the request, and its answer while that is being read. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the request and its whole answer; no limit when absent. */
  readonly timeout?: number | undefined;
  /** Leaves out the `/v1.NN` prefix. Default false. */
  readonly unversioned?: boolean;
  /**
   * Alike in all versions of the API: while none has been agreed on it goes out without, which saves a round trip. An
   * engine that does not take it so is asked for its version then. Default false.
   */
  readonly anyVersion?: boolean;
}

/** Limit in milliseconds for calls that only read the engine's state. */
export const QUERY_TIMEOUT = 60_000;
/** Limit in milliseconds for starting a program in a container; it may run for as long as it likes. */
export const EXEC_TIMEOUT = 60_000;
/** Limit in milliseconds for calls that change one container, image, volume or network. */
export const CHANGE_TIMEOUT = 300_000;

/**
 * The limit of a removal. It may delete hundreds of gigabytes, so where the caller has a signal, that alone ends it.
 */
export function removalLimit(signal: AbortSignal | undefined): Pick<EngineRequest, "signal" | "timeout"> {
  return signal === undefined ? { timeout: CHANGE_TIMEOUT } : { signal };
}

/** The request's path with its query. */
export function requestTarget(prefix: string, { path, query }: EngineRequest): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const item of value === undefined ? [] : [value].flat()) parameters.append(key, item);
  }
  const text = parameters.toString();
  return text === "" ? prefix + path : `${prefix}${path}?${text}`;
}
