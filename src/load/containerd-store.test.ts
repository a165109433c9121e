import { describe, expect, test } from "vitest";
import { fileOf, layersIn, loadOf, logs } from "../../test/support/load/load-image.js";
import { containerdEngine, type LoadingEngine } from "../../test/support/load/loading-engine.js";
import { MemoryContent } from "../../test/support/load/memory-content.js";
import { SlipwayError } from "../errors/index.js";

describe("loading into a containerd store", () => {
  const load = async (
    engine: LoadingEngine,
    layers: readonly string[],
    names = ["app:1"],
    source = new MemoryContent(),
  ) => {
    const root = source.addImage(layers);
    engine.archives.splice(0);
    await loadOf("containerd", engine.engine, source, names).finish(root.digest);
    return { root, sent: engine.archives.map((archive) => layersIn(archive, layers)) };
  };

  test("sends a new image whole, with its names", async () => {
    const engine = containerdEngine();
    const { root, sent } = await load(engine, ["base", "one"], ["app:1", "app:2"]);
    expect(sent).toEqual([["base", "one"]]);
    expect([...engine.names]).toEqual([[root.digest, new Set(["app:1", "app:2"])]]);
    const index = JSON.parse(String(engine.archives[0]?.get("index.json")));
    expect(index.manifests[1]).toEqual({
      ...root,
      annotations: {
        "io.containerd.image.name": "docker.io/library/app:2",
        "org.opencontainers.image.ref.name": "2",
      },
    });
    expect(String(engine.archives[0]?.get("oci-layout"))).toBe('{"imageLayoutVersion":"1.0.0"}');
    expect(engine.archives[0]?.get(fileOf(root.digest))).toHaveLength(root.size);
  });

  test("sends a changed image without the layers that one of its name has", async () => {
    const engine = containerdEngine();
    await load(engine, ["base", "one"]);
    const { root, sent } = await load(engine, ["base", "two"]);
    expect(sent).toEqual([["two"]]);
    expect(logs()).toEqual(["1 layer is in the engine already\n"]);
    expect(engine.names.get(root.digest)).toEqual(new Set(["app:1"]));
  });

  test("looks for layers in the newest images of the same repository", async () => {
    const engine = containerdEngine();
    await load(engine, ["base", "one"], ["app:old"]);
    expect((await load(engine, ["base", "two"], ["app:new"])).sent).toEqual([["two"]]);
    expect((await load(engine, ["base", "three"], ["other:1"])).sent).toEqual([["base", "three"]]);
  });

  test("sends nothing of an image that is there, but its new names", async () => {
    const engine = containerdEngine();
    await load(engine, ["base"], ["app:1"]);
    const { root, sent } = await load(engine, ["base"], ["app:1", "app:2"]);
    expect(sent).toEqual([]);
    expect(engine.names.get(root.digest)).toEqual(new Set(["app:1", "app:2"]));
    expect(logs()).toEqual(["1 layer is in the engine already\n"]);
  });

  test("sends all when the engine lacks a layer that it seemed to have", async () => {
    const engine = containerdEngine();
    const source = new MemoryContent();
    await load(engine, ["base", "one"], ["app:1"], source);
    const { loadImage } = engine.engine;
    const { digest } = source.add("base");
    engine.engine.loadImage = (...given) => {
      if (engine.archives.length === 0) engine.blobs.delete(digest);
      return loadImage(...given);
    };
    const { root, sent } = await load(engine, ["base", "two"], ["app:1"], source);
    expect(sent).toEqual([["two"], ["base", "two"]]);
    expect(logs()[1]).toBe("the engine does not have all of these layers: loading the whole image\n");
    expect(engine.names.get(root.digest)).toEqual(new Set(["app:1"]));
  });

  test("sends all to an engine that does not say what it has", async () => {
    const engine = containerdEngine({ available: false });
    await load(engine, ["base", "one"]);
    expect((await load(engine, ["base", "two"])).sent).toEqual([["base", "two"]]);
  });

  test("sends a layer once that an image has twice", async () => {
    const engine = containerdEngine();
    const source = new MemoryContent();
    await load(engine, ["same", "same"], ["app:1"], source);
    expect(source.streamed).toEqual([source.add("same").digest]);
  });

  test("sends an index with all its platforms and attestations", async () => {
    const engine = containerdEngine();
    const source = new MemoryContent();
    const { digest } = source.addIndex([source.addImage(["a"], { os: "x" }), source.addImage(["b"])]);
    await loadOf("containerd", engine.engine, source).finish(digest);
    expect(layersIn(engine.archives[0], ["a", "b"])).toEqual(["a", "b"]);
    const { manifests } = JSON.parse(String(engine.archives[0]?.get("index.json")));
    expect(manifests).toMatchObject([{ mediaType: "application/vnd.oci.image.index.v1+json", digest }]);
  });

  test("fails as the engine does", async () => {
    const engine = containerdEngine();
    engine.engine.inspectImage = () => Promise.reject(new SlipwayError("engine-error", "no inspection"));
    await expect(load(engine, ["a"])).rejects.toThrow("no inspection");
  });

  test("of several platforms, only what is new of any is sent", async () => {
    const engine = containerdEngine();
    const source = new MemoryContent();
    const loadIndex = async (top: string) => {
      const images = ["amd64", "arm64"].map((architecture) =>
        source.addImage([architecture, `${architecture} ${top}`], { os: "linux", architecture }),
      );
      engine.archives.splice(0);
      await loadOf("containerd", engine.engine, source, ["app:1"]).finish(source.addIndex(images).digest);
      return engine.archives.map((archive) => layersIn(archive, ["amd64", "arm64", "amd64 1", "arm64 2"]));
    };
    expect(await loadIndex("1")).toEqual([["amd64", "arm64", "amd64 1"]]);
    expect(await loadIndex("2")).toEqual([["arm64 2"]]);
  });
});
