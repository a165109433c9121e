import { createWriteStream, rmSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { BuildState } from "../../builder/index.js";
import { canceledError, isSlipwayError, SlipwayError } from "../../errors/index.js";
import { fieldOf } from "../../util/json-value.js";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { StoredRecord } from "../stored-record.js";
import { BundleDocuments } from "./bundle-documents.js";
import { type BundleFile, BundleReader } from "./bundle-reader.js";
import { parseRecord } from "./parse-record.js";
import { indexTar } from "./tar-index.js";

/** Bytes of a bundle, unpacked; it lies in a temporary file. */
const LARGEST = 1024 * 1024 * 1024;
const MOST_BUILDS = 1_000;

/** A bundle whose builds can be read. */
export interface OpenBundle extends AsyncDisposable {
  readonly builds: readonly { readonly stored: StoredRecord; readonly state: BuildState | undefined }[];
}

/** As what the builds of a bundle are known. */
export interface BundlePlace {
  readonly builder: string;
  readonly node: string;
}

/**
 * Opens a `.dockerbuild` bundle. Its bytes, unpacked, are in a temporary file until it is disposed of, or the process
 * ends.
 *
 * @throws SlipwayError `invalid-argument` for what is no bundle, or one that is too large; `io-error`, `disk-full`.
 */
export async function openBundle(
  source: Readable,
  place: BundlePlace,
  signal?: AbortSignal | undefined,
): Promise<OpenBundle> {
  const directory = await mkdtemp(join(tmpdir(), "slipway-bundle-"));
  const forget = undoAtExit(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "bundle.tar");
  const clean = async () => {
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    forget();
  };
  try {
    const size = await unpack(source, path, signal);
    const handle = await open(path, "r");
    try {
      const file = { handle, entries: await indexTar(handle, size) };
      const builds = await readBuilds(file, place);
      const dispose = async () => {
        await handle.close().catch(() => undefined);
        await clean();
      };
      return { builds, [Symbol.asyncDispose]: dispose };
    } catch (reason) {
      await handle.close();
      throw reason;
    }
  } catch (reason) {
    await clean();
    throw reason;
  }
}

async function unpack(source: Readable, path: string, signal: AbortSignal | undefined): Promise<number> {
  let size = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      const tooMuch = new SlipwayError("invalid-argument", `the bundle has more than ${LARGEST} bytes`);
      if (size > LARGEST) done(tooMuch);
      else done(null, chunk);
    },
  });
  try {
    await pipeline(source, createGunzip(), bound, createWriteStream(path, { flags: "wx", mode: 0o600 }), {
      signal,
    });
  } catch (reason) {
    if (signal?.aborted) throw canceledError(signal);
    const zlib = reason instanceof Error && "code" in reason && String(reason.code).startsWith("Z_");
    if (zlib)
      throw new SlipwayError("invalid-argument", "the file is no bundle of builds", { cause: reason });
    throw isSlipwayError(reason) ? reason : SlipwayError.from(reason, "io-error");
  }
  return size;
}

async function readBuilds(file: BundleFile, place: BundlePlace): Promise<OpenBundle["builds"]> {
  const documents = new BundleDocuments(file);
  const builds: OpenBundle["builds"][number][] = [];
  for (const digest of await recordsOf(documents)) {
    const bundled = parseRecord(await documents.blob(digest));
    if (bundled === undefined) continue;
    const { record, state } = bundled;
    const client = new BundleReader(file, record.logs?.digest);
    const node = { builder: place.builder, node: { name: place.node }, client };
    builds.push({ stored: { record, node, now: undefined }, state });
  }
  if (builds.length === 0) throw new SlipwayError("invalid-argument", "no build records found in the bundle");
  return builds;
}

/** The digests of the records, each once: several manifests may name one record. */
async function recordsOf(documents: BundleDocuments): Promise<ReadonlySet<string>> {
  const records = new Set<string>();
  for (const digest of await manifestsOf(documents)) {
    records.add(textOf(fieldOf(fieldOf(await documents.blob(digest), "config"), "digest")));
  }
  return records;
}

/** The root has one entry: the manifest of a build, or an index of several. */
async function manifestsOf(documents: BundleDocuments): Promise<string[]> {
  const manifests = new Set<string>();
  for (const digest of digestsOf(await documents.index())) {
    if (manifests.size >= MOST_BUILDS) break;
    const document = await documents.blob(digest);
    const isManifest = fieldOf(document, "config") !== undefined;
    for (const each of isManifest ? [digest] : digestsOf(document)) manifests.add(each);
  }
  return [...manifests].slice(0, MOST_BUILDS);
}

/** Each once. */
function digestsOf(index: unknown): ReadonlySet<string> {
  const manifests = fieldOf(index, "manifests");
  const list = Array.isArray(manifests) ? manifests : [];
  return new Set(list.slice(0, MOST_BUILDS).map((entry: unknown) => textOf(fieldOf(entry, "digest"))));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
