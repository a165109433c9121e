import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  makeRepository,
  runBuildx,
  runSlipway,
  serveWithGit,
  temporaryDirectory,
} from "../support/index.js";
import { isNewer } from "./is-newer.js";

const target = (name: string, ...lines: string[]) => [`target "${name}" {`, ...lines, "}", ""].join("\n");
const FILES = {
  "docker-bake.hcl": [
    target("default", '  dockerfile = "Dockerfile"', '  tags = ["whole"]'),
    target("sub", '  context = "sub"'),
    target("deep", '  context = "./sub/deep/"'),
    target(
      "named",
      '  context = "cwd://here"',
      '  dockerfile-inline = "FROM scratch\\nCOPY file /\\nCOPY --from=part file /part\\nCOPY --from=top file /top\\n"',
      '  contexts = { part = "sub/deep", top = "." }',
    ),
  ].join(""),
  "other.hcl": target("default", '  context = "sub"', '  tags = ["other"]'),
  "definitions/more.hcl": target("default", '  tags = ["more"]'),
  Dockerfile: "FROM scratch\nCOPY file /\n",
  file: "top\n",
  "sub/Dockerfile": "FROM scratch\nCOPY file /\n",
  "sub/file": "sub\n",
  "sub/deep/Dockerfile": "FROM scratch\nCOPY file /\n",
  "sub/deep/file": "deep\n",
};

let builder = "";
let server = "";
let here = "";

beforeAll(async () => {
  builder = await createBuilder("bake-remote", { driverOptions: { network: "host" } });
  here = contextDirectory({
    "here/file": "here\n",
    "local.hcl": target("default", '  labels = { local = "yes" }'),
  });
  const directory = contextDirectory(FILES);
  const tar = execFileSync("tar", ["-c", "-C", directory, "."]);
  const root = temporaryDirectory("repositories");
  makeRepository(directory, join(root, "repo.git"));
  server = await serveWithGit(root, {
    "/context.tar": tar,
    "/context.tar.gz": gzipSync(tar),
    "/empty.tar": execFileSync("tar", ["-c", "-C", directory, "file"]),
    "/definition": target("default", '  context = "here"', '  tags = ["alone"]'),
    "/large": "#".repeat(2 * 1024 * 1024 + 1),
  });
});

const bake = (...args: string[]) => ["--builder", builder, "bake", "--progress", "plain", ...args];
const errorOf = (stderr: string) => /^ERROR: .*$/m.exec(stderr)?.[0];

/** What is read, and what docker-buildx before 0.36 does otherwise. */
const cases: readonly (readonly [what: string, args: readonly [string, ...string[]], newer?: "newer"])[] = [
  ["a repository", ["/repo.git#main"]],
  ["a target of it in a directory", ["/repo.git#main", "sub"], "newer"],
  ["a target of it in a directory further down", ["/repo.git#main", "deep"], "newer"],
  ["named contexts", ["/repo.git#main", "named"]],
  ["a branch in a query, and a directory", ["/repo.git?branch=main", "sub"], "newer"],
  ["a directory in a query, and one below", ["/repo.git?subdir=sub", "-f", "Dockerfile", "deep"], "newer"],
  ["another file", ["/repo.git#main", "-f", "other.hcl"], "newer"],
  ["a file in a directory", ["/repo.git#main", "-f", "definitions/more.hcl"]],
  ["a file of this machine beside", ["/repo.git#main", "-f", "docker-bake.hcl", "-f", "cwd://local.hcl"]],
  ["a file that is not there", ["/repo.git#main", "-f", "nowhere.hcl"]],
  ["a target that is not there", ["/repo.git#main", "nobody"]],
  ["a definition alone", ["/definition"]],
];

describe("definitions that are elsewhere", () => {
  test("are printed as docker-buildx prints them", async () => {
    const isNew = await isNewer();
    for (const [what, [path, ...rest], newer] of cases) {
      if (newer !== undefined && !isNew) continue;
      const args = bake(`${server}${path}`, ...rest, "--print");
      const [ours, theirs] = await Promise.all([
        runSlipway(args, { cwd: here }),
        runBuildx(args, { cwd: here }),
      ]);
      expect([ours.code, ours.stdout, errorOf(ours.stderr)], what).toEqual([
        theirs.code,
        theirs.stdout,
        errorOf(theirs.stderr),
      ]);
    }
  });

  test.each([
    ["a repository", "/repo.git#main", (path: string) => `/repo.git#main${path}`],
    // docker-buildx fails for every archive.
    ["an archive", "/context.tar", () => "/context.tar"],
    ["a compressed archive", "/context.tar.gz", () => "/context.tar.gz"],
  ])("%s gives contexts to the targets in it", async (_, path, context) => {
    const source = `${server}${path}`;
    const names = ["default", "sub", "deep", "named"];
    const printed = await runSlipway(bake(source, ...names, "--print"), { cwd: here });
    expect(printed.code, printed.stderr).toBe(0);
    expect(JSON.parse(printed.stdout).target).toMatchObject({
      default: { context: source, tags: ["whole"] },
      sub: { context: `${server}${context(":sub")}` },
      deep: { context: `${server}${context(":sub/deep")}` },
      named: { context: "here" },
    });
    const outputs = names.flatMap((name) => ["--set", `${name}.output=type=local,dest=out/${name}`]);
    const built = await runSlipway(bake(source, ...names, ...outputs), { cwd: here });
    expect(built.code, built.stderr).toBe(0);
    const file = (name: string) => readFileSync(join(here, "out", name), "utf8");
    expect(
      ["default/file", "sub/file", "deep/file", "named/file", "named/part", "named/top"].map(file),
    ).toEqual(["top\n", "sub\n", "deep\n", "here\n", "deep\n", "top\n"]);
  });

  test.each([
    ["has no definition", "/empty.tar", [], "ERROR: couldn't find a bake definition"],
    [
      "lacks the file",
      "/context.tar",
      ["-f", "nowhere.hcl"],
      "ERROR: failed to solve: lstat nowhere.hcl: no such file or directory",
    ],
    [
      "has a program",
      "/context.tar",
      ["-f", "a.ts"],
      "ERROR: a.ts is a program, and programs from elsewhere are not run",
    ],
    [
      "is none and too large",
      "/large",
      [],
      "ERROR: non-archive definition URL bigger than maximum allowed size (2.097MB)",
    ],
  ])("an archive that %s is refused", async (_, path, rest, message) => {
    const { code, stderr } = await runSlipway(bake(`${server}${path}`, ...rest, "--print"), { cwd: here });
    expect([code, errorOf(stderr)]).toEqual([1, message]);
  });
});
