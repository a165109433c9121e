import { describe, expect, test } from "vitest";
import { brokenNode, fakeNode } from "../../../test/support/build/fake-node.js";
import { SlipwayError } from "../../errors/index.js";
import { formatPlatform, parsePlatform } from "../../oci/platform.js";
import { parsePlatforms } from "../parse/platforms.js";
import { planNodes } from "./plan-nodes.js";

/** Nodes by name with what was fixed on them, the platforms to share out, what each daemon says, and the shares. */
type Row = readonly [
  behaviour: string,
  fixed: Readonly<Record<string, readonly string[]>>,
  wanted: readonly string[],
  known: Readonly<Record<string, readonly string[]>> | "not asked",
  shares: Readonly<Record<string, readonly string[]>>,
];

const amd = "linux/amd64";
const arm = "linux/arm64";
const v7 = "linux/arm/v7";

const rows: readonly Row[] = [
  ["one node takes all", { a: [] }, [amd, arm], "not asked", { a: [amd, arm] }],
  ["without platforms the first node's daemon chooses", { a: [arm], b: [amd] }, [], "not asked", { a: [] }],
  ["fixed platforms decide alone", { a: [amd], b: [arm] }, [arm, amd], "not asked", { b: [arm], a: [amd] }],
  ["one node may be enough", { a: [amd], b: [arm] }, [arm], "not asked", { b: [arm] }],
  ["the earlier of two wins", { a: [amd], b: [amd, arm] }, [amd, arm], "not asked", { a: [amd], b: [arm] }],
  ["daemons are asked where they must be", { a: [], b: [] }, [arm], { a: [amd], b: [arm] }, { b: [arm] }],
  ["naming it wins over being able to", { a: [], b: [] }, [v7], { a: ["linux/arm64"], b: [v7] }, { b: [v7] }],
  ["being able to is enough", { a: [], b: [] }, [v7], { a: [amd], b: [arm] }, { b: [v7] }],
  [
    "what no node claims goes to the first",
    { a: [], b: [] },
    ["linux/s390x"],
    { a: [amd], b: [arm] },
    { a: ["linux/s390x"] },
  ],
  [
    "order within a share is as wanted",
    { a: [], b: [] },
    [arm, amd, "linux/386"],
    { a: [amd, "linux/386"], b: [arm] },
    { b: [arm], a: [amd, "linux/386"] },
  ],
];

describe("planNodes", () => {
  test.each(rows)("%s", async (_behaviour, fixed, wanted, known, expected) => {
    const nodes = Object.entries(fixed).map(([name, platforms]) => fakeNode(name, { platforms }));
    const shares = await planNodes(nodes, parsePlatforms(wanted), async ({ name }) => {
      if (known === "not asked") throw new Error(`${name} was asked`);
      return (known[name] ?? []).map((text) => parsePlatform(text));
    });
    const found = shares.map(({ node, platforms }) => [node.name, platforms.map(formatPlatform)]);
    expect(found).toEqual(Object.entries(expected));
  });

  test("passes over nodes that cannot be used", async () => {
    const nodes = [brokenNode("a", new Error("gone")), fakeNode("b")];
    const [share] = await planNodes(nodes, parsePlatforms([amd]), async () => []);
    expect(share?.node.name).toBe("b");
  });

  test.each([
    [[], "no valid drivers found: no drivers found"],
    [[brokenNode("a", undefined)], "no valid drivers found: no drivers found"],
    [
      [brokenNode("a", new Error("one")), brokenNode("b", new SlipwayError("not-found", "two"))],
      "node b cannot be used: two",
    ],
  ])("without a usable node: %#", async (nodes, message) => {
    await expect(planNodes(nodes, [], async () => [])).rejects.toMatchObject({ code: "not-found", message });
  });
});
