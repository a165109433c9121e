import { describe, expect, test } from "vitest";
import type { BuilderNode, Platform } from "../../../index.js";
import { formatPlatforms, platformsOf, summarizePlatforms } from "./platform-list.js";

const platform = (text: string): Platform => {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant && { variant }) };
};

function node(fixed: string, known: string): BuilderNode {
  const list = (text: string) => text.split(" ").filter(Boolean).map(platform);
  return {
    name: "n",
    endpoint: "e",
    fixedPlatforms: list(fixed),
    driverOptions: {},
    flags: [],
    files: new Map(),
    driver: undefined,
    details: { workerIds: [], platforms: list(known), labels: {}, gcPolicies: [], devices: [], features: {} },
  };
}

const full = (fixed: string, known = "") => formatPlatforms(platformsOf(node(fixed, known)));
const summary = (fixed: string, known = "") => summarizePlatforms(platformsOf(node(fixed, known)));

describe("a node's platforms", () => {
  test("are the fixed ones with a star, then the others, each once", () => {
    expect(full("linux/arm64 linux/amd64", "linux/amd64 linux/386")).toBe(
      "linux/arm64*, linux/amd64*, linux/386",
    );
  });
});

describe("the summary", () => {
  test("keeps four architectures, the common ones first, and counts the rest", () => {
    const known =
      "linux/amd64 linux/amd64/v2 linux/amd64/v3 linux/arm64 linux/riscv64 linux/ppc64 linux/ppc64le linux/s390x linux/loong64 linux/arm/v7 linux/arm/v6";
    expect(summary("", known)).toBe("linux/amd64 (+3), linux/arm64, linux/arm (+2), linux/ppc64le, (4 more)");
  });

  test("shows a single variant by its full name", () => {
    expect(summary("linux/amd64 linux/arm/v7")).toBe("linux/amd64*, linux/arm/v7*");
  });

  test("marks an architecture with any fixed variant", () => {
    expect(summary("linux/amd64/v2", "linux/amd64")).toBe("linux/amd64* (+2)");
  });

  test("sorts uncommon architectures by name", () => {
    expect(summary("", "windows/amd64 linux/loong64 linux/386")).toBe(
      "linux/386, linux/loong64, windows/amd64",
    );
  });

  test("of no platforms is empty", () => {
    expect(summary("")).toBe("");
  });
});
