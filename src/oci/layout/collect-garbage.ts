import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fileError } from "../../util/file-error.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { type Descriptor, isIndexType, isManifestType } from "../descriptor.js";
import { isDigest } from "../digest.js";
import { layoutBlobPath } from "./layout-files.js";
import { readLayoutIndex } from "./layout-index.js";

/**
 * Deletes every blob of the layout that nothing in its index leads to. Deletes nothing when an index or manifest on
 * the way is missing or damaged. Resolves with the digests that were deleted.
 *
 * @throws SlipwayError as {@link readLayoutIndex} does, and `corrupt-state` or `io-error` naming the blob.
 */
export async function collectLayoutGarbage(directory: string): Promise<readonly string[]> {
  const { manifests } = await readLayoutIndex(directory);
  const reachable = new Set<string>();
  for (const descriptor of manifests) await mark(directory, descriptor, reachable);
  const garbage = (await listBlobs(directory)).filter((digest) => !reachable.has(digest));
  for (const digest of garbage) await rm(layoutBlobPath(directory, digest), { force: true });
  return garbage;
}

async function mark(directory: string, descriptor: Descriptor, reachable: Set<string>): Promise<void> {
  if (reachable.has(descriptor.digest)) return;
  reachable.add(descriptor.digest);
  const { mediaType } = descriptor;
  if (!isIndexType(mediaType) && !isManifestType(mediaType)) return;
  for (const child of await readChildren(directory, descriptor)) await mark(directory, child, reachable);
}

async function readChildren(directory: string, { digest, mediaType }: Descriptor): Promise<Descriptor[]> {
  const path = layoutBlobPath(directory, digest);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw fileError("could not read", path, error);
  });
  const value = parseJson(text);
  const children = isIndexType(mediaType)
    ? fieldOf(value, "manifests")
    : [fieldOf(value, "config"), ...asList(fieldOf(value, "layers"))];
  if (!Array.isArray(children) || !children.every(isDescriptor)) {
    throw new SlipwayError("corrupt-state", `${path} is no ${mediaType}`, { details: { path } });
  }
  return children;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isDescriptor(value: unknown): value is Descriptor {
  const digest = fieldOf(value, "digest");
  return typeof digest === "string" && isDigest(digest) && typeof fieldOf(value, "mediaType") === "string";
}

/** The digests of all blobs in the layout; what is no blob is passed over. */
export async function listBlobs(directory: string): Promise<string[]> {
  const algorithms = await namesIn(join(directory, "blobs"));
  const digests: string[] = [];
  for (const algorithm of algorithms) {
    for (const hex of await namesIn(join(directory, "blobs", algorithm))) {
      if (isDigest(`${algorithm}:${hex}`)) digests.push(`${algorithm}:${hex}`);
    }
  }
  return digests;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return [];
    throw fileError("could not read", directory, error);
  }
}
