import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  makeRepository,
  runSlipway,
  serveWithGit,
  temporaryDirectory,
} from "../support/index.js";

const FILES = {
  Dockerfile: "FROM scratch\nCOPY file /\n",
  file: "at the top",
  "sub/Dockerfile": "FROM scratch\nCOPY file /\n",
  "sub/file": "further down",
  "Other.Dockerfile": "FROM scratch\nCOPY sub/file /other\n",
};

let builder: string;
let url: string;
let layout: string;

beforeAll(async () => {
  builder = await createBuilder("remote", { driverOptions: { network: "host" } });
  const directory = contextDirectory(FILES);
  const root = temporaryDirectory("served");
  makeRepository(directory, join(root, "repo.git"));
  const tar = execFileSync("tar", ["-c", "--exclude=.git", "-C", directory, "."]);
  url = await serveWithGit(root, {
    "/context.tar": tar,
    "/context.tar.gz": gzipSync(tar),
    "/Dockerfile": 'FROM scratch\nLABEL made="alone"\n',
    "/elsewhere.Dockerfile": "FROM scratch\nCOPY sub/file /elsewhere\n",
  });
  layout = join(temporaryDirectory("layout"), "image");
  await run([
    "--provenance=false",
    "-t",
    "some/name:v1",
    "-o",
    `type=oci,tar=false,dest=${layout}`,
    directory,
  ]);
});

async function run(args: readonly string[], input?: Uint8Array | string) {
  const command = ["build", "--builder", builder, "--progress", "plain", ...args];
  const result = await runSlipway(command, input === undefined ? {} : { input });
  expect(result.code, result.stderr).toBe(0);
  return result;
}

/** The files that a build puts into a directory. */
async function built(args: readonly string[], input?: Uint8Array | string): Promise<Record<string, string>> {
  const directory = temporaryDirectory("built");
  await run(["-o", directory, ...args], input);
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );
}

describe("a remote main context", () => {
  test.each([
    ["a Git repository", "/repo.git", "at the top"],
    ["a branch", "/repo.git#other", "on the branch"],
    ["a tag", "/repo.git#v1", "at the top"],
    ["a directory of the default branch", "/repo.git#:sub", "further down"],
    ["a directory of a branch", "/repo.git#other:sub", "further down"],
    ["a directory named in a query", "/repo.git?subdir=sub", "further down"],
    ["a branch named in a query", "/repo.git?branch=other", "on the branch"],
    ["an archive", "/context.tar", "at the top"],
    ["a compressed archive", "/context.tar.gz", "at the top"],
  ])("is %s", async (_name, path, text) => {
    expect(await built([`${url}${path}`])).toEqual({ file: text });
  });

  test("is a Dockerfile alone", async () => {
    const { stdout } = await run(["--call", "outline,format=json", `${url}/Dockerfile`]);
    expect(JSON.parse(stdout)).toHaveProperty("sources");
    await run([`${url}/Dockerfile`]);
  });

  test("takes its Dockerfile from another file, from standard input, or from another URL", async () => {
    const context = `${url}/repo.git`;
    expect(await built(["-f", "Other.Dockerfile", context])).toEqual({ other: "further down" });
    expect(await built(["-f", "-", context], "FROM scratch\nCOPY file /typed\n")).toEqual({
      typed: "at the top",
    });
    expect(await built(["-f", `${url}/elsewhere.Dockerfile`, context])).toEqual({
      elsewhere: "further down",
    });
  });

  test.each([
    ["a branch that is not there", "/repo.git#nowhere", /does not contain ref nowhere/],
    ["a repository that is not there", "/none.git", /none\.git/],
    ["an archive that is not there", "/nothing.tar", /404/],
    ["a query that means nothing", "/repo.git?zz=1", /unexpected query "zz"/],
  ])("that fails is named with the reason, without credentials: %s", async (_name, path, reason) => {
    const secret = "s3cr3t-of-mine";
    const address = `${url.replace("//", `//user:${secret}@`)}${path}`;
    const { code, stderr } = await runSlipway([
      "build",
      "--builder",
      builder,
      "--progress",
      "plain",
      address,
    ]);
    expect(code).toBe(1);
    expect(stderr).not.toContain(secret);
    const said = stderr.split("\n").filter((line) => /^(Hint|ERROR): /.test(line));
    expect(said.at(-1)).toMatch(reason);
    expect(said.join("\n")).toContain(path.replace(/[?#].*/, ""));
  });
});

describe("a remote or stored context with a name", () => {
  const named = (value: string, dockerfile: string) =>
    built(["--build-context", `given=${value}`, contextDirectory({ Dockerfile: dockerfile })]);
  const COPY = "FROM scratch\nCOPY --from=given file /\n";

  test.each([
    ["a Git repository", () => `${url}/repo.git#main`, "at the top"],
    ["a directory of a Git repository", () => `${url}/repo.git#other:sub`, "further down"],
    ["an image layout with one image", () => `oci-layout://${layout}`, "at the top"],
    ["an image layout by tag", () => `oci-layout://${layout}:v1`, "at the top"],
    ["an image layout by digest", () => `oci-layout://${layout}@${layoutDigest()}`, "at the top"],
  ])("is %s", async (_name, value, text) => {
    expect(await named(value(), COPY)).toEqual({ file: text });
  });

  test("an image layout is what FROM begins with", async () => {
    expect(await named(`oci-layout://${layout}:v1`, "FROM given\nCOPY Dockerfile /\n")).toHaveProperty(
      "file",
    );
  });
});

function layoutDigest(): string {
  const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as {
    manifests: { digest: string }[];
  };
  return index.manifests[0]?.digest ?? "";
}

describe("standard input", () => {
  const archive = () => execFileSync("tar", ["-c", "-C", contextDirectory(FILES), "."]);

  test("is an archive, plain or compressed, with any file in it as Dockerfile", async () => {
    expect(await built(["-"], archive())).toEqual({ file: "at the top" });
    expect(await built(["-"], gzipSync(archive()))).toEqual({ file: "at the top" });
    expect(await built(["-f", "Other.Dockerfile", "-"], archive())).toEqual({ other: "further down" });
  });

  test("is a Dockerfile without files, or one for the files of a directory", async () => {
    await run(["-"], 'FROM scratch\nLABEL made="alone"\n');
    const dockerfile = "FROM scratch\nCOPY sub/file /typed\n";
    expect(await built(["-f", "-", contextDirectory(FILES)], dockerfile)).toEqual({ typed: "further down" });
  });
});
