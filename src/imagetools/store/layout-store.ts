import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { DigestVerifier } from "../../oci/digest.js";
import { findLayoutEntry, layoutBlobPath, putLayoutEntry, readLayoutIndex } from "../../oci/layout/index.js";
import type { OpenBlob } from "../../oci/registry/index.js";
import { fileError } from "../../util/file-error.js";
import { makeDirectory } from "../../util/make-directory.js";
import { readSmallFile } from "../../util/read-small-file.js";
import { openTemporaryFile } from "../../util/temporary-file.js";
import { formatLocation, type ImageLocation } from "../location/image-location.js";
import type { BlobTransfer, ImageStore, Referrer, StoredManifest } from "./image-store.js";
import { sniffMediaType } from "./media-type.js";
import { transferredContent } from "./read-blob.js";

/** The largest manifest read, bytes. */
const manifestLimit = 4 * 1024 * 1024;
/** What BuildKit's tools write beside an entry of a layout's index that refers to another one. */
const subjectAnnotation = "io.containerd.manifest.subject";

/** A directory that is an OCI image layout, or becomes one with what is put there. */
export class LayoutStore implements ImageStore {
  readonly repository: string;
  readonly #name: string;
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;

  /** @param name the directory as it was given, for messages */
  constructor(name: string, directory: string, signal: AbortSignal | undefined) {
    this.repository = name;
    this.#name = name;
    this.#directory = directory;
    this.#signal = signal;
  }

  placeOf(digest: string): ImageLocation {
    return { kind: "layout", path: this.#name, digest };
  }

  async load(location: ImageLocation): Promise<StoredManifest> {
    if (location.digest !== undefined) return this.#load(location.digest, location);
    const index = await readLayoutIndex(this.#directory);
    const entry = findLayoutEntry(index, location.tag ?? "latest");
    if (entry === undefined) {
      throw new SlipwayError("not-found", `reference ${formatLocation(location)} not found: not found`);
    }
    const { content } = await this.#load(entry.digest, location);
    const { mediaType, digest } = entry;
    return {
      descriptor: { mediaType: mediaType || sniffMediaType(content), digest, size: content.length },
      content,
    };
  }

  async #load(digest: string, location: ImageLocation): Promise<StoredManifest> {
    const path = layoutBlobPath(this.#directory, digest);
    const content = await readSmallFile(path, manifestLimit).catch((error: unknown) => {
      const failure = fileError("could not read", path, error);
      if (failure.code !== "not-found") throw failure;
      throw new SlipwayError("not-found", `${formatLocation(location)}: not found`, { cause: error });
    });
    const verifier = new DigestVerifier(digest);
    verifier.update(content);
    verifier.verify(this.repository);
    return { descriptor: { mediaType: sniffMediaType(content), digest, size: content.length }, content };
  }

  async referrers(digest: string): Promise<readonly Descriptor[]> {
    const { manifests } = await readLayoutIndex(this.#directory);
    return manifests
      .filter(({ annotations }) => annotations?.[subjectAnnotation] === digest)
      .map(({ annotations, ...entry }) => {
        const { [subjectAnnotation]: _, ...others } = annotations ?? {};
        return { ...entry, annotations: others };
      });
  }

  readonly open = ({ digest }: Descriptor): OpenBlob => {
    const path = layoutBlobPath(this.#directory, digest);
    return async function* (start, signal) {
      try {
        yield* createReadStream(path, { start, highWaterMark: 256 * 1024, ...(signal ? { signal } : {}) });
      } catch (error) {
        throw fileError("could not read", path, error);
      }
    };
  };

  async hasManifest(descriptor: Descriptor): Promise<boolean> {
    return this.hasBlob(descriptor);
  }

  async hasBlob({ digest, size }: Descriptor): Promise<boolean> {
    const found = await stat(layoutBlobPath(this.#directory, digest)).catch(() => undefined);
    return found?.isFile() === true && found.size === size;
  }

  async putBlob(descriptor: Descriptor, { from, onBytes }: BlobTransfer): Promise<void> {
    const content = transferredContent(descriptor, from, onBytes);
    await this.#write(descriptor.digest, content(0, this.#signal));
  }

  async putManifest(manifest: StoredManifest, referrer?: Referrer): Promise<void> {
    await this.#write(manifest.descriptor.digest, [manifest.content]);
    // What the named index lists is found by it.
    if (referrer === undefined || referrer.isNamed) return;
    const { subject, listed } = referrer;
    if ((await this.#listed()).some(({ digest }) => digest === listed.digest)) return;
    const annotations = { ...listed.annotations, [subjectAnnotation]: subject };
    await putLayoutEntry(this.#directory, { ...listed, annotations }, [], { signal: this.#signal });
  }

  async name(location: ImageLocation, { descriptor, content }: StoredManifest): Promise<void> {
    const { tag, digest } = location;
    if (digest !== undefined && digest !== descriptor.digest) {
      const target = formatLocation(location);
      throw new SlipwayError(
        "invalid-argument",
        `target ${target} requested digest ${digest} but produced ${descriptor.digest}`,
      );
    }
    await this.#write(descriptor.digest, [content]);
    const names = tag === undefined ? [] : [{ tag }];
    if (tag === undefined && (await this.#listed()).some((entry) => entry.digest === digest)) return;
    const { mediaType, size } = descriptor;
    const entry = { mediaType, digest: descriptor.digest, size };
    await putLayoutEntry(this.#directory, entry, names, { signal: this.#signal });
  }

  async #listed(): Promise<readonly Descriptor[]> {
    const index = await readLayoutIndex(this.#directory).catch((reason: unknown) => {
      if (reason instanceof SlipwayError && reason.code === "not-found") return undefined;
      throw reason;
    });
    return index?.manifests ?? [];
  }

  async #write(digest: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const path = layoutBlobPath(this.#directory, digest);
    const file = await this.#create(path);
    try {
      for await (const chunk of content) await file.handle.writeFile(chunk);
      await file.commit();
    } catch (error) {
      await file.discard();
      throw fileError("could not write", path, error);
    }
  }

  async #create(path: string) {
    try {
      await makeDirectory(dirname(path), 0o755);
      return await openTemporaryFile(path, 0o644);
    } catch (error) {
      throw fileError("could not write", path, error);
    }
  }
}
