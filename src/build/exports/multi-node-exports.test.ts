import { describe, expect, it } from "vitest";
import { mergedPush, multiNodeExports } from "./multi-node-exports.js";
import type { PlannedExport } from "./plan-exports.js";

const planned = (type: string, attrs: Record<string, string> = {}): PlannedExport => ({
  type,
  attrs,
  target: { kind: "daemon" },
});
const names = "registry.example/a:1,registry.example/a:2,docker.io/library/b:latest";

describe("multiNodeExports", () => {
  it("pushes by digest to each repository once", () => {
    const exports = [planned("image", { name: names, push: "true", "annotation.x": "y" })];
    expect(multiNodeExports(exports)).toEqual([
      planned("image", {
        name: "registry.example/a,docker.io/library/b",
        push: "true",
        "push-by-digest": "true",
        "annotation.x": "y",
      }),
    ]);
    expect(mergedPush(exports)).toEqual({ names: names.split(","), insecure: false });
  });

  it("leaves alone what is not pushed", () => {
    const exports = [
      planned("local"),
      planned("image", { name: names }),
      planned("image", { push: "false" }),
    ];
    expect(multiNodeExports(exports)).toEqual(exports);
    expect(mergedPush(exports)).toBeUndefined();
  });

  it("knows a registry without TLS", () => {
    const attrs = { name: "a", push: "true", "registry.insecure": "true" };
    expect(mergedPush([planned("image", attrs)])?.insecure).toBe(true);
  });

  it.each(["oci", "tar"])("refuses %s, which is one file", (type) => {
    expect(() => multiNodeExports([planned(type)])).toThrow(
      `${type} for multi-node builds currently not supported`,
    );
  });

  it("refuses a push without a name", () => {
    expect(() => multiNodeExports([planned("image", { push: "true" })])).toThrow(
      "tag is needed when pushing to registry",
    );
  });
});
