import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  createBuilder,
  dockerConfig,
  lab,
  runSlipway,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;
let path: string;

beforeAll(async () => {
  builder = await createBuilder("completed", { bootstrap: false });
  const directory = join(temporaryDirectory("bin"), "bin");
  mkdirSync(directory);
  const command = join(directory, "slipway");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${slipwayPath}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(lab.docker, join(directory, "docker"));
  await runSlipway(["install-plugin"]);
  path = `${directory}${delimiter}${process.env.PATH}`;
});

/**
 * Types a line and the tab key into an interactive shell, which has a terminal by `script`, and gives the line as the
 * shell completed it: a key goes to its beginning, where the word `echo` is put in front.
 */
async function typed(shell: string, setUp: string, line: string): Promise<string> {
  const input = `${setUp}\n${line}\t\u0001echo completed: \n`;
  const { stdout } = await startProgram("script", ["-qec", shell, "/dev/null"], {
    env: { PATH: path, TERM: "dumb", HISTFILE: "/dev/null" },
    input: `${input}exit\n`,
    timeout: 60_000,
  }).finished;
  return /^completed: (.*?)\s*$/m.exec(stdout)?.[1] ?? stdout;
}

interface Shell {
  readonly name: string;
  /** The line with its last word completed by the script that `PROGRAM completion SHELL` prints. */
  readonly complete: (line: string) => Promise<string>;
}

const programOf = (line: string) => line.split(" ")[0] ?? "";

const shells: readonly Shell[] = [
  {
    name: "bash",
    complete: (line) =>
      typed(
        "bash --norc --noprofile -i",
        `PS1="> "; ${programOf(line) === "docker" ? `source ${lab.bashCompletion}; ` : ""}source <(${programOf(line)} completion bash)`,
        line,
      ),
  },
  {
    name: "zsh",
    complete: (line) =>
      typed(
        "zsh -f -i",
        `PS1="> "; bindkey -e; autoload -U compinit; compinit -u -D; source <(${programOf(line)} completion zsh)`,
        line,
      ),
  },
  {
    name: "fish",
    async complete(line) {
      const script = `${programOf(line)} completion fish | source; complete -C "$argv[1]"`;
      const { stdout } = await startProgram("fish", ["--no-config", "-c", script, line], {
        env: { PATH: path },
      }).finished;
      const word = stdout.split("\n")[0]?.split("\t")[0] ?? "";
      return line.replace(/\S*$/, "") + word;
    },
  },
  {
    name: "pwsh",
    async complete(line) {
      const script = `${programOf(line)} completion powershell | Out-String | Invoke-Expression
$found = [System.Management.Automation.CommandCompletion]::CompleteInput($env:TYPED, $env:TYPED.Length, $null)
$env:TYPED.Substring(0, $found.ReplacementIndex) + $found.CompletionMatches[0].CompletionText`;
      const { stdout } = await startProgram("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script], {
        env: { PATH: path, TYPED: line },
      }).finished;
      return stdout.trimEnd();
    },
  },
];

/** What is typed, and what the shell makes of it. */
const lines: readonly [typed: string, completed: () => string][] = [
  ["slipway insp", () => "slipway inspect"],
  ["slipway inspect --boo", () => "slipway inspect --bootstrap"],
  ["slipway inspect compl", (): string => `slipway inspect ${builder}`],
  ["slipway build --builder compl", (): string => `slipway build --builder ${builder}`],
  ["slipway build --builder=compl", (): string => `slipway build --builder=${builder}`],
  ["slipway build --progress rawj", () => "slipway build --progress rawjson"],
  ["docker buildx insp", () => "docker buildx inspect"],
  ["docker buildx inspect --boo", () => "docker buildx inspect --bootstrap"],
  ["docker buildx build --builder compl", (): string => `docker buildx build --builder ${builder}`],
];

describe.each(shells)("$name", ({ name, complete }) => {
  const missing = spawnSync(name, ["--version"]).error !== undefined;

  test.for(lines)("completes %s", async ([line, expected], { skip }) => {
    skip(missing, `${name} is not installed`);
    expect(await complete(line)).toBe(expected());
  });
});

describe("docker is told what docker-buildx tells it", () => {
  test.each([
    [["inspect", "--boo"]],
    [["inspect", "compl"]],
    [["build", "--builder", "compl"]],
    [["build", "--no-c"]],
    [["build", ""]],
    [["rm", ""]],
  ])("to complete %j", async (line) => {
    const args = ["__complete", "buildx", ...line];
    const theirConfig = temporaryDirectory("theirs");
    mkdirSync(join(theirConfig, "cli-plugins"));
    symlinkSync(lab.buildx, join(theirConfig, "cli-plugins/docker-buildx"));
    const theirs = { DOCKER_CONFIG: theirConfig, BUILDX_CONFIG: join(dockerConfig(), "buildx") };
    const [our, their] = [
      await startProgram(lab.docker, args).finished,
      await startProgram(lab.docker, args, { env: theirs }).finished,
    ];
    expect(our.stdout).toBe(their.stdout);
  });
});

test("a shell without a script is refused", async () => {
  const { code, stderr } = await runSlipway(["completion", "tcsh"]);
  expect([code, stderr]).toEqual([
    1,
    'Hint: Use one of bash, fish, powershell, zsh.\nERROR: no completion script for the shell "tcsh"\n',
  ]);
});
