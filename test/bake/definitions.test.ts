import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type RunOptions, type RunResult, runBuildx, runSlipway } from "../support/run.js";
import { fileCases } from "./file-cases.js";
import { type DefinitionCase, hclCases } from "./hcl-cases.js";
import { isNewer } from "./is-newer.js";
import { overrideCases } from "./override-cases.js";

type Run = (args: readonly string[], options: RunOptions) => Promise<RunResult>;

/** What a program says of a case: everything but its progress and its hints. */
async function ask(run: Run, given: DefinitionCase): Promise<object> {
  const cwd = await mkdtemp(join(tmpdir(), "slipway-bake-"));
  try {
    const files = given.hcl === undefined ? (given.files ?? {}) : { "docker-bake.hcl": given.hcl };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text);
    }
    const env = { SSH_AUTH_SOCK: undefined, ...given.env };
    const input = given.stdin ?? "";
    const { code, stdout, stderr } = await run(["bake", ...(given.args ?? ["--print"])], { cwd, env, input });
    return { code, stdout, said: withoutProgress(stderr).replaceAll(cwd, "CWD") };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

function withoutProgress(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line !== "" && !/^(#\d|Hint: |time=|WARNING: )/.test(line));
  return lines.join("\n");
}

/** Older versions have no `--var` and no `--policy`, fewer attributes, and other words for wrong types. */
const newerParts =
  /--var|--policy|VARS_ENV_LOOKUP|policy = |resources = |in target\.x|type = string\\n|secret = \[1\]|(attest|tags) = \\"a\\"/;

function isForNewer(given: DefinitionCase): boolean {
  return given.newer === true || newerParts.test(JSON.stringify(given));
}

let isNew = false;

beforeAll(async () => {
  isNew = await isNewer();
});

describe("bake beside docker-buildx", () => {
  it("prints the same, ends with the same status, and says the same about mistakes", async () => {
    const cases = [...hclCases, ...fileCases, ...overrideCases].filter(
      (given) => isNew || !isForNewer(given),
    );
    expect(cases.length).toBeGreaterThan(isNew ? 270 : 220);
    const differing: object[] = [];
    const left = [...cases];
    const work = async () => {
      for (let given = left.pop(); given !== undefined; given = left.pop()) {
        const [ours, theirs] = [await ask(runSlipway, given), await ask(runBuildx, given)];
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push({ given, ours, theirs });
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(differing).toEqual([]);
  });
});
