import { isSlipwayError, SlipwayError } from "../../../errors/index.js";
import type { Descriptor } from "../../descriptor.js";
import { pullScope, pushScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { discardBody, type HttpAnswer } from "../http/http-answer.js";
import { attempts, isPassingFailure, pauseAfter } from "../http/passing-failure.js";

/** Begins content at a byte; several times, when an upload has to go on or begin anew. */
export type OpenBlob = (offset: number, signal: AbortSignal | undefined) => AsyncIterable<Uint8Array>;

/** A blob to be had by a repository. */
export interface BlobUpload {
  readonly repository: string;
  readonly descriptor: Pick<Descriptor, "digest" | "size">;
  readonly open: OpenBlob;
  /** A repository of the same registry that has the blob: nothing is sent where the registry can lend it. */
  readonly mountFrom: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A place where the registry takes content, and how much of it is there. */
interface Session {
  readonly url: URL;
  readonly offset: number;
}

/** As {@link RegistryClient.uploadBlob}. An upload that is cut goes on where the registry says that it is. */
export async function uploadBlob(
  endpoint: RegistryEndpoint,
  upload: BlobUpload,
): Promise<"mounted" | "uploaded"> {
  const begun = await mount(endpoint, upload);
  if (begun === "mounted") return begun;
  let session: Session = begun;
  for (let attempt = 1; ; attempt++) {
    let sourceFailure: unknown;
    try {
      await sendRest(endpoint, upload, session, (reason) => {
        sourceFailure ??= reason;
      });
      return "uploaded";
    } catch (reason) {
      if (isSlipwayError(reason, "canceled")) throw reason;
      if (sourceFailure !== undefined) throw sourceFailure;
      // What was put together of two halves may be refused where a whole is not.
      const mayPass = isPassingFailure(reason) || session.offset > 0;
      if (attempt >= attempts || !mayPass) throw reason;
      await pauseAfter(attempt, upload.signal);
      const resumed: Session | undefined =
        session.offset > 0 ? undefined : await findSession(endpoint, upload, session);
      session = resumed ?? (await begin(endpoint, upload));
    }
  }
}

async function begin(endpoint: RegistryEndpoint, { repository, signal }: BlobUpload): Promise<Session> {
  const { response, url } = await endpoint.send({
    method: "POST",
    url: endpoint.url(repository, "blobs", "uploads/"),
    scopes: [pushScope(repository)],
    expected: [202],
    signal,
  });
  discardBody(response);
  return { url: uploadUrl(response, url), offset: 0 };
}

/** Asks the registry to lend the blob; a registry that does not begins an upload. */
async function mount(endpoint: RegistryEndpoint, upload: BlobUpload): Promise<Session | "mounted"> {
  const { repository, mountFrom, descriptor, signal } = upload;
  if (mountFrom === undefined) return begin(endpoint, upload);
  const place = endpoint.url(repository, "blobs", "uploads/");
  place.searchParams.set("mount", descriptor.digest);
  place.searchParams.set("from", mountFrom);
  const answer = await endpoint
    .send({
      method: "POST",
      url: place,
      scopes: [pushScope(repository), pullScope(mountFrom)],
      // Who may write here need not be allowed to read there by the same token.
      expected: [201, 202, 400, 401, 403, 404, 405],
      signal,
    })
    .catch((reason: unknown) => {
      if (isSlipwayError(reason, "auth-failed")) return undefined;
      throw reason;
    });
  if (answer === undefined) return begin(endpoint, upload);
  const { response, url } = answer;
  discardBody(response);
  if (response.status === 201) return "mounted";
  return response.status === 202 ? { url: uploadUrl(response, url), offset: 0 } : begin(endpoint, upload);
}

async function sendRest(
  endpoint: RegistryEndpoint,
  { repository, descriptor: { digest, size }, open, signal }: BlobUpload,
  { url, offset }: Session,
  onSourceFailure: (reason: unknown) => void,
): Promise<void> {
  const sending = new AbortController();
  const content = () => guarded(open(offset, AbortSignal.any([sending.signal, ...(signal ? [signal] : [])])));
  async function* guarded(chunks: AsyncIterable<Uint8Array>) {
    try {
      yield* chunks;
    } catch (reason) {
      if (!sending.signal.aborted) onSourceFailure(reason);
      throw reason;
    }
  }
  const target = new URL(url);
  target.searchParams.set("digest", digest);
  const range = offset === 0 ? {} : { "Content-Range": `${offset}-${size - 1}` };
  try {
    const { response } = await endpoint.send({
      method: "PUT",
      url: target,
      scopes: [pushScope(repository)],
      expected: [200, 201, 202, 204],
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Length": String(size - offset),
        ...range,
      },
      stream: content,
      signal,
    });
    discardBody(response);
  } finally {
    sending.abort();
  }
}

/** How far an upload has come; undefined when the registry does not know it any more, or has nothing of it. */
async function findSession(
  endpoint: RegistryEndpoint,
  { repository, descriptor, signal }: BlobUpload,
  { url }: Session,
): Promise<Session | undefined> {
  const answer = await endpoint
    .send({ method: "GET", url, scopes: [pushScope(repository)], expected: [200, 202, 204], signal })
    .catch((reason: unknown) => {
      if (isSlipwayError(reason, "canceled")) throw reason;
      return undefined;
    });
  if (answer === undefined) return undefined;
  discardBody(answer.response);
  const end = Number(/^(?:bytes=)?0-(\d+)$/.exec(answer.response.headers.get("range") ?? "")?.[1] ?? 0);
  if (end === 0 || end + 1 >= descriptor.size) return undefined;
  return { url: uploadUrl(answer.response, answer.url, url), offset: end + 1 };
}

function uploadUrl(response: HttpAnswer, from: URL, otherwise?: URL): URL {
  const location = response.headers.get("location");
  if (location !== null && URL.canParse(location, from.href)) return new URL(location, from);
  if (location === null && otherwise !== undefined) return otherwise;
  throw new SlipwayError("protocol-error", `registry ${from.host} began an upload but did not say where`);
}
