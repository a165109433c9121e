import { canceledError, SlipwayError } from "../../../errors/index.js";
import type { Descriptor } from "../../descriptor.js";
import { pullScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { bodyChunks } from "../http/body-chunks.js";
import type { HttpAnswer } from "../http/http-answer.js";
import { attempts, isBrokenConnection, pauseAfter } from "../http/passing-failure.js";
import { networkFailure } from "../http/registry-failure.js";

/** Which blob to read. */
export interface BlobRead {
  readonly repository: string;
  readonly descriptor: Pick<Descriptor, "digest">;
  /** The byte to begin at. */
  readonly offset: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The content of a blob from one server, checked neither against its digest nor its size. A connection that is cut is made anew, and the
 * content goes on where it was, up to three times in a row.
 */
export async function* readBlob(
  endpoint: RegistryEndpoint,
  { repository, descriptor, offset, signal }: BlobRead,
): AsyncGenerator<Uint8Array, void> {
  const url = endpoint.url(repository, "blobs", descriptor.digest);
  let position = offset;
  for (let attempt = 1; ; attempt++) {
    const before = position;
    try {
      for await (const chunk of readFrom(endpoint, { repository, descriptor, offset: position, signal })) {
        position += chunk.byteLength;
        yield chunk;
      }
      return;
    } catch (reason) {
      if (signal?.aborted) throw canceledError(signal);
      if (position > before) attempt = 1;
      if (attempt >= attempts || !isBrokenConnection(reason)) {
        throw networkFailure("GET", url, reason, signal ?? new AbortController().signal);
      }
    }
    await pauseAfter(attempt, signal);
  }
}

async function* readFrom(
  endpoint: RegistryEndpoint,
  { repository, descriptor: { digest }, offset, signal }: BlobRead,
): AsyncGenerator<Uint8Array, void> {
  const { response } = await endpoint.send({
    method: "GET",
    url: endpoint.url(repository, "blobs", digest),
    scopes: [pullScope(repository)],
    expected: offset === 0 ? [200] : [200, 206],
    ...(offset === 0 ? {} : { headers: { Range: `bytes=${offset}-` } }),
    signal,
  });
  // A registry that knows no ranges sends all of it.
  let toSkip = response.status === 206 ? 0 : offset;
  if (response.status === 206 && rangeStart(response) !== offset) {
    throw new SlipwayError(
      "protocol-error",
      `${endpoint.origin.host} sent another part of blob ${digest} of ${repository} than was asked for`,
    );
  }
  for await (const chunk of bodyChunks(response, endpoint.silence.answer)) {
    const skipped = Math.min(toSkip, chunk.byteLength);
    toSkip -= skipped;
    if (skipped < chunk.byteLength) yield chunk.subarray(skipped);
  }
}

function rangeStart({ headers }: HttpAnswer): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}
