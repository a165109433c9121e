import type { ProgressSink } from "../../progress/model/status.js";
import type { GrpcChannel } from "../transport/types.js";
import { fromDaemonError } from "./error-details.js";
import { followStatus } from "./follow-status.js";
import { callUnary, control, gateway } from "./methods.js";
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
  const metadata = { "buildkit-controlapi-buildid": options.ref };
  const call = { signal: options.signal };
  const request = { ref: options.ref, session: options.sessionId, internal: true, cache: {} };
  const solved = callUnary(channel, control.solve, request, call);
  const status = followStatus(channel, options, solved);
  solved.catch(() => undefined);
  try {
    const { result } = await callUnary(
      channel,
      gateway.solve,
      {
        definition: httpDefinition(options.url),
        allowResultReturn: true,
        allowResultArrayRef: true,
        evaluate: true,
      },
      { metadata, ...call },
    );
    const ref = result?.result.case === "ref" ? result.result.value.id : "";
    const range = { offset: 0n, length: BigInt(options.limit + 1) };
    const { data } = await callUnary(
      channel,
      gateway.readFile,
      { ref, filePath: FILE, range },
      { metadata, ...call },
    );
    await callUnary(channel, gateway.return, { result: {} }, { metadata, ...call });
    await solved;
    return data;
  } catch (reason) {
    // Without an answer the daemon would keep the build open.
    await callUnary(channel, gateway.return, { result: {} }, { metadata }).catch(() => undefined);
    throw fromDaemonError(reason, "failed to solve: ");
  } finally {
    await status;
  }
}
