import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveLayoutDigest } from "./layout-digest.js";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const entry = (digit: string, annotations?: Record<string, string>) => ({
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  digest: digest(digit),
  size: 1,
  ...(annotations === undefined ? {} : { annotations }),
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "layout-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (manifests: unknown) =>
  writeFileSync(join(directory, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));

describe("resolveLayoutDigest", () => {
  it("finds an entry by its tag or its full reference", async () => {
    write([
      entry("1"),
      entry("2", { "org.opencontainers.image.ref.name": "v1" }),
      entry("3", { "io.containerd.image.name": "docker.io/library/a:v1" }),
    ]);
    expect(await resolveLayoutDigest(directory, "v1")).toBe(digest("2"));
    expect(await resolveLayoutDigest(directory, "docker.io/library/a:v1")).toBe(digest("3"));
  });

  it("takes the only entry whatever its name", async () => {
    write([entry("1", { "org.opencontainers.image.ref.name": "other" })]);
    expect(await resolveLayoutDigest(directory, "latest")).toBe(digest("1"));
  });

  it("does not guess between several entries", async () => {
    write([entry("1"), entry("2")]);
    await expect(resolveLayoutDigest(directory, "latest")).rejects.toMatchObject({
      code: "not-found",
      message: `OCI layout ${directory} has no image named "latest"`,
    });
  });

  it("refuses a directory that is no layout", async () => {
    await expect(resolveLayoutDigest(directory, "latest")).rejects.toMatchObject({ code: "not-found" });
  });
});
