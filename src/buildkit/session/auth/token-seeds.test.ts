import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TokenSeeds } from "./token-seeds.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "seeds-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("TokenSeeds", () => {
  it("gives clients that race for a new host one seed", async () => {
    const seeds = await Promise.all(Array.from({ length: 6 }, () => new TokenSeeds(directory).get("host")));
    expect(new Set(seeds.map((seed) => Buffer.from(seed).toString("hex"))).size).toBe(1);
  });

  it("replaces a file that was torn", async () => {
    await writeFile(join(directory, ".token_seed"), '{"host": {"Se');
    const seed = await new TokenSeeds(directory).get("host");
    expect(await new TokenSeeds(directory).get("host")).toEqual(seed);
  });

  it("keeps seeds in memory where nothing can be stored", async () => {
    await writeFile(join(directory, "file"), "");
    const seeds = new TokenSeeds(join(directory, "file", "docker"));
    expect(await seeds.get("host")).toEqual(await seeds.get("host"));
    expect(await seeds.get("host")).toHaveLength(16);
  });
});
