import { createHash, randomBytes } from "node:crypto";
import { chmodSync, linkSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unpackTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  inspectImage,
  onCleanup,
  removeImage,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { classicEngine } from "./engines.js";

const context = busyboxContext("FROM base\nCOPY tree /tree\nRUN echo made > /made\nCOPY small /small\n", {
  files: { small: "small\n", "tree/big": randomBytes(5 << 20), "tree/ordner/ä.txt": "text\n" },
});
linkSync(join(context, "tree/big"), join(context, "tree/hard"));
symlinkSync("big", join(context, "tree/soft"));
chmodSync(join(context, "tree/ordner/ä.txt"), 0o4751);

/** Names and contents of an archive, the contents as digests. */
async function contentsOf(archive: Uint8Array): Promise<Record<string, string>> {
  const entries = await unpackTar(archive);
  const files = entries.filter(({ header }) => header.type === "file");
  const digest = (data: Uint8Array = new Uint8Array()) => createHash("sha256").update(data).digest("hex");
  return Object.fromEntries(files.map(({ header, data }) => [header.name, digest(data)]));
}

describe("a context sent to a builder that has nothing yet", () => {
  const directory = temporaryDirectory("archives");
  const reproducible = ["--build-arg", "SOURCE_DATE_EPOCH=1000000000", "--provenance=false"];

  async function archiveOf(run: typeof runSlipway, label: string, driverOptions: Record<string, string>) {
    const dest = join(directory, `${label}.tar`);
    const builder = await createBuilder(label, { driverOptions });
    const output = ["-o", `type=oci,rewrite-timestamp=true,dest=${dest}`];
    const { code, stderr } = await run(["build", "--builder", builder, ...reproducible, ...output, context]);
    expect(code, stderr).toBe(0);
    return contentsOf(readFileSync(dest));
  }

  test("is the same image whether docker-buildx sent it, or Slipway by either transport", async () => {
    const theirs = await archiveOf(runBuildx, "theirs", {});
    expect(Object.keys(theirs).length).toBeGreaterThan(5);
    expect(await archiveOf(runSlipway, "auto", {})).toEqual(theirs);
    expect(await archiveOf(runSlipway, "exec", { transport: "exec" })).toEqual(theirs);
  });
});

describe("an image of which the engine got only the changed layer", () => {
  /** Layers and configuration, without the files that say what the image is called. */
  async function saved(reference: string): Promise<Record<string, string>> {
    const {
      "manifest.json": manifest,
      repositories,
      ...contents
    } = await contentsOf(await classicEngine().save(reference));
    expect(manifest).toBeDefined();
    return contents;
  }

  test("is the one that docker-buildx loads whole", async () => {
    const builder = await createBuilder("same");
    const [ours, theirs] = [`${builder}:ours`, `${builder}:theirs`];
    for (const tag of [ours, theirs]) onCleanup(() => removeImage(tag));
    const args = (tag: string) => ["build", "--builder", builder, "--load", "-t", tag, context];
    expect(await runSlipway(args(ours))).toMatchObject({ code: 0 });
    writeFileSync(join(context, "small"), "changed\n");
    const changed = await runSlipway([...args(ours), "--progress", "plain"]);
    expect(changed.stderr).toContain("are in the engine already");
    expect(await runBuildx(args(theirs))).toMatchObject({ code: 0 });
    const [mine, other] = [await inspectImage(ours), await inspectImage(theirs)];
    expect(mine?.Id).toBe(other?.Id);
    expect(mine?.RootFS.Layers).toEqual(other?.RootFS.Layers);
    expect(await saved(ours)).toEqual(await saved(theirs));
  });
});
