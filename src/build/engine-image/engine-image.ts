import { readEngineImageNotes, writeEngineImageNotes } from "../../builder/store/engine-image-notes.js";
import type { BuilderOptions } from "../../builder/types.js";
import { type ContentInfo, type ContentStore, contentNotFound } from "../../buildkit/session/index.js";
import type { Engine, ImageInspect } from "../../engine/index.js";
import { SlipwayError } from "../../errors/index.js";
import { hasContainerdStore } from "../../load/index.js";
import { isDigest } from "../../oci/digest.js";
import { reportVertex } from "../../progress/index.js";
import { fillViews } from "../../util/byte-views.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { classicManifest } from "./classic-manifest.js";
import { imageContents } from "./image-contents.js";
import { SpooledBlobs } from "./spooled-blobs.js";

/**
 * An image of a Docker Engine as a store of blobs. The engine gives an image only whole, so it is read at most once, and
 * only when something is asked for that is not known from an earlier build.
 */
export class EngineImage {
  readonly #engine: Engine;
  readonly #image: ImageInspect;
  readonly #name: string;
  readonly #options: BuilderOptions;
  #root: string | undefined;
  #documents: ReadonlyMap<string, Uint8Array> = new Map();
  #sizes: ReadonlyMap<string, number> = new Map();
  #spool: Promise<SpooledBlobs> | undefined;
  /** What kept the image from being read, where the daemon only saw text. */
  failure: SlipwayError | undefined;

  private constructor(engine: Engine, image: ImageInspect, name: string, options: BuilderOptions) {
    this.#engine = engine;
    this.#image = image;
    this.#name = name;
    this.#options = options;
  }

  /**
   * Finds the image in the engine.
   *
   * @param name the reference as the engine knows it; for messages too.
   * @throws SlipwayError `not-found`, `engine-unreachable`, `engine-error`, or as reading the image does.
   */
  static async find(engine: Engine, name: string, options: BuilderOptions): Promise<EngineImage> {
    const call = { signal: options.signal };
    const inspected = await engine.inspectImage(name, call);
    if (!isDigest(inspected.Id)) {
      throw new SlipwayError("protocol-error", `the engine gives image ${name} the id ${inspected.Id}`);
    }
    const image = new EngineImage(engine, inspected, name, options);
    await image.#learn(await hasContainerdStore(engine, call));
    return image;
  }

  /** The digest of the image's manifest or index. */
  get digest(): string {
    return this.#root ?? this.#image.Id;
  }

  /** What the session offers the daemon. */
  get store(): ContentStore {
    return {
      info: (digest) => this.#info(digest),
      open: async (digest) => {
        const document = this.#documents.get(digest);
        if (document !== undefined) return documentReader(document);
        const reader = (await this.#read()).open(digest);
        if (reader === undefined) throw contentNotFound(digest);
        return reader;
      },
      list: () => this.#list(),
    };
  }

  /** Gives the space back that the image takes on this machine's disk. */
  async close(): Promise<void> {
    const spool = await this.#spool?.catch(() => undefined);
    await spool?.close();
  }

  /** In a containerd store the image has a manifest, whose digest is its id; in a classic one it needs to be read once. */
  async #learn(hasManifest: boolean): Promise<void> {
    const notes = await readEngineImageNotes(this.#image.Id, this.#options).catch(() => undefined);
    if (notes !== undefined) {
      this.#root = notes.root;
      this.#documents = notes.documents;
      this.#sizes = notes.sizes;
      return;
    }
    if (hasManifest) return;
    await this.#read();
  }

  /** The image's blobs, read from the engine with the first call. */
  #read(): Promise<SpooledBlobs> {
    this.#spool ??= this.#save().catch((reason: unknown) => {
      this.failure = SlipwayError.from(reason);
      throw this.failure;
    });
    return this.#spool;
  }

  #save(): Promise<SpooledBlobs> {
    const { progress, signal } = this.#options;
    return reportVertex(progress, `[internal] load image ${this.#name} from the engine`, async (step) => {
      const archive = await this.#engine.saveImages([this.#image.Id], { signal });
      const blobs = await SpooledBlobs.read(archive, (total) => step.progress("reading image", total, 0));
      step.progress("reading image", blobs.length, blobs.length, true);
      try {
        await this.#note(blobs);
      } catch (reason) {
        await blobs.close();
        throw reason;
      }
      return blobs;
    });
  }

  /** Learns what the image consists of, and keeps it for the next build. */
  async #note(blobs: SpooledBlobs): Promise<void> {
    const { Id: id, RootFS } = this.#image;
    const top = await blobs.bytes(id);
    if (top === undefined) {
      throw new SlipwayError("protocol-error", `the engine's archive of image ${this.#name} lacks the image`);
    }
    // Without a manifest an image's id is its configuration's digest.
    const isConfig = fieldOf(parseJson(top.toString("utf8")), "rootfs") !== undefined;
    const made = isConfig ? classicManifest(id, RootFS.Layers ?? [], blobs) : undefined;
    const { documents, sizes } = await imageContents(made?.digest ?? id, {
      size: (digest) => (digest === made?.digest ? made.content.byteLength : blobs.size(digest)),
      bytes: async (digest) => (digest === made?.digest ? made.content : blobs.bytes(digest)),
    });
    this.#root = made?.digest ?? id;
    this.#documents = documents;
    this.#sizes = sizes;
    // Without notes the image is read again for the next build, no worse.
    await writeEngineImageNotes(id, { root: this.#root, documents, sizes }, this.#options).catch(
      () => undefined,
    );
  }

  async #info(digest: string): Promise<ContentInfo> {
    const known = this.#documents.get(digest)?.byteLength ?? this.#sizes.get(digest);
    const size = known ?? (await this.#read()).size(digest);
    if (size === undefined) throw contentNotFound(digest);
    return infoOf(digest, size);
  }

  async *#list(): AsyncGenerator<ContentInfo> {
    for (const [digest, content] of this.#documents) yield infoOf(digest, content.byteLength);
    for (const [digest, size] of this.#sizes) yield infoOf(digest, size);
  }
}

/** Nobody asks when the content came to be. */
const EPOCH = new Date(0);

function infoOf(digest: string, size: number): ContentInfo {
  return { digest, size, createdAt: EPOCH, updatedAt: EPOCH };
}

function documentReader(content: Uint8Array) {
  return {
    size: content.byteLength,
    read: async (views: readonly Uint8Array[], position: number) => fillViews(views, content, position),
    close: async () => {},
  };
}
