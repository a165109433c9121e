import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../support/index.js";

const source = join(projectRoot, "src");

/** Files of the program itself. */
function programFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.ts$/.test(path) && !/\.test\.ts$|(^|[/\\])gen[/\\]/.test(path),
  );
}

/** Ways in which the code names a variable: `env.NAME`, `"NAME_OF_IT"`, `const { NAME: value } = env`. */
function variablesIn(code: string): string[] {
  const read = [...code.matchAll(/\benv(?:ironment)?\??\.([A-Z]\w*)/g)].map(([, name = ""]) => name);
  const quoted = [...code.matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g)].map(([, name = ""]) => name);
  const taken = [...code.matchAll(/\{([^{}]*)\} = [^;]*env/g)].flatMap(
    ([, names = ""]) => names.match(/\b[A-Z][A-Z0-9_]{3,}\b/g) ?? [],
  );
  return [...read, ...quoted, ...taken];
}

/** Secrets, variables of bake's definitions, frames of HTTP/2 and codes of errors look alike; the driver option `env.NAME` is none either. */
const OTHERS =
  /^(NAME|FOO|Path|BAKE_CMD_CONTEXT|BAKE_LOCAL_PLATFORM|BLOCK_AS_IMPLICIT_KEY|MISSING_CHAR|TAB_AS_INDENT|CHILD_OF|FOLLOWS_FROM|GIT_AUTH_\w+|RST_STREAM|WINDOW_UPDATE|\w*ERR_\w+)$/;

test("every variable that the code reads is on the page, and the README leads there", () => {
  const page = readFileSync(join(projectRoot, "docs/environment.md"), "utf8");
  const listed = new Set([...page.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  const read = programFiles().flatMap((path) => variablesIn(readFileSync(join(source, path), "utf8")));
  const missing = [...new Set(read)].filter((name) => !OTHERS.test(name) && !listed.has(name));
  expect(read).toContain("BUILDKIT_NO_CLIENT_TOKEN");
  expect(missing.sort()).toEqual([]);
  expect(readFileSync(join(projectRoot, "README.md"), "utf8")).toContain("/docs/environment.md)");
});
