import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { type Command, defineCommand, defineGroup, noArguments } from "./command/command.js";
import { completeLine } from "./completion/complete-line.js";
import { boolFlag, stringFlag } from "./flags/flag.js";
import { runProgram } from "./program.js";
import { referencePages } from "./reference/reference-pages.js";

/** A command that prints its name, its arguments and the flags that were given. */
function echo(name: string, extra: Partial<Command> = {}): Command {
  return defineCommand({
    name,
    summary: `Echo ${name}`,
    synopsis: "[OPTIONS] [WORD...]",
    args: {},
    usesBuilder: true,
    flags: { format: stringFlag("Format the output"), quiet: boolFlag("Say less", { shorthand: "q" }) },
    async run({ stdout, builder }, { format, quiet }, args) {
      stdout.write(`${JSON.stringify({ name, builder, format, quiet, args })}\n`);
      return 0;
    },
    ...extra,
  });
}

const tree = defineGroup({
  name: "",
  summary: "A tree to try",
  commands: [
    defineGroup({
      name: "group",
      summary: "Commands to try",
      commands: [
        echo("inner", { aliases: ["i"], commands: [echo("leaf")] }),
        echo("ls", { args: noArguments, synopsis: "[OPTIONS]" }),
        echo("old", { deprecated: "use ls" }),
      ],
    }),
    echo("top"),
  ],
});

