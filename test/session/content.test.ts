import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createContentService, createFileSend, createLayoutStore } from "../../src/buildkit/session/index.js";
import {
  collectLayoutGarbage,
  findLayoutEntry,
  listBlobs,
  readLayoutIndex,
  recordLayoutImage,
  recordLocalCache,
} from "../../src/oci/layout/index.js";
import type { SolveStatus } from "../../src/progress/index.js";
import { busyboxBase, busyboxContext, temporaryDirectory } from "../support/index.js";
import { connectDaemon, type Daemon } from "./support.js";

const dockerfile = `${busyboxBase}RUN head -c 3000000 /dev/urandom > /random\n`;

/** Every blob is what its name says, and nothing half-written is left. */
function expectSound(layout: string, digests: readonly string[]): void {
  for (const digest of digests) {
    const content = readFileSync(join(layout, "blobs", "sha256", digest.slice("sha256:".length)));
    expect(`sha256:${createHash("sha256").update(content).digest("hex")}`).toBe(digest);
  }
  expect(readdirSync(join(layout, "ingest"))).toEqual([]);
}

describe("content stores of a session", () => {
  let daemon: Daemon;
  let context: string;
  beforeAll(async () => {
    daemon = await connectDaemon("content");
    context = busyboxContext("");
  });

  test("a local cache is exported, and imported into a daemon that has forgotten everything", async () => {
    const cache = temporaryDirectory("cache");
    const id = `local:${cache}`;
    const written = await daemon.build({
      dockerfile,
      context,
      cacheExports: [{ type: "local", attrs: { dest: cache, mode: "max" } }],
      services: [createContentService(new Map([[id, createLayoutStore(cache, "read-write")]]))],
    });
    await recordLocalCache(cache, written.exporterResponse);
    const blobs = await listBlobs(cache);
    expect(blobs.length).toBeGreaterThan(2);
    expectSound(cache, blobs);
    expect(await collectLayoutGarbage(cache)).toEqual([]);

    await daemon.client.prune({ all: true }, () => {});
    const digest = findLayoutEntry(await readLayoutIndex(cache), "latest")?.digest ?? "";
    const cached = new Set<string>();
    const output = join(temporaryDirectory("out"), "out.tar");
    const fileSend = createFileSend(new Map([[0, { type: "file", path: output }]]), async () => {});
    await daemon.build({
      dockerfile,
      context,
      cacheImports: [{ type: "local", attrs: { src: cache, digest } }],
      exporters: [{ type: "tar", attrs: {} }],
      services: [
        createContentService(new Map([[id, createLayoutStore(cache, "read-only")]])),
        fileSend.services,
      ],
      progress: {
        update: ({ vertexes = [] }: SolveStatus) => {
          for (const { name, cached: hit } of vertexes) if (hit) cached.add(name);
        },
      },
    });
    await fileSend.keep();
    expect([...cached].filter((name) => name.includes("urandom"))).toHaveLength(1);
    expect(readFileSync(output).length).toBeGreaterThan(3_000_000);
  });

  test("an image is written as a layout, and that layout is the base of another build", async () => {
    const layout = temporaryDirectory("layout");
    const exported = await daemon.build({
      dockerfile: `${busyboxBase}RUN echo from-layout > /hello\n`,
      context,
      exporters: [{ type: "oci", attrs: { tar: "false", name: "docker.io/library/base:1" } }],
      services: [createContentService(new Map([["export", createLayoutStore(layout, "read-write")]]))],
    });
    await recordLayoutImage(layout, exported.exporterResponse);
    expectSound(layout, await listBlobs(layout));
    const entry = findLayoutEntry(await readLayoutIndex(layout), "docker.io/library/base:1");
    expect(entry?.digest).toBe(exported.exporterResponse["containerimage.digest"]);

    await daemon.client.prune({ all: true }, () => {});
    const before = readdirSync(layout);
    const output = join(temporaryDirectory("out"), "deep", "hello.tar");
    const fileSend = createFileSend(new Map([[0, { type: "file", path: output }]]), async () => {});
    await daemon.build({
      dockerfile: "FROM mybase AS b\nFROM scratch\nCOPY --from=b /hello /hello\n",
      attrs: { "context:mybase": `oci-layout://ctx@${entry?.digest}` },
      exporters: [{ type: "tar", attrs: {} }],
      services: [
        createContentService(new Map([["oci:ctx", createLayoutStore(layout, "read-only")]])),
        fileSend.services,
      ],
    });
    await fileSend.keep();
    expect(readFileSync(output, "latin1")).toContain("from-layout");
    expect(readdirSync(layout)).toEqual(before);
  });

  test("an error of a store reaches the build", async () => {
    const cache = temporaryDirectory("broken");
    mkdirSync(join(cache, "blobs"));
    writeFileSync(join(cache, "ingest"), "in the way");
    chmodSync(cache, 0o755);
    const building = daemon.build({
      dockerfile,
      context,
      cacheExports: [{ type: "local", attrs: { dest: cache } }],
      services: [createContentService(new Map([[`local:${cache}`, createLayoutStore(cache, "read-write")]]))],
    });
    await expect(building).rejects.toThrow(/ingest.*not a directory/);
  });
});
