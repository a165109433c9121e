import { describe, expect, test } from "vitest";
import { loadOf } from "../../test/support/load/load-image.js";
import { containerdEngine } from "../../test/support/load/loading-engine.js";
import { diffIdOf, MemoryContent } from "../../test/support/load/memory-content.js";
import { SlipwayError } from "../errors/index.js";

describe("a load", () => {
  test("runs once, whoever asks for it", async () => {
    const engine = containerdEngine();
    const source = new MemoryContent();
    const { digest, size } = source.addImage(["a"]);
    const running = loadOf("containerd", engine.engine, source);
    const write = running.content.ingest?.writer(`manifest-${digest}`, size, digest);
    await expect(write).rejects.toThrow(`content ${digest}: already exists`);
    await running.finish(digest);
    expect(engine.archives).toHaveLength(1);
    expect(running.failure()).toBeUndefined();
  });

  test("fails when the daemon names no image, and when it does not have it", async () => {
    const running = loadOf("containerd", containerdEngine().engine, new MemoryContent());
    await expect(running.finish(undefined)).rejects.toMatchObject({ code: "protocol-error" });
    const digest = diffIdOf("nothing");
    await expect(running.finish(digest)).rejects.toMatchObject({
      code: "not-found",
      message: `the daemon has no image ${digest}`,
    });
  });

  test.each(["close", "signal"] as const)("ends with its %s", async (how) => {
    const source = new MemoryContent();
    const { digest } = source.addImage(["a"]);
    const engine = containerdEngine();
    const calling = new AbortController();
    engine.engine.inspectImage = (_image, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener("abort", () => reject(new SlipwayError("canceled", "stopped")));
      });
    const running = loadOf("containerd", engine.engine, source, ["app:1"], calling.signal);
    const finished = expect(running.finish(digest)).rejects.toMatchObject({ code: "canceled" });
    await new Promise(setImmediate);
    if (how === "signal") calling.abort();
    await running.close();
    await finished;
  });
});
