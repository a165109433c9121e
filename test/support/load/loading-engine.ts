import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { unpackTar } from "modern-tar";
import type { Engine, EngineProgressLine, ImageInspect } from "../../../src/engine/contract/engine.js";
import { SlipwayError } from "../../../src/errors/index.js";
import { sha256Digest } from "../../../src/oci/digest.js";
import type { Platform } from "../../../src/oci/platform.js";

/** One call of `loadImage`: the files of its archive. */
export type LoadedArchive = ReadonlyMap<string, Buffer>;

/** An engine that takes images in memory, and remembers the archives that it was sent. */
export interface LoadingEngine {
  readonly engine: Engine;
  readonly archives: LoadedArchive[];
  /** Names by image id. */
  readonly names: Map<string, Set<string>>;
}

type LoadOptions = { readonly onProgress?: (line: EngineProgressLine) => void };

/** With a store of unpacked layers; it has the layers of these uncompressed digests. */
export function classicEngine(layers: readonly string[] = []): LoadingEngine & { readonly has: Set<string> } {
  const archives: LoadedArchive[] = [];
  const names = new Map<string, Set<string>>();
  const has = new Set(layers);
  const loadImage = async (tar: Readable, { onProgress }: LoadOptions) => {
    const files = await filesOf(tar);
    archives.push(files);
    const [manifest] = JSON.parse(String(files.get("manifest.json")));
    const { rootfs } = JSON.parse(String(files.get(manifest.Config)));
    for (const [index, diffId] of rootfs.diff_ids.entries()) {
      if (has.has(diffId)) continue;
      const file = manifest.Layers[index];
      const content = files.get(file);
      if (content === undefined)
        throw new SlipwayError("engine-error", `open /tmp/import/${file}: no such file`);
      const line = (current: number) => ({ current, total: content.length });
      for (const current of [1, content.length])
        onProgress?.({ status: "Loading layer", id: diffId, progressDetail: line(current) });
      has.add(diffId);
    }
    names.set(manifest.Config, new Set(manifest.RepoTags));
  };
  return { engine: { loadImage } as unknown as Engine, archives, names, has };
}

/** With a store of blobs. `available` false is an engine too old to say which manifests are whole. */
export function containerdEngine({ available = true } = {}): LoadingEngine & {
  readonly blobs: Map<string, Buffer>;
} {
  const archives: LoadedArchive[] = [];
  const names = new Map<string, Set<string>>();
  const blobs = new Map<string, Buffer>();
  const document = (digest: string) => JSON.parse(String(blobs.get(digest) ?? "{}"));
  const manifestsOf = (root: string): string[] =>
    document(root).manifests?.map(({ digest }: { digest: string }) => digest) ?? [root];
  const inspectImage = async (
    image: string,
    { platform }: { readonly platform?: Platform } = {},
  ): Promise<ImageInspect> => {
    const id = [...names].find(([id, tags]) => id === image || tags.has(image))?.[0];
    if (id === undefined) throw new SlipwayError("not-found", `No such image: ${image}`);
    const state = (digest: string) => {
      const { config, layers = [] } = document(digest);
      return { ID: digest, Available: [config, ...layers].every((part) => blobs.has(part?.digest)) };
    };
    const configs = manifestsOf(id).map((digest) => document(document(digest).config?.digest));
    const config = configs.find(({ architecture }) => architecture === platform?.architecture) ?? configs[0];
    return {
      Id: id,
      RepoTags: [...(names.get(id) ?? [])],
      Os: "linux",
      Architecture: "amd64",
      RootFS: { Type: "layers", Layers: config.rootfs?.diff_ids },
      ...(available && { Manifests: manifestsOf(id).map(state) }),
    };
  };
  const tag = (id: string, name: string) => names.set(id, (names.get(id) ?? new Set()).add(name));
  const engine = {
    inspectImage,
    listImages: async ({ references }: { readonly references: readonly string[] }) =>
      [...names].flatMap(([Id, tags], Created) =>
        [...tags].some((name) => references.includes(name.replace(/:[^:]*$/, ""))) ? [{ Id, Created }] : [],
      ),
    tagImage: async (id: string, repository: string, name: string) => void tag(id, `${repository}:${name}`),
    loadImage: async (tar: Readable) => {
      const files = await filesOf(tar);
      archives.push(files);
      for (const [path, content] of files)
        if (path.startsWith("blobs/")) blobs.set(sha256Digest(content), content);
      for (const { digest, annotations } of JSON.parse(String(files.get("index.json"))).manifests) {
        names.set(digest, names.get(digest) ?? new Set());
        const name = annotations?.["io.containerd.image.name"];
        if (name !== undefined) tag(digest, name.replace("docker.io/library/", ""));
      }
    },
  };
  return { engine: engine as unknown as Engine, archives, names, blobs };
}

async function filesOf(tar: Readable): Promise<LoadedArchive> {
  const entries = await unpackTar(await buffer(tar), { strict: true });
  return new Map(entries.map(({ header, data }) => [header.name, Buffer.from(data ?? [])]));
}
