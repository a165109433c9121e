import { expect, test } from "vitest";
import { MemoryTree } from "../../buildkit/session/index.js";
import { parsePlatform } from "../../oci/platform.js";
import type { SolveStatus } from "../../progress/index.js";
import { warnOfPlatforms } from "./warn-of-platforms.js";

const amd64 = [{ os: "linux", architecture: "amd64", variant: "" }];
const arm = [{ os: "linux", architecture: "arm64", variant: "v8" }];

async function warned(
  platforms: readonly string[],
  offered: readonly (typeof amd64)[],
  { dockerfile = "FROM scratch\nRUN x\n", call = undefined as unknown, fails = false, hasEngine = true } = {},
) {
  const warnings: string[] = [];
  const updates: SolveStatus[] = [];
  let asked = 0;
  const client = {
    listWorkers: async () => {
      asked += 1;
      if (fails) throw new Error("no");
      return offered.map((list) => ({ platforms: list }));
    },
  };
  const tree = new MemoryTree(new Map([["Dockerfile", dockerfile]]));
  const plan = {
    options: { onWarning: (message: string) => warnings.push(message) },
    flags: { call },
    main: { attrs: {}, directories: new Map([["dockerfile", { kind: "memory", tree }]]) },
    builder: { name: "b" },
  };
  const share = {
    node: { name: "b0", driver: hasEngine ? { engine: {} } : {} },
    platforms: platforms.map(parsePlatform),
  };
  await warnOfPlatforms(client as never, plan as never, share as never, {
    update: (status) => updates.push(status),
  });
  const steps = updates.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name));
  return { warnings, steps: [...new Set(steps)], asked };
}

test("platforms that no worker runs are named with what installs their emulators, in a step and a warning", async () => {
  const { warnings, steps } = await warned(["linux/arm64", "linux/riscv64", "linux/amd64"], [amd64]);
  const problem = "node b0 can neither run nor emulate linux/arm64, linux/riscv64";
  expect(warnings).toEqual([
    `${problem}: a RUN for it will fail; \`slipway qemu install --builder b arm64 riscv64\` installs an emulator`,
  ]);
  expect(steps).toEqual([`[internal] ${problem}`]);
});

test("where no engine is known, the command is that for its machine", async () => {
  const { warnings } = await warned(["linux/arm64"], [amd64], { hasEngine: false });
  expect(warnings[0]).toContain("`docker run --privileged --rm tonistiigi/binfmt --install arm64`");
});

test.each<[string, string[], (typeof amd64)[], Parameters<typeof warned>[2]?]>([
  ["one of several workers runs it", ["linux/arm/v7"], [amd64, arm]],
  ["nothing of it is run", ["linux/arm64"], [amd64], { dockerfile: "FROM scratch\nCOPY a /\n" }],
  ["the daemon names nothing", ["linux/arm64"], []],
  ["the daemon does not say", ["linux/arm64"], [amd64], { fails: true }],
])("nobody is warned where %s", async (_, platforms, offered, more) => {
  expect(await warned(platforms, offered, more)).toMatchObject({ warnings: [], steps: [], asked: 1 });
});

test.each<[string, string[], Parameters<typeof warned>[2]?]>([
  ["for no platform of its own", []],
  ["of which nothing is run", ["linux/arm64"], { call: { name: "check" } }],
])("nothing is asked for a build %s", async (_, platforms, more) => {
  expect(await warned(platforms, [amd64], more)).toEqual({ warnings: [], steps: [], asked: 0 });
});
