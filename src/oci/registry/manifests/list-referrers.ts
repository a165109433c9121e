import { SlipwayError } from "../../../errors/index.js";
import { fieldOf, parseJson } from "../../../util/json-value.js";
import { list } from "../../../util/shape.js";
import { type Descriptor, descriptorShape, MEDIA_TYPES } from "../../descriptor.js";
import { isDigest } from "../../digest.js";
import { pullScope, type RegistryEndpoint } from "../endpoint/registry-endpoint.js";
import { discardBody, type HttpAnswer } from "../http/http-answer.js";
import { readBody } from "../http/read-body.js";
import { findManifest } from "./get-manifest.js";

/** The largest list read, bytes. */
const listLimit = 4 * 1024 * 1024;
/** The most pages of a list that are read. */
const pageLimit = 100;

/** The tag under which registries without the referrers API keep the list of what refers to a digest. */
export function referrersTag(digest: string): string {
  return digest.replace(":", "-");
}

/** As {@link RegistryClient.listReferrers}, from one server. */
export async function listReferrers(
  endpoint: RegistryEndpoint,
  repository: string,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<readonly Descriptor[]> {
  const listed = await fromApi(endpoint, repository, digest, signal);
  if (listed !== undefined) return listed;
  const tag = referrersTag(digest);
  const list = await findManifest(endpoint, repository, tag, signal);
  return list === undefined ? [] : entriesOf(list.content, `${endpoint.origin.host}/${repository}:${tag}`);
}

/** Undefined where the registry has no such API; what it is there without anybody knowing is an error page. */
async function fromApi(
  endpoint: RegistryEndpoint,
  repository: string,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<readonly Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  let url: URL | undefined = endpoint.url(repository, "referrers", digest);
  for (let page = 0; url !== undefined && page < pageLimit; page++) {
    const { response } = await endpoint.send({
      method: "GET",
      url,
      scopes: [pullScope(repository)],
      expected: [200, 400, 404, 405, 406, 501],
      headers: { Accept: `${MEDIA_TYPES.ociIndex}, */*` },
      signal,
    });
    if (response.status !== 200) {
      discardBody(response);
      return undefined;
    }
    const content = await readBody(response, listLimit, endpoint.silence.answer).catch(() => undefined);
    if (content === undefined || parseJson(content.toString("utf8")) === undefined) return undefined;
    found.push(...entriesOf(content, url.href));
    url = nextPage(response, url);
  }
  return found;
}

function entriesOf(content: Uint8Array, where: string): readonly Descriptor[] {
  const manifests = fieldOf(parseJson(Buffer.from(content).toString("utf8")), "manifests") ?? [];
  const problem = list(descriptorShape)(manifests, "manifests");
  const entries = manifests as readonly Descriptor[];
  if (problem !== undefined || !entries.every(({ digest }) => isDigest(digest))) {
    throw new SlipwayError("protocol-error", `${where} is no list of referrers`);
  }
  return entries;
}

/** The page that a `Link: <…>; rel="next"` header names, on the same server. */
function nextPage(response: HttpAnswer, from: URL): URL | undefined {
  const [, target] = /<([^>]*)>\s*;\s*rel="?next"?/i.exec(response.headers.get("link") ?? "") ?? [];
  if (target === undefined || !URL.canParse(target, from.href)) return undefined;
  const url = new URL(target, from);
  return url.origin === from.origin ? url : undefined;
}
