import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { build } from "../../src/index.js";
import {
  contextDirectory,
  createBuilder,
  programEnvironment,
  runSlipway,
  serve,
  serveFiles,
  slipwayPath,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;
beforeAll(async () => {
  builder = await createBuilder("safe", { driverOptions: { network: "host" } });
});

const files = { Dockerfile: "FROM scratch\nCOPY Dockerfile /made\n" };
const run = (args: readonly string[], cwd: string) =>
  runSlipway(["build", "--builder", builder, ...args], { cwd });

describe("an output that deletes what it did not write", () => {
  test.each(["out", "out/sub"])("does not follow a link out of the working directory: %s", async (dest) => {
    const elsewhere = temporaryDirectory("elsewhere");
    const cwd = contextDirectory(files);
    writeFileSync(join(elsewhere, "precious"), "");
    mkdirSync(join(elsewhere, "sub"));
    symlinkSync(elsewhere, join(cwd, "out"));
    const refused = await run(["-o", `type=local,dest=${dest},mode=delete`, "."], cwd);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `local output mode=delete for destination "${dest}" requires --allow=buildx.local.delete`,
    );
    expect(existsSync(join(elsewhere, "precious"))).toBe(true);
  });

  test("may do so anywhere below the root directory when that is where it runs", async () => {
    const dest = temporaryDirectory("below-root");
    writeFileSync(join(dest, "stale"), "");
    const result = await run(["-o", `type=local,dest=${dest},mode=delete`, contextDirectory(files)], "/");
    // Older daemons cannot delete, and are not asked to.
    const isTooOld = result.stderr.includes("mode=delete requires a BuildKit daemon");
    expect([result.code, existsSync(join(dest, "stale"))], result.stderr).toEqual(
      isTooOld ? [1, true] : [0, false],
    );
  });
});

describe("a build with a policy, which cannot be evaluated, is refused", () => {
  const withPolicy = { ...files, "Dockerfile.rego": "package docker\ndecision := {}\n" };
  const refusal = "Dockerfile.rego is a build policy, and policies cannot be evaluated";

  test("in a directory", async () => {
    const result = await run(["."], contextDirectory(withPolicy));
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(refusal);
  });

  test("in an archive and in a Git repository that the daemon fetches, but not where there is none", async () => {
    const directory = contextDirectory(withPolicy);
    const tar = (names: readonly string[]) => execFileSync("tar", ["-c", "-C", directory, ...names]);
    const served = serveFiles({
      "/with.tar": tar(["."]),
      "/without.tar": tar(["Dockerfile"]),
      ...bareRepository(directory),
    });
    // Git asks with a query.
    const url = await serve((request, response) => {
      request.url = request.url?.replace(/\?.*/, "");
      served(request, response);
    });
    for (const context of [`${url}/with.tar`, `${url}/repo.git`]) {
      const { code, stderr } = await run([context], directory);
      expect([code, stderr]).toEqual([1, expect.stringContaining(refusal)]);
    }
    expect(await run([`${url}/without.tar`], directory)).toMatchObject({ code: 0 });
  });
});

/** A repository as files for a web server that knows nothing of Git. */
function bareRepository(directory: string): Record<string, Uint8Array> {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: directory,
      encoding: "utf8",
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "all");
  git("repack", "-q", "-a", "-d");
  git("update-server-info");
  const names = execFileSync("find", ["-type", "f"], { cwd: join(directory, ".git"), encoding: "utf8" });
  return Object.fromEntries(
    names
      .trim()
      .split("\n")
      .map((name) => [`/repo.git/${name.slice(2)}`, readFileSync(join(directory, ".git", name))]),
  );
}

describe("a result", () => {
  test("that is written to standard output leaves what a redirection holds already", async () => {
    const cwd = contextDirectory(files);
    const command = `echo before; "$0" "$1" build -q --builder ${builder} --iidfile /dev/stdout --metadata-file /dev/stdout . ; echo after`;
    execFileSync("sh", ["-c", `(${command}) > all.txt`, process.execPath, slipwayPath], {
      cwd,
      env: programEnvironment(),
    });
    const text = readFileSync(join(cwd, "all.txt"), "utf8");
    expect(text).toMatch(/^before\n/);
    expect(text).toMatch(/"buildx.build.ref"[\s\S]*\nafter\n$/);
  });

  test("that its receiver does not take fails the build, whatever the daemon says of it", async () => {
    const refusing = build({
      builder,
      env: programEnvironment(),
      context: contextDirectory(files),
      outputs: [
        {
          type: "tar",
          consume: async (archive) => {
            for await (const _chunk of archive) {
              // All of it is read, so that the daemon is content.
            }
            throw new Error("no room for it");
          },
        },
      ],
    });
    await expect(refusing).rejects.toMatchObject({ message: expect.stringContaining("no room for it") });
  });
});
