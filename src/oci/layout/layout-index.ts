import { readFile } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { fileError } from "../../util/file-error.js";
import { acquireFileLock } from "../../util/file-lock.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { replaceFile } from "../../util/replace-file.js";
import { type Descriptor, type Index, MEDIA_TYPES } from "../descriptor.js";
import { isDigest } from "../digest.js";
import { layoutIndexPath, markLayout } from "./layout-files.js";

/** The annotation that holds an entry's tag. */
const tagAnnotation = "org.opencontainers.image.ref.name";
/** The annotation that holds an entry's full image reference, containerd's own. */
const nameAnnotation = "io.containerd.image.name";

/** What an entry of a layout is called: a bare tag, or a full image reference. */
export type LayoutName = { readonly tag: string } | { readonly reference: string };

/**
 * The index of the layout in `directory`.
 *
 * @throws SlipwayError `not-found` when there is none, `io-error`, or `corrupt-state` when it is no image index.
 */
export async function readLayoutIndex(directory: string): Promise<Index> {
  const path = layoutIndexPath(directory);
  const index = toIndex(await readText(path)) ?? toIndex(await readUnderLock(path));
  if (index === undefined) {
    throw new SlipwayError("corrupt-state", `${path} is no OCI image index`, { details: { path } });
  }
  return index;
}

/** The entry called `name`, by full reference first and then by tag. Undefined when there is none. */
export function findLayoutEntry(index: Index, name: string): Descriptor | undefined {
  const called = (key: string) => index.manifests.find(({ annotations }) => annotations?.[key] === name);
  return called(nameAnnotation) ?? called(tagAnnotation);
}

/**
 * Adds an entry to the layout's index under each of the names, in place of the entries that had them; without a name
 * when none is given. Waits while another program holds the index's lock.
 *
 * @throws SlipwayError `io-error`, `disk-full`, `canceled`, or `corrupt-state` when the index there is none.
 */
export async function putLayoutEntry(
  directory: string,
  descriptor: Descriptor,
  names: readonly LayoutName[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const path = layoutIndexPath(directory);
  await markLayout(directory).catch((error: unknown) => {
    throw fileError("could not write", path, error);
  });
  const release = await acquireFileLock(`${path}.lock`, { ...options, removeOnRelease: true });
  try {
    const text = await readText(path).catch(ignoreMissing);
    const index = text === "" ? emptyIndex : toIndex(text);
    if (index === undefined) {
      throw new SlipwayError("corrupt-state", `${path} is no OCI image index`, { details: { path } });
    }
    const manifests =
      names.length === 0 ? [...index.manifests, descriptor] : withNames(index, descriptor, names);
    await replaceFile(path, JSON.stringify({ ...index, manifests }), { durable: true }).catch(
      (error: unknown) => {
        throw fileError("could not write", path, error);
      },
    );
  } finally {
    await release();
  }
}

const emptyIndex: Index = { schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: [] };

function withNames(index: Index, descriptor: Descriptor, names: readonly LayoutName[]): Descriptor[] {
  return names.reduce<Descriptor[]>(
    (entries, name) => {
      const annotations = nameAnnotations(name);
      const taken = ({ annotations: its }: Descriptor) =>
        its?.[tagAnnotation] === annotations[tagAnnotation] &&
        its?.[nameAnnotation] === annotations[nameAnnotation];
      const entry = { ...descriptor, annotations: { ...descriptor.annotations, ...annotations } };
      return [...entries.filter((existing) => !taken(existing)), entry];
    },
    [...index.manifests],
  );
}

/** A reference is kept whole for containerd; its tag alone is what the specification has. */
function nameAnnotations(name: LayoutName): Record<string, string> {
  if ("tag" in name) return { [tagAnnotation]: name.tag };
  return { [nameAnnotation]: name.reference, [tagAnnotation]: objectOf(name.reference) };
}

/** What follows the repository: the tag, or the digest with its `@`. */
function objectOf(reference: string): string {
  const slash = reference.indexOf("/");
  if (slash === -1) return reference;
  const path = reference.slice(slash);
  const start = path.search(/[:@]/);
  return start === -1 ? "" : path.slice(start).replace(/^:/, "");
}

function toIndex(text: string): Index | undefined {
  const value = parseJson(text);
  const manifests = fieldOf(value, "manifests") ?? [];
  const isEntry = (entry: unknown) => {
    const digest = fieldOf(entry, "digest");
    return typeof digest === "string" && isDigest(digest);
  };
  if (typeof value !== "object" || value === null || !Array.isArray(manifests)) return undefined;
  if (!manifests.every(isEntry)) return undefined;
  return { ...emptyIndex, ...value, manifests };
}

/** Go programs write the index in place, so a reader may find it half written; not while it holds the lock. */
async function readUnderLock(path: string): Promise<string> {
  const release = await acquireFileLock(`${path}.lock`, { removeOnRelease: true }).catch(() => undefined);
  try {
    return await readText(path);
  } finally {
    await release?.();
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw fileError("could not read", path, error);
  }
}

function ignoreMissing(error: unknown): string {
  if (error instanceof SlipwayError && error.code === "not-found") return "";
  throw error;
}
