import { readdir, stat } from "node:fs/promises";
import { dockerConfigDir } from "../../engine/index.js";
import { sha256Digest, splitDigest } from "../../oci/digest.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { BuilderOptions } from "../types.js";
import { StateDirectory } from "./state-directory.js";

/** What an image of an engine consists of: enough to tell a daemon about it without reading it from the engine again. */
export interface EngineImageNotes {
  /** The manifest's or index's digest. */
  readonly root: string;
  /** The image's JSON documents by digest. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** Bytes of everything else by digest. */
  readonly sizes: ReadonlyMap<string, number>;
}

const DIRECTORY = "engine-images";
/** Milliseconds after which notes that were not written anew are dropped: 30 days. */
const MAX_AGE = 30 * 24 * 60 * 60 * 1000;

const notesFile = (image: string) => `${DIRECTORY}/${splitDigest(image).hex}.json`;

/** The notes on the image with this id; undefined when there are none, or none that can be used. */
export async function readEngineImageNotes(
  image: string,
  context: BuilderOptions,
): Promise<EngineImageNotes | undefined> {
  const text = await stateDirectory(context).read(notesFile(image));
  const notes = parseJson(text?.toString("utf8") ?? "");
  const root = fieldOf(notes, "root");
  if (typeof root !== "string") return undefined;
  const documents = new Map<string, Uint8Array>();
  for (const [digest, content] of Object.entries(fieldOf(notes, "documents") ?? {})) {
    const bytes = Buffer.from(String(content), "base64");
    if (sha256Digest(bytes) !== digest) return undefined;
    documents.set(digest, bytes);
  }
  const sizes = new Map<string, number>();
  for (const [digest, size] of Object.entries(fieldOf(notes, "sizes") ?? {})) {
    if (!Number.isSafeInteger(size)) return undefined;
    sizes.set(digest, size as number);
  }
  return { root, documents, sizes };
}

/** Keeps notes on the image with this id, and drops old ones of others. Throws `io-error`. */
export async function writeEngineImageNotes(
  image: string,
  { root, documents, sizes }: EngineImageNotes,
  context: BuilderOptions,
): Promise<void> {
  const state = stateDirectory(context);
  const encoded = [...documents].map(([digest, bytes]) => [digest, Buffer.from(bytes).toString("base64")]);
  const notes = { root, documents: Object.fromEntries(encoded), sizes: Object.fromEntries(sizes) };
  await state.write(notesFile(image), JSON.stringify(notes), { durable: false });
  for (const name of await readdir(state.resolve(DIRECTORY)).catch(() => [])) {
    const file = `${DIRECTORY}/${name}`;
    const stats = await stat(state.resolve(file)).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > MAX_AGE) await state.remove(file);
  }
}

function stateDirectory({ env = process.env, docker }: BuilderOptions): StateDirectory {
  return StateDirectory.locate(dockerConfigDir(env, docker?.config), env);
}
