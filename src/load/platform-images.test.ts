import { describe, expect, test } from "vitest";
import { layersIn } from "../../test/support/load/load-image.js";
import { classicEngine } from "../../test/support/load/loading-engine.js";
import { MemoryContent } from "../../test/support/load/memory-content.js";
import { parseReference } from "../oci/reference.js";
import { createEngineLoad } from "./engine-load.js";
import type { PlatformChoice } from "./platform-images.js";

const platforms = {
  amd64: { os: "linux", architecture: "amd64" },
  arm64: { os: "linux", architecture: "arm64" },
  arm: { os: "linux", architecture: "arm", variant: "v7" },
  windows: { os: "windows", architecture: "amd64" },
};

/** Loads an image of these platforms, whose first layer they share, into the engine of a machine. */
async function load(
  names: readonly (keyof typeof platforms)[],
  choice: Partial<PlatformChoice> = {},
  { machine = "x86_64", attested = false } = {},
) {
  const source = new MemoryContent();
  const images = names.map((name) => source.addImage(["shared", name], platforms[name]));
  const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
  const proof = attested ? [{ ...source.addImage(["proof"]), annotations }] : [];
  const [only] = images;
  const { digest } =
    images.length === 1 && only !== undefined ? only : source.addIndex([...images, ...proof]);
  const classic = classicEngine();
  const info = async () => ({ OSType: "linux", Architecture: machine });
  const engine = { ...classic.engine, info };
  const running = createEngineLoad({
    engine,
    source,
    store: "classic",
    platforms: { all: false, mayMiss: false, ...choice },
    names: ["app:1", "registry.example/app:2"].map(parseReference),
    progress: undefined,
  });
  await running.finish(digest);
  const layers = ["shared", ...names, "proof"];
  return {
    tags: [...classic.names.values()].map((tags) => [...tags]),
    sent: classic.archives.flatMap((archive) => layersIn(archive, layers)),
  };
}

describe("an image of several platforms in a classic store", () => {
  test("is the engine's own platform under the tag", async () => {
    expect(await load(["arm64", "amd64"], {}, { attested: true })).toEqual({
      tags: [["app:1", "registry.example/app:2"]],
      sent: ["shared", "amd64"],
    });
  });

  test("is a machine's that runs it where none is its own", async () => {
    expect((await load(["amd64", "arm"], {}, { machine: "aarch64" })).sent).toEqual(["shared", "arm"]);
  });

  test("is all platforms under tags of their own, and nothing is sent twice", async () => {
    expect(await load(["amd64", "arm64", "arm", "windows"], { all: true })).toEqual({
      tags: [
        ["app:1", "registry.example/app:2", "app:1-amd64", "registry.example/app:2-amd64"],
        ["app:1-arm64", "registry.example/app:2-arm64"],
        ["app:1-arm-v7", "registry.example/app:2-arm-v7"],
        ["app:1-windows-amd64", "registry.example/app:2-windows-amd64"],
      ],
      sent: ["shared", "amd64", "arm64", "arm", "windows"],
    });
  });

  test("is refused where the engine's own is not among them", async () => {
    await expect(load(["arm64", "arm"])).rejects.toMatchObject({
      code: "unsupported",
      message:
        "none of the platforms linux/arm64, linux/arm/v7 is the engine's, linux/amd64, and its image store takes one platform",
    });
    expect((await load(["arm64", "arm"], { all: true })).tags[0]).toEqual([
      "app:1-arm64",
      "registry.example/app:2-arm64",
    ]);
  });

  test("may come from several builds, each with some platforms", async () => {
    expect(await load(["arm64"], { mayMiss: true })).toEqual({ tags: [], sent: [] });
    expect((await load(["amd64"], { mayMiss: true })).tags).toEqual([["app:1", "registry.example/app:2"]]);
  });
});

test("the only platform has the tag, whatever it is", async () => {
  expect((await load(["arm64"])).tags).toEqual([["app:1", "registry.example/app:2"]]);
  expect((await load(["arm64"], { all: true })).tags).toEqual([
    ["app:1", "registry.example/app:2", "app:1-arm64", "registry.example/app:2-arm64"],
  ]);
});
