import { describe, expect, test } from "vitest";
import { seriesOf } from "./series.js";

const state = (localPath: string, dockerfilePath = "", target = "default") => ({
  ...{ localPath, dockerfilePath, target },
});
type Build = Parameters<typeof seriesOf>;

describe("is the same target", () => {
  test.each<[string, Build, Build]>([
    [
      "of two clients, one of which does not name a usual Dockerfile",
      [{ filename: "Dockerfile" }, state("/src/shop", "/src/shop/Dockerfile")],
      [{ filename: "Dockerfile" }, state("/src/shop")],
    ],
    [
      "of two clients with a Dockerfile of another name",
      [{ filename: "web.Dockerfile" }, state("/src/shop", "/src/shop/web.Dockerfile")],
      [{ filename: "web.Dockerfile" }, state("/src/shop", "web.Dockerfile")],
    ],
    ["with dots in its path", [{}, state("/src/shop")], [{}, state("/src/./lib/../shop")]],
    ["without a target and without a state's", [{}, state("/a", "", "default")], [{}, state("/a", "", "")]],
    [
      "of two commits",
      [{ context: "https://git.example/a.git#0123abcdef:web" }, undefined],
      [{ context: "https://git.example/a.git#fedcba98765:web" }, undefined],
    ],
    [
      "of one repository on two other machines",
      [{ "vcs:source": "https://git.example/a", "vcs:revision": "1" }, undefined],
      [{ "vcs:source": "https://git.example/a", "vcs:revision": "2" }, undefined],
    ],
  ])("%s", (_what, a, b) => {
    expect(seriesOf(...a)).toBe(seriesOf(...b));
  });
});

describe("is another target", () => {
  test.each<[string, Build, Build]>([
    ["another directory", [{}, state("/src/shop")], [{}, state("/src/store")]],
    ["another stage", [{ target: "test" }, state("/a")], [{}, state("/a")]],
    ["another Dockerfile", [{}, state("/a", "/a/b.Dockerfile")], [{}, state("/a")]],
    ["another target of a bake file", [{}, state("/a", "", "web")], [{}, state("/a", "", "api")]],
    ["a Dockerfile from stdin", [{}, state("/a", "-")], [{}, state("/a")]],
    [
      "another branch",
      [{ context: "https://git.example/a.git#main" }, undefined],
      [{ context: "https://git.example/a.git#next" }, undefined],
    ],
    ["another name", [{ "build-arg:BUILDKIT_BUILD_NAME": "x" }, state("/a")], [{}, state("/a")]],
  ])("%s", (_what, a, b) => {
    expect(seriesOf(...a)).not.toBe(seriesOf(...b));
  });
});
