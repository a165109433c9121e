import type { ProgressSink } from "../../progress/model/status.js";
import type { GrpcChannel } from "../transport/types.js";
import { fromDaemonError } from "./error-details.js";
import { frontendResult } from "./frontend-result.js";
import { OpenBuild } from "./open-build.js";
import { sourceDefinition } from "./source-definition.js";

/** What {@link fetchUrl} fetches, and as which build. */
export interface FetchUrlOptions {
  /** Build id: 25 characters of `[0-9a-z]`. */
  readonly ref: string;
  readonly sessionId: string;
  readonly url: string;
  /** Bytes read at most; one more byte is read when the file has it, so that the caller can tell. */
  readonly limit: number;
  readonly progress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The name the daemon stores the download under. */
const FILE = "context";

const httpDefinition = (url: string) =>
  sourceDefinition({ identifier: url, attrs: { "http.filename": FILE }, name: `[internal] load ${url}` });

/** Downloads a file through the daemon, so that its network and its cache are used. Throws BuildError. */
export async function fetchUrl(channel: GrpcChannel, options: FetchUrlOptions): Promise<Uint8Array> {
  const request = { ref: options.ref, session: options.sessionId, internal: true, cache: {} };
  const progress = options.progress ?? { update: () => undefined };
  const build = new OpenBuild(channel, request, { progress, signal: options.signal });
  try {
    const { reference } = frontendResult(
      await build.solve({ definition: httpDefinition(options.url), evaluate: true }),
    );
    const data = await build.readFile(reference?.id ?? "", FILE, options.limit + 1);
    await build.return(undefined);
    await build.solved;
    return data;
  } catch (reason) {
    // Without an answer the daemon would keep the build open.
    await build.fail(reason);
    throw fromDaemonError(reason, "failed to solve: ");
  } finally {
    await build.watched();
  }
}
