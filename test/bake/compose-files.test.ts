import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runBuildx } from "../support/run.js";
import { buildCases, type ComposeCase, fileCases } from "./compose-cases.js";
import { isNewer } from "./is-newer.js";
import { filesOf, readComposeCase, withoutDefaults } from "./read-compose-case.js";

/** What docker-buildx on this machine makes of a case. */
async function askBuildx(given: ComposeCase): Promise<{ targets?: unknown; error?: string }> {
  const cwd = await mkdtemp(join(tmpdir(), "slipway-compose-"));
  try {
    for (const [path, text] of Object.entries(filesOf(given))) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text);
    }
    const names = (given.names ?? []).flatMap((name) => ["-f", name]);
    const vars = Object.entries(given.vars ?? {}).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
    const env = { HOME: "/root", ...given.env };
    const { code, stdout, stderr } = await runBuildx(["bake", ...names, ...vars, "--print"], { cwd, env });
    if (code === 0) return { targets: withoutDefaults(JSON.parse(stdout).target) };
    return { error: /ERROR: (.*)$/s.exec(stderr)?.[1]?.replace(/\n$/, "") ?? stderr };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

/** Which service of a circle is named first is left to chance by docker-buildx. */
function withoutChance<T extends { readonly error?: string | undefined }>(read: T): T {
  const { error } = read;
  if (error === undefined || !error.startsWith("Circular reference:")) return read;
  const services = [...error.matchAll(/^ {2}(?:extends )?(\S+) in /gm)].map(([, name]) => name);
  return { ...read, error: `Circular reference: ${[...new Set(services)].sort().join()}` };
}

let isNew = false;

beforeAll(async () => {
  isNew = await isNewer();
});

describe("Compose files beside docker-buildx", () => {
  it("give the same targets and errors", async () => {
    const cases = [...buildCases, ...fileCases].filter(({ newer }) => isNew || !newer);
    expect(cases.length).toBeGreaterThan(200);
    const ours: unknown[] = [];
    const theirs: unknown[] = [];
    for (const given of cases) {
      ours.push({ given, ...withoutChance(await readComposeCase(given)) });
      theirs.push({ given, ...withoutChance(await askBuildx(given)) });
    }
    expect(ours).toEqual(theirs);
  });
});
