import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  engineRequest,
  onCleanup,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

test("where Docker Desktop shows builds, its page is named, for builds that fail too", async () => {
  const builder = await createBuilder("desktop");
  const home = temporaryDirectory("home");
  mkdirSync(join(home, ".docker/desktop-build"), { recursive: true });
  writeFileSync(join(home, ".docker/desktop-build/.lastaccess"), "");
  const cwd = contextDirectory({
    Dockerfile: "FROM scratch\nCOPY Dockerfile /\n",
    wrong: "FROM scratch\nCOPY nothing-like-it /\n",
  });
  const lines = [["."], ["-f", "wrong", "."], ["--call", "outline", "."], ["--progress", "rawjson", "."]];
  for (const args of lines) {
    const [ours, theirs] = await Promise.all(
      [runSlipway, runBuildx].map(async (run) => {
        const line = ["build", "--builder", builder, ...args];
        const { stderr, code } = await run(line, { cwd, env: { HOME: home } });
        const said = /(?:^ERROR: .*\n)?\nView build details: .*\n$/m.exec(stderr)?.[0];
        return { code, said: said?.replaceAll(/(?<=\/)[a-z0-9]{25}\b|ref \S+:/g, "ID") };
      }),
    );
    expect(ours, args.join(" ")).toEqual(theirs);
    if (args.length < 3) expect(ours?.said).toBeDefined();
    else if (args[0] !== "-f") expect(ours?.said).toBeUndefined();
  }
});

let receiving: string;
beforeAll(async () => {
  receiving = await createBuilder("summary");
  onCleanup(async () => {
    await engineRequest("DELETE", "/images/slipway-summary:received?force=1");
  });
});

test("--summary json says in one line what a build was", async () => {
  const cwd = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
  const line = ["build", "--builder", receiving, "--progress", "none", "--summary", "json", "-o", "out", "."];
  const runs = [await runSlipway(line, { cwd }), await runSlipway(line, { cwd })];
  const told = runs.map(({ stderr }) => JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? ""));
  expect(told).toMatchObject([
    { steps: 1, cached: 0, bytesSent: expect.any(Number), bytesReceived: expect.any(Number) },
    { steps: 1, cached: 1 },
  ]);
});

test.each([
  "type=tar,dest=out.tar",
  "type=oci,dest=out.tar",
  "type=docker,dest=out.tar",
  "type=docker,name=slipway-summary:received",
  "type=oci,tar=false,dest=layout",
  "type=local,dest=out",
  "type=tar,dest=-",
])("the summary counts the bytes that came here with -o %s", async (output) => {
  const size = 200_000;
  const cwd = contextDirectory({ Dockerfile: "FROM scratch\nCOPY random /\n", random: randomBytes(size) });
  const line = [
    "build",
    "--builder",
    receiving,
    "--progress",
    "none",
    "--summary",
    "json",
    "-o",
    output,
    ".",
  ];
  const { stderr, code } = await runSlipway(line, { cwd });
  expect(code, stderr).toBe(0);
  const { bytesReceived } = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as {
    bytesReceived: number;
  };
  expect(bytesReceived).toBeGreaterThanOrEqual(size);
  expect(bytesReceived).toBeLessThan(size + 20_000);
});
