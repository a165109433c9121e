// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import fs, { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type BakeEvent, bake } from "../../src/bake/index.js";
import {
  busyboxPath,
  containerName,
  createBuilder,
  dockerConfig,
  engineGet,
  programEnvironment,
  runBuildx,
  runSlipway,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;
let project: string;

const base = [
  'target "base" {',
  '  context = "base"',
  '  dockerfile-inline = "FROM scratch\\nCOPY busybox /bin/busybox\\nRUN [\\"/bin/busybox\\", \\"--install\\", \\"-s\\", \\"/bin\\"]\\n"',
  "}",
].join("\n");

/** A target that is built from `base`. */
function leaf(name: string, command: string, more = ""): string {
  return [
    `target "${name}" {`,
    '  context = "leaf"',
    '  contexts = { base = "target:base" }',
    `  dockerfile-inline = "FROM base\\nRUN ${command}\\n"`,
    more,
    "}",
  ].join("\n");
}

/** Counts how often this process lists each directory below one, until it is asked for the counts. */
function countListings(directory: string): () => Record<string, number> {
  const counts: Record<string, number> = {};
  const listing = vi.spyOn(fs, "readdirSync");
  // What was imported by name is the original until then.
  syncBuiltinESMExports();
  return () => {
    for (const [path] of listing.mock.calls) {
      const name = relative(directory, String(path));
      if (!name.startsWith("..")) counts[name] = (counts[name] ?? 0) + 1;
    }
    listing.mockRestore();
    syncBuiltinESMExports();
    return counts;
  };
}

beforeAll(async () => {
  builder = await createBuilder("bake");
  project = temporaryDirectory("bake");
  for (const directory of ["base", "leaf"]) mkdirSync(join(project, directory));
  copyFileSync(busyboxPath(), join(project, "base/busybox"));
  const definition = [
    'group "default" { targets = ["one", "two"] }',
    base,
    leaf("one", "echo 1 > /one", '  output = ["type=local,dest=out-one"]'),
    leaf("two", "echo 2 > /two", '  output = ["type=local,dest=out-two"]'),
    leaf("bad", "false"),
    leaf("slow", "sleep 1000"),
    'target "outside" {',
    '  dockerfile-inline = "FROM scratch\\n"',
    '  contexts = { etc = "/etc" }',
    '  entitlements = ["network.host"]',
    "}",
  ];
  writeFileSync(join(project, "docker-bake.hcl"), definition.join("\n"));
});

const run = (...args: string[]) =>
  runSlipway(["--builder", builder, "bake", "--progress", "plain", ...args], { cwd: project });

describe("bake", () => {
  test("builds targets that are built from another, once, and writes down what came of them", async () => {
    const { code, stderr } = await run("--metadata-file", "metadata.json");
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(project, "out-one/one"), "utf8")).toBe("1\n");
    expect(readFileSync(join(project, "out-two/two"), "utf8")).toBe("2\n");
    expect(stderr).toContain("[base internal] load build definition from Dockerfile");
    const metadata = JSON.parse(readFileSync(join(project, "metadata.json"), "utf8"));
    expect(Object.keys(metadata)).toEqual(["base", "one", "two"]);
    const ref: string = metadata.one["buildx.build.ref"];
    const state = JSON.parse(readFileSync(join(dockerConfig(), "buildx/refs", ref), "utf8"));
    const group = join(dockerConfig(), "buildx/refs/__group__", state.GroupRef);
    const { Targets, Refs } = JSON.parse(readFileSync(group, "utf8"));
    expect([Targets, Refs.length]).toEqual([["default"], 3]);
    expect(Refs).toContain(ref.split("/")[2]);
  });

  test("ends with the first target that fails, and names it as docker-buildx does", async () => {
    const ours = await run("bad", "slow");
    const theirs = await runBuildx(["--builder", builder, "bake", "bad", "slow"], { cwd: project });
    const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
    expect([ours.code, lastLine(ours.stderr)]).toEqual([theirs.code, lastLine(theirs.stderr)]);
    expect(lastLine(ours.stderr)).toMatch(/^ERROR: target bad: failed to solve: .* exit code: 1$/);
  });

  test("leaves nothing running when it is interrupted", async () => {
    const { child, finished, waitForOutput } = startSlipway(
      ["--builder", builder, "bake", "--progress", "plain", "slow", "one"],
      { cwd: project },
    );
    const sleeping = async () => {
      const top = await engineGet<{ Processes: string[][] }>(`/containers/${containerName(builder)}/top`);
      return (top?.Processes ?? []).flat().filter((word) => word.includes("sleep 1000")).length;
    };
    await waitForOutput(/RUN sleep 1000/);
    await vi.waitUntil(async () => (await sleeping()) > 0, { timeout: 20_000, interval: 100 });
    child.kill("SIGINT");
    expect((await finished).code).toBe(130);
    expect(await sleeping()).toBe(0);
  });

  test("answers a call for each target", async () => {
    const ours = await run("--check", "base", "outside");
    const theirs = await runBuildx(["--builder", builder, "bake", "--check", "base", "outside"], {
      cwd: project,
    });
    expect([ours.code, ours.stdout]).toEqual([theirs.code, theirs.stdout]);
    const json = ["--call", "outline,format=json", "base"];
    const [first, second] = [
      await run(...json),
      await runBuildx(["--builder", builder, "bake", ...json], { cwd: project }),
    ];
    expect([first.code, first.stdout]).toEqual([second.code, second.stdout]);
  });

  test("does nothing beyond the usual without being allowed to", async () => {
    const { code, stderr } = await run("outside");
    expect(code).toBe(1);
    expect(stderr).toContain(
      " - Running build containers that can access host network\n - Read access to path /etc\n",
    );
    expect(stderr).toContain(
      'Pass "--allow=network.host --allow=fs.read=/etc" to grant requested privileges.',
    );
    expect(stderr).toMatch(/\nERROR: additional privileges requested\n$/);
    const allowed = await run("outside", "--allow=network.host", "--allow", "fs.read=/etc");
    expect(allowed.stderr).not.toContain("privileges");
  });

  test("twenty targets with ten contexts list and send each directory once", async () => {
    const contexts = Array.from({ length: 10 }, (_, index) => `context-${index}`);
    for (const name of contexts) {
      mkdirSync(join(project, name, "below"), { recursive: true });
      writeFileSync(join(project, name, "file"), `${name}\n`);
      writeFileSync(join(project, name, "below/file"), `${name}\n`);
    }
    const numbers = Array.from({ length: 20 }, (_, index) => `"${index}"`);
    const definition = [
      'target "default" {',
      `  matrix = { n = [${numbers}] }`,
      '  name = "t-${n}"',
      '  context = "context-${n % 10}"',
      "  args = { N = n }",
      '  dockerfile-inline = "FROM scratch\\nARG N\\nCOPY . /$N\\n"',
      "}",
    ];
    writeFileSync(join(project, "many.hcl"), definition.join("\n"));
    const sent = new Map<string, string>();
    const targets = new Set<string | undefined>();
    const baking = bake({
      files: ["many.hcl"],
      builder,
      cwd: project,
      env: programEnvironment(),
      progress: {
        update: ({ vertexes = [] }) => {
          for (const { digest, name } of vertexes)
            if (/load build context$/.test(name)) sent.set(digest, name);
        },
      },
    });
    const warned: Error[] = [];
    const onWarning = (warning: Error) => void warned.push(warning);
    process.on("warning", onWarning);
    const listed = countListings(project);
    for await (const event of baking satisfies AsyncIterable<BakeEvent>) targets.add(event.target);
    const results = await baking;
    process.off("warning", onWarning);
    // The daemon asks for a .dockerignore first: for that the top is looked through, and nothing below it.
    const once = contexts.flatMap((name) => [[name, 2] as const, [join(name, "below"), 1] as const]);
    expect(listed()).toEqual(Object.fromEntries(once));
    expect(warned).toEqual([]);
    expect(Object.keys(results)).toHaveLength(20);
    expect(sent.size).toBe(10);
    expect(targets).toContain("t-7");
  });

  test("a definition in TypeScript is built, beside one in HCL", async () => {
    const source = [
      "type Word = 'x' | 'y';",
      "const words: Word[] = ['x', 'y'];",
      "export default async ({ env }: { env: Record<string, string | undefined> }) => ({",
      "  groups: { words },",
      "  targets: Object.fromEntries(words.map((word) => [word, {",
      "    inherits: ['one'],",
      "    output: [`type=local,dest=out-${word}`],",
      "    args: { WHO: env.WHO ?? 'nobody' },",
      "  }])),",
      "});",
    ];
    writeFileSync(join(project, "docker-bake.ts"), source.join("\n"));
    const { code, stderr } = await run("-f", "docker-bake.hcl", "-f", "docker-bake.ts", "words");
    expect(code, stderr).toBe(0);
    expect(existsSync(join(project, "out-y/one"))).toBe(true);
  });
});