async function run(line: readonly string[], env: Record<string, string> = {}, program = "tool") {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await runProgram(line, {
    stdin: () => new PassThrough(),
    stdout,
    contentOutput: () => stdout,
    stderr,
    env,
    programName: program,
    signal: new AbortController().signal,
    program: tree,
  });
  return { status, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

const standalone = (...line: string[]) => run(line);
const plugin = (...line: string[]) => run(line, { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker" });

const echoed = (name: string, args: readonly string[] = [], flags: object = {}) => ({
  status: 0,
  stdout: `${JSON.stringify({ name, format: "", quiet: false, args, ...flags })}\n`,
  stderr: "",
});

describe("a command below another", () => {
  test.each([
    [["group", "ls"], echoed("ls")],
    [["group", "inner", "word"], echoed("inner", ["word"])],
    [["group", "i", "leaf", "word"], echoed("leaf", ["word"])],
    [["group", "inner", "word", "leaf"], echoed("inner", ["word", "leaf"])],
    [["group", "-D", "ls"], echoed("ls")],
    [["-D", "group", "inner", "-q", "leaf"], echoed("leaf", [], { quiet: true })],
    [["group", "inner", "--format", "leaf", "word"], echoed("inner", ["word"], { format: "leaf" })],
    [["group", "inner", "--", "leaf"], echoed("inner", ["leaf"])],
  ])("%j", async (line, outcome) => {
    expect(await standalone(...line)).toEqual(outcome);
    expect(await plugin("buildx", ...line)).toEqual(outcome);
  });

  test("global flags may stand anywhere", async () => {
    const { stdout } = await standalone("--builder", "a", "group", "ls");
    expect(JSON.parse(stdout)).toMatchObject({ builder: "a" });
    expect((await standalone("group", "--builder", "a", "ls")).stdout).toBe(stdout);
    expect((await standalone("group", "ls", "--builder", "a")).stdout).toBe(stdout);
  });

  test("errors name it with all that is above it", async () => {
    expect(await standalone("group", "ls", "word")).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "ERROR: tool: 'tool group ls' accepts no arguments\n\nUsage:  tool group ls [OPTIONS]\n\nRun 'tool group ls --help' for more information\n",
    });
    expect(await plugin("buildx", "group", "inner", "leaf", "--zzzz")).toEqual({
      status: 125,
      stdout: "",
      stderr:
        "unknown flag: --zzzz\n\nUsage:  docker buildx group inner leaf [OPTIONS] [WORD...]\n\nRun 'docker buildx group inner leaf --help' for more information\n",
    });
  });

  test("that is deprecated works and is in no list", async () => {
    expect((await standalone("group", "old")).stderr).toBe('Command "old" is deprecated, use ls\n');
    expect((await standalone("group")).stdout).not.toContain("old");
  });
});

const groupHelp = `Commands to try

Usage:
  tool group
  tool group [command]

Available Commands:
  inner       Echo inner
  ls          Echo ls

Flags:
  -h, --help   help for group

Global Flags:
      --builder string   Override the configured builder instance
  -D, --debug            Enable debug logging

Use "tool group [command] --help" for more information about a command.
`;

const pluginGroupHelp = `Usage:  docker buildx group [OPTIONS] COMMAND

Commands to try

Options:
      --builder string   Override the configured builder instance
  -D, --debug            Enable debug logging

Management Commands:
  inner       Echo inner

Commands:
  ls          Echo ls

Run 'docker buildx group COMMAND --help' for more information on a command.
`;

describe("a command that holds others", () => {
  test.each([[["group"]], [["group", "--help"]], [["help", "group"]], [["help", "group", "zzz"]]])(
    "%j prints its help",
    async (line) => {
      expect(await standalone(...line)).toEqual({ status: 0, stdout: groupHelp, stderr: "" });
    },
  );

  test.each([[["buildx", "group"]], [["buildx", "group", "--help"]], [["help", "buildx", "group"]]])(
    "%j prints its help under docker",
    async (line) => {
      expect(await plugin(...line)).toEqual({ status: 0, stdout: pluginGroupHelp, stderr: "" });
    },
  );

  test("names what it does not hold, below its help", async () => {
    const stderr = 'ERROR: unknown command: "zzz"\n';
    expect(await standalone("group", "zzz")).toEqual({ status: 1, stdout: groupHelp, stderr });
    expect(await plugin("buildx", "group", "zzz")).toEqual({ status: 1, stdout: pluginGroupHelp, stderr });
  });

  test("and does work itself shows both in its help", async () => {
    const alone = (await standalone("group", "inner", "--help")).stdout;
    expect(alone).toContain(
      "Usage:\n  tool group inner [OPTIONS] [WORD...]\n  tool group inner [command]\n\nAliases:\n  inner, i\n\nAvailable Commands:\n  leaf ",
    );
    const docked = (await plugin("buildx", "group", "inner", "--help")).stdout;
    expect(docked).toMatch(/^Usage: {2}docker buildx group inner \[OPTIONS\] COMMAND\n\nEcho inner\n\n/);
    expect(docked).toContain(
      "Aliases:\n  docker buildx group inner, docker buildx group i\n\nOptions:\n      --builder string",
    );
  });
});

describe("help topics under docker", () => {
  test("that do not exist are errors", async () => {
    for (const line of [
      ["help", "buildx", "zzz"],
      ["help", "buildx", "group", "zzz"],
    ]) {
      const { status, stderr } = await plugin(...line);
      expect({ status, stderr }).toEqual({ status: 1, stderr: "ERROR: unknown help topic: zzz\n" });
    }
  });

  test("go down the tree", async () => {
    expect(await plugin("help", "buildx", "group", "inner", "leaf")).toEqual(
      await plugin("buildx", "group", "inner", "leaf", "--help"),
    );
    expect(await plugin("help", "buildx")).toEqual(await plugin("buildx"));
  });
});

test.each([
  ["gr", ["group"]],
  ["group ", ["inner", "ls"]],
  ["group in", ["inner"]],
  ["group inner ", ["leaf"]],
  ["group inner word ", []],
  ["group inner leaf --f", ["--format"]],
  ["group ls --q", ["--quiet"]],
  ["group zzz ", []],
])("completion of %j: %j", async (line, words) => {
  const invocation = { mode: "standalone", program: "tool", path: "tool" } as const;
  const sources = { invocation, program: tree, builderNames: async () => [], stages: async () => [] };
  const completions = await completeLine(line.split(" "), sources);
  expect(completions.words.map(({ word }) => word)).toEqual(words);
});

describe("the reference", () => {
  const names = ["group", "group inner", "group inner leaf", "group ls", "top"];
  const notes = Object.fromEntries(names.map((name) => [name, { description: "", example: "" }]));

  test("has a page for every command and shows the tree", () => {
    const pages = referencePages(tree, notes);
    expect([...pages.keys()].sort()).toEqual(
      ["README.md", "group.md", "group_inner.md", "group_inner_leaf.md", "group_ls.md", "top.md"].sort(),
    );
    expect(pages.get("README.md")).toBe(
      "# Commands\n\n- [group](group.md): Commands to try\n  - [group inner](group_inner.md): Echo inner\n    - [group inner leaf](group_inner_leaf.md): Echo leaf\n  - [group ls](group_ls.md): Echo ls\n- [top](top.md): Echo top\n",
    );
    expect(pages.get("group_inner.md")).toContain(
      "```text\nslipway group inner [OPTIONS] [WORD...]\nslipway group inner COMMAND\n```\n\nAlso: `slipway group i`.",
    );
  });

  test("misses the notes of a command", () => {
    expect(() => referencePages(tree, {})).toThrow("the command group has no notes");
  });
});
