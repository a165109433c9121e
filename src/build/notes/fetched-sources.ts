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
  const found = new Map<string, string>();
  const wanted = identifiers.filter(isUnpinned);
  if (wanted.length === 0) return found;
  const provenance = await loadProvenance(client, ref, "min", { signal }).catch(() => ({}));
  for (const encoded of Object.values(provenance)) {
    const predicate = parseJson(Buffer.from(encoded, "base64").toString("utf8"));
    const materials = fieldOf(predicate, "materials");
    for (const material of Array.isArray(materials) ? materials : []) {
      const uri = fieldOf(material, "uri");
      const digest = digestText(fieldOf(material, "digest"));
      if (typeof uri !== "string" || digest === "") continue;
      for (const source of wanted) if (place(source) === place(uri)) found.set(source, digest);
    }
  }
  return found;
}

/** Identifiers and materials differ in how they write the scheme. */
function place(uri: string): string {
  return uri.replace(/^[a-z+]+:\/\//, "").replace(/^[^/@]*@/, "");
}

function digestText(digest: unknown): string {
  const [first] = typeof digest === "object" && digest !== null ? Object.entries(digest) : [];
  return first === undefined ? "" : `${first[0]}:${String(first[1])}`;
}
