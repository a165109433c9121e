import { createHash } from "node:crypto";
import type { ProgressSink } from "../../progress/status.js";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../protobuf/index.js";
import type { GrpcChannel } from "../transport/types.js";
import { fromDaemonError } from "./error-details.js";
import { followStatus } from "./follow-status.js";
import { callUnary, control, gateway } from "./methods.js";

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

/** LLB with one source, which the terminal op names as the result. */
function httpDefinition(url: string): Definition {
  const source = toBinary(
    OpSchema,
    create(OpSchema, {
      op: { case: "source", value: { identifier: url, attrs: { "http.filename": FILE } } },
    } satisfies MessageInitShape<typeof OpSchema>),
  );
  const digest = `sha256:${createHash("sha256").update(source).digest("hex")}`;
  const terminal = toBinary(OpSchema, create(OpSchema, { inputs: [{ digest, index: 0n }] }));
  return create(DefinitionSchema, {
    def: [source, terminal],
    metadata: { [digest]: { description: { "llb.customname": `[internal] load ${url}` } } },
  });
}

/** Downloads a file through the daemon, so that its network and its cache are used. Throws BuildError. */
export async function fetchUrl(channel: GrpcChannel, options: FetchUrlOptions): Promise<Uint8Array> {
  const metadata = { "buildkit-controlapi-buildid": options.ref };
  const call = options.signal === undefined ? {} : { signal: options.signal };
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
