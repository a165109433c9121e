import { expect, test } from "vitest";
import type { BuildState } from "../builder/index.js";
import type { BuildRecord } from "../history/index.js";
import { hasEarlier } from "./has-earlier.js";

const build = (ref: string, createdAt: BuildRecord["createdAt"], name = "app") => ({ ref, name, createdAt });
const state = (localPath: string, dockerfilePath = `${localPath}/Dockerfile`): BuildState => ({
  target: "default",
  localPath,
  dockerfilePath,
});
const own = build("own", 5n);

test.each<[string, ReturnType<typeof build>, BuildState | undefined, boolean]>([
  ["the same place", build("x", 1n), state("/one/app"), true],
  ["the same place, as Buildx notes it", build("x", 1n), state("/one/app", ""), true],
  ["another checkout that is called the same", build("x", 1n), state("/two/app"), false],
  ["another Dockerfile", build("x", 1n), state("/one/app", "/two/app/Dockerfile"), false],
  ["another name", build("x", 1n, "other"), state("/one/app"), false],
  ["a later build", build("x", 9n), state("/one/app"), false],
  ["a build that was started on another machine", build("x", 1n), undefined, false],
])("an earlier build of the target is known by %s", async (_, other, there, expected) => {
  const states = new Map([
    ["own", state("/one/app")],
    ["x", there],
  ]);
  expect(await hasEarlier([own, other], "own", async (ref) => states.get(ref))).toBe(expected);
});
