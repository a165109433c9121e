import type { BuildKitClient } from "../../buildkit/client/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { loadProvenance } from "../result/provenance.js";

const fetched = /^(?:https?|git):\/\//;
/** What the client serves itself is no source of anybody's. */
const uploaded = "http://buildkit-session/";

/** Whether what a source gives is not told by its identifier. */
export function isUnpinned(identifier: string): boolean {
  return fetched.test(identifier) && !identifier.startsWith(uploaded);
}

/**
 * What became of sources that their identifier does not pin: the commit of a Git reference, the checksum of a file. The
 * daemon tells them in the provenance of a build that succeeded; nothing is asked for builds without such sources.
 *
 * @returns digests by identifier
 */
export async function fetchedSources(
  client: BuildKitClient,
  ref: string,
  identifiers: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const wanted = identifiers.filter(isUnpinned);
  if (wanted.length === 0) return new Map();
  const provenance = await loadProvenance(client, ref, "min", { signal }).catch(() => ({}));
  return digestsOf(
    wanted,
    Object.values(provenance).map((encoded) => parseJson(Buffer.from(encoded, "base64").toString("utf8"))),
  );
}

/** Finds identifiers among the materials of provenances. */
export function digestsOf(
  identifiers: readonly string[],
  provenances: readonly unknown[],
): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const provenance of provenances) {
    const materials = fieldOf(provenance, "materials");
    for (const material of Array.isArray(materials) ? materials : []) {
      const uri = fieldOf(material, "uri");
      const digest = digestText(fieldOf(material, "digest"));
      if (typeof uri === "string" && digest !== "") digests.set(place(uri), digest);
    }
  }
  const found = new Map<string, string>();
  for (const identifier of identifiers) {
    const digest = digests.get(place(identifier));
    if (digest !== undefined) found.set(identifier, digest);
  }
  return found;
}

/** Identifiers and materials differ in how they write the scheme. */
function place(uri: string): string {
  return uri.replace(/^[a-z+]+:\/\//, "").replace(/^[^/?#]*@/, "");
}

function digestText(digest: unknown): string {
  const [first] = typeof digest === "object" && digest !== null ? Object.entries(digest) : [];
  return first === undefined ? "" : `${first[0]}:${String(first[1])}`;
}
