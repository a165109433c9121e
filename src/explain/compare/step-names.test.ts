import { expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { platformOf, platformsOf, stepPlace } from "./step-names.js";

test.each<[string, string, string, string, string]>([
  ["[1/2] COPY a /", "", "", "1/2", "COPY a /"],
  ["[build 2/5] RUN x", "", "build", "2/5", "RUN x"],
  ["[linux/arm64 stage-1 2/5] RUN x", "linux/arm64", "stage-1", "2/5", "RUN x"],
  ["[linux/arm/v7 2/5] RUN x", "linux/arm/v7", "", "2/5", "RUN x"],
  ["[internal] load build context", "", "internal", "", "load build context"],
  ["[base 1/1] RUN [a] b", "", "base", "1/1", "RUN [a] b"],
  ["[1/1] RUN a\nb", "", "", "1/1", "RUN a\nb"],
  ["exporting to image", "", "", "", "exporting to image"],
  ["[] RUN x", "", "", "", "RUN x"],
])("%j has its place in its name", (name, platform, stage, number, label) => {
  expect(stepPlace(name)).toEqual({ platform, stage, number, label });
});

test("a step's own platform counts before that in its name", () => {
  const step = (platform: string, name: string) => ({ platform, name });
  expect(platformOf(step("linux/amd64", "[linux/arm64 1/1] RUN x"))).toBe("linux/amd64");
  expect(platformOf(step("", "[linux/arm64 1/1] RUN x"))).toBe("linux/arm64");
  expect(platformOf(step("", "[1/1] RUN x"))).toBe("");
});

test("a build's platforms are those that its steps tell, each once", () => {
  const names = ["[linux/arm64 1/2] RUN x", "[linux/arm64 2/2] RUN y", "[linux/amd64 1/2] RUN x", "local"];
  const steps = names.map((name) => ({ ...emptyStep, name }));
  expect([...platformsOf({ steps })]).toEqual(["linux/arm64", "linux/amd64"]);
});

const emptyStep: Omit<StepNote, "name"> = {
  ...{ digest: "", kind: "exec", platform: "", inputs: [], body: "", env: {}, source: "", text: "" },
  ...{ names: [], reads: [], ignoresCache: false, state: "ran", took: 0 },
};
