import { describe, expect, test } from "vitest";
import type { Platform } from "../../oci/platform.js";
import type { StoredBuilder } from "../store/instance.js";
import { changeNode, leaveNode, type NodeChange } from "./node-group.js";

const amd64: Platform = { os: "linux", architecture: "amd64" };
const arm64: Platform = { os: "linux", architecture: "arm64" };

const empty: StoredBuilder = { name: "B", driver: "docker-container", nodes: [], dynamic: false, extra: {} };

function change(builder: StoredBuilder, wanted: Partial<NodeChange>): StoredBuilder {
  return changeNode(builder, {
    name: "",
    endpoint: "unix:///a",
    endpointGiven: false,
    append: false,
    ...wanted,
  }).builder;
}

const one = change(empty, { platforms: [amd64, arm64], driverOptions: { memory: "1g" } });
const two = change(one, { append: true, endpoint: "unix:///b", platforms: [arm64] });

describe("adding a node", () => {
  test("names it after the builder, with the next free number, in lower case", () => {
    expect(two.nodes.map((node) => node.name)).toEqual(["b0", "b1"]);
    const gap = leaveNode(two, "b0");
    expect(change(gap, { append: true }).nodes.map((node) => node.name)).toEqual(["b1", "b0"]);
  });

  test("takes the platforms it fixes from the others", () => {
    expect(two.nodes.map((node) => node.platforms)).toEqual([[amd64], [arm64]]);
  });

  test("needs to be asked for when there is one already", () => {
    expect(() => change(one, { name: "other" })).toThrow("node other not found, did you mean to append?");
  });

  test("on the endpoint of another is refused", () => {
    expect(() => change(one, { append: true })).toThrow("invalid duplicate endpoint unix:///a");
  });

  test.each(["1x", "a/b", "-x", "a b"])("called %j is refused", (name) => {
    expect(() => change(empty, { name })).toThrow(
      `invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`,
    );
  });
});

describe("changing a node", () => {
  test("keeps what is not mentioned", () => {
    const changed = change(one, { name: "B0", endpoint: "unix:///c", flags: ["--debug"] });
    expect(changed.nodes).toEqual([{ ...one.nodes[0], flags: ["--debug"] }]);
  });

  test("adds to its files", () => {
    const first = change(one, { name: "b0", files: new Map([["a", new Uint8Array([1])]]) });
    const second = change(first, { name: "b0", files: new Map([["b", new Uint8Array([2])]]) });
    expect([...(second.nodes[0]?.files?.keys() ?? [])]).toEqual(["a", "b"]);
  });

  test("asks for a restart unless only platforms change", () => {
    const base = { name: "b0", endpoint: "unix:///a", endpointGiven: false, append: false };
    expect(changeNode(one, { ...base, platforms: [amd64] }).needsRestart).toBe(false);
    expect(changeNode(one, { ...base, driverOptions: {} }).needsRestart).toBe(true);
    expect(changeNode(empty, { ...base, driverOptions: {} }).needsRestart).toBe(false);
  });
});

describe("a node that leaves", () => {
  test("must be there and must not be the last", () => {
    expect(() => leaveNode(two, "nope")).toThrow('node "nope" not found for B');
    expect(() => leaveNode(one, "b0")).toThrow(
      "can not leave last node, do you want to rm instance instead?",
    );
    expect(leaveNode(two, "b1").nodes.map((node) => node.name)).toEqual(["b0"]);
  });
});
