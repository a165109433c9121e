import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../util/make-directory.js";
import { splitDigest } from "../digest.js";

/** The content of `oci-layout`. */
const layoutMarker = '{"imageLayoutVersion":"1.0.0"}';

/**
 * Where a layout keeps a blob. The digest is checked, so the path never leaves the layout.
 *
 * @throws SlipwayError `protocol-error` when `digest` is no digest.
 */
export function layoutBlobPath(directory: string, digest: string): string {
  const { algorithm, hex } = splitDigest(digest);
  return join(directory, "blobs", algorithm, hex);
}

/** The path of a layout's index. */
export function layoutIndexPath(directory: string): string {
  return join(directory, "index.json");
}

/** Makes `directory` an image layout (https://github.com/opencontainers/image-spec/blob/main/image-layout.md). */
export async function markLayout(directory: string): Promise<void> {
  await makeDirectory(directory, 0o755);
  await writeFile(join(directory, "oci-layout"), layoutMarker);
}
