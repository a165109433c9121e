import { SlipwayError } from "../../errors/index.js";
import { findLayoutEntry, readLayoutIndex } from "../../oci/layout/index.js";

/**
 * The digest that `tag` stands for in the OCI layout `directory`: of the entry with that name, else of the only entry.
 *
 * @throws SlipwayError `not-found` without such an entry; as {@link readLayoutIndex} does.
 */
export async function resolveLayoutDigest(directory: string, tag: string): Promise<string> {
  const index = await readLayoutIndex(directory);
  const only = index.manifests.length === 1 ? index.manifests[0] : undefined;
  const entry = findLayoutEntry(index, tag) ?? only;
  if (entry !== undefined) return entry.digest;
  throw new SlipwayError("not-found", `OCI layout ${directory} has no image named ${JSON.stringify(tag)}`, {
    hint: "name one by its digest: oci-layout://PATH@sha256:…",
    details: { directory, tag },
  });
}
