import { describe, expect, test } from "vitest";
import { layersIn, loadOf, logs, updates } from "../../test/support/load/load-image.js";
import { classicEngine, type LoadingEngine } from "../../test/support/load/loading-engine.js";
import { diffIdOf, MemoryContent } from "../../test/support/load/memory-content.js";
import { SlipwayError } from "../errors/index.js";
import { splitDigest } from "../oci/digest.js";

describe("loading into a classic store", () => {
  const layers = ["base", "middle", "top"];
  const load = async (engine: LoadingEngine) => {
    const source = new MemoryContent();
    const { digest } = source.addImage(layers);
    await loadOf("classic", engine.engine, source, ["app:1", "registry.example/app:2"]).finish(digest);
    return { source, sent: engine.archives.map((archive) => layersIn(archive, layers)) };
  };

  test.each([
    { has: [], sent: [[], layers], log: [] },
    { has: ["base"], sent: [[], ["middle", "top"]], log: ["1 layer is in the engine already\n"] },
    { has: ["base", "middle"], sent: [[], ["top"]], log: ["2 layers are in the engine already\n"] },
    { has: layers, sent: [[]], log: ["3 layers are in the engine already\n"] },
  ])("sends what is missing where the engine has $has", async ({ has, sent, log }) => {
    const engine = classicEngine(has.map(diffIdOf));
    const { source, ...outcome } = await load(engine);
    expect(outcome.sent).toEqual(sent);
    expect(source.streamed).toHaveLength(sent.at(-1)?.length ?? 0);
    expect(logs()).toEqual(log);
    expect([...engine.names.values()]).toEqual([new Set(["app:1", "registry.example/app:2"])]);
  });

  test("sends all when a layer is gone that was there", async () => {
    const engine = classicEngine(["base", "middle"].map(diffIdOf));
    const { loadImage } = engine.engine;
    let calls = 0;
    engine.engine.loadImage = (...given) => {
      calls += 1;
      if (calls === 2) engine.has.delete(diffIdOf("base"));
      return loadImage(...given);
    };
    const { sent } = await load(engine);
    expect(sent).toEqual([[], ["top"], layers]);
    const id = splitDigest(diffIdOf("base")).hex.slice(0, 12);
    expect(logs()[1]).toBe(`the engine has lost layer ${id} meanwhile: loading the whole image\n`);
  });

  test("sends all when the engine refuses the missing layers for a reason of its own", async () => {
    const engine = classicEngine(["base"].map(diffIdOf));
    const { loadImage } = engine.engine;
    let calls = 0;
    engine.engine.loadImage = async (...given) => {
      calls += 1;
      if (calls === 2) throw new SlipwayError("engine-error", "bad mood");
      await loadImage(...given);
    };
    expect((await load(engine)).sent).toEqual([[], layers]);
    expect(logs()[1]).toBe(
      "the engine does not take the missing layers alone (bad mood): loading the whole image\n",
    );
  });

  test("shows each layer's way in, and its end once", async () => {
    await load(classicEngine(["base", "middle"].map(diffIdOf)));
    const all = updates.flatMap(({ statuses = [] }) => statuses);
    const statuses = all.filter(({ id }) => id !== "sending image");
    expect(
      statuses.map(({ id, current, total, completed }) => [id, current, total, completed !== undefined]),
    ).toEqual([
      [`loading layer ${diffIdOf("top")}`, 1, 3, false],
      [`loading layer ${diffIdOf("top")}`, 3, 3, true],
    ]);
    const sent = all.filter(({ id, completed }) => id === "sending image" && completed !== undefined);
    expect(sent.map(({ current, total }) => [current, total])).toEqual([
      [3072, 3072],
      [4096, 4096],
    ]);
    expect(updates.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name))).toEqual([
      "importing to docker",
      "importing to docker",
    ]);
  });

  test("refuses an image for several platforms, and says what to do", async () => {
    const source = new MemoryContent();
    const { digest } = source.addIndex([source.addImage(["a"]), source.addImage(["b"])]);
    const engine = classicEngine();
    const running = loadOf("classic", engine.engine, source);
    await expect(running.finish(digest)).rejects.toMatchObject({
      code: "unsupported",
      message: `the engine's image store takes one platform, and ${digest} has more`,
      hint: "choose one with --platform, or turn on the containerd image store",
    });
    expect(running.failure()).toMatchObject({ code: "unsupported" });
    expect(engine.archives).toEqual([]);
  });

  test("leaves attestations out", async () => {
    const source = new MemoryContent();
    const attestation = {
      ...source.addImage(["proof"]),
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    };
    const { digest } = source.addIndex([source.addImage(["a"]), attestation]);
    const engine = classicEngine();
    await loadOf("classic", engine.engine, source).finish(digest);
    expect(layersIn(engine.archives.at(-1), ["a", "proof"])).toEqual(["a"]);
  });

  test("fails as the engine does when that says nothing of layers", async () => {
    const engine = classicEngine();
    engine.engine.loadImage = () => Promise.reject(new SlipwayError("engine-unreachable", "gone"));
    await expect(load(engine)).rejects.toMatchObject({ code: "engine-unreachable" });
  });
});
