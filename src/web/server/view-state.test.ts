import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SlipwayError } from "../../errors/index.js";
import { ViewState } from "./view-state.js";

vi.mock("../../history/index.js", async (original) => ({
  ...(await original<object>()),
  removeBuilds: async () => [{ ref: "r", error: new SlipwayError("build-failed", "the daemon's own words") }],
}));

/** No builder is there, and no engine. */
const env = {
  DOCKER_CONFIG: "/nonexistent/slipway",
  BUILDX_CONFIG: "/nonexistent/slipway",
  DOCKER_HOST: "unix:///nowhere.sock",
};

let state: ViewState;
beforeEach(() => {
  state = new ViewState({ env });
});
afterEach(() => state.close());

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );

test("bundles that come at once are not more than may be open, and one that fails leaves its place", async () => {
  const uploads = Array.from({ length: 20 }, () => new PassThrough());
  const coming = uploads.map((bytes) => outcomeOf(state.addBundle(bytes)));
  expect(await outcomeOf(state.addBundle(new PassThrough()))).toMatch(/^20 bundles are open/);
  uploads[0]?.end("no bundle");
  expect(await coming[0]).toBe("the file is no bundle of builds");
  const next = new PassThrough();
  next.end("none either");
  expect(await outcomeOf(state.addBundle(next))).toBe("the file is no bundle of builds");
  for (const bytes of uploads) bytes.end("no bundle");
  await Promise.all(coming);
});

test.each(["builder", ".bundle"])("a build of %s that is not known cannot be removed", async (builder) => {
  const removal = state.remove({ builder, node: "n", ref: "r" });
  await expect(removal).rejects.toMatchObject({
    ...{ code: "not-found", message: `no build ${builder}/n/r is known` },
  });
});
