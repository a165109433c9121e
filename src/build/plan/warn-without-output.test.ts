import { expect, test } from "vitest";
import { brokenNode, fakeBuilder, fakeNode } from "../../../test/support/build/fake-node.js";
import type { BuilderNode } from "../../builder/types.js";
import type { BuildOptions } from "../options/build-options.js";
import { parseOptions } from "../parse/parsed-options.js";
import type { TargetRequest } from "./build-plan.js";
import { warnWithoutOutput } from "./warn-without-output.js";

function target(name: string, given: Omit<BuildOptions, "context"> = {}, env = {}): TargetRequest {
  const options = { context: ".", ...given };
  const flags = parseOptions(options, {});
  return { name, options, flags, env, cwd: "/", sourcePolicy: undefined, wantsMetadata: false };
}

const hint =
  "Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load";
const said = (whose: string) => [`No output specified ${whose}with docker-container driver. ${hint}`];
const own = fakeNode("n");
const inside = fakeNode("e", { features: { insideEngine: true } });
const loads = fakeNode("l", { features: { defaultLoad: true } });

test.each<[string, BuilderNode[], TargetRequest[], string[]]>([
  ["no output", [own], [target("default")], said("")],
  ["an output", [own], [target("default", { outputs: ["type=cacheonly"] })], []],
  ["--load", [own], [target("default", { load: true })], []],
  ["--push", [own], [target("default", { push: true })], []],
  ["a call", [own], [target("default", { call: "check" })], []],
  ["a call of another target", [own], [target("a"), target("b", { call: "check" })], []],
  [
    "several targets",
    [own],
    [target("a"), target("b", { load: true }), target("c")],
    said("for a, c target(s) "),
  ],
  [
    "a target that is only built from",
    [own],
    [target("app", { load: true, buildContexts: ["base=target:base"] }), target("base")],
    [],
  ],
  ["inside the engine", [inside], [target("default")], []],
  ["a driver that loads", [loads], [target("default")], []],
  [
    "the first node of its own counts",
    [brokenNode("x", undefined), inside, own, loads],
    [target("default")],
    said(""),
  ],
  ["switched off", [own], [target("default", {}, { BUILDX_NO_DEFAULT_LOAD: "true" })], []],
  [
    "switched off by nonsense",
    [own],
    [target("default", {}, { BUILDX_NO_DEFAULT_LOAD: "x" })],
    ["invalid non-bool value for BUILDX_NO_DEFAULT_LOAD: x", ...said("")],
  ],
  ["nothing to build", [own], [], []],
])("%s", (_what, nodes, requests, expected) => {
  const warnings: string[] = [];
  warnWithoutOutput(fakeBuilder(nodes), requests, (message) => warnings.push(message));
  expect(warnings).toEqual(expected);
});
