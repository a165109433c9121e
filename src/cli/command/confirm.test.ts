import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import type { CommandCall } from "./command-call.js";
import { confirm } from "./confirm.js";

async function answer(input: string): Promise<{ yes: boolean; asked: string }> {
  const stdout = new PassThrough();
  const context: CommandCall = {
    stdin: () => Readable.from([input]),
    stdout,
    stderr: new PassThrough(),
    env: {},
    invocation: { mode: "standalone", program: "slipway", path: "slipway" },
    builder: undefined,
    debug: false,
    docker: {},
    signal: new AbortController().signal,
    warn: () => undefined,
  };
  const yes = await confirm(context, "Sure?");
  return { yes, asked: String(stdout.read()) };
}

test.each([
  ["y\n", true],
  ["Y\r\n", true],
  ["y", true],
  ["yes\n", false],
  ["n\ny\n", false],
  ["\n", false],
  ["", false],
])("%j is %s", async (input, yes) => {
  expect(await answer(input)).toEqual({ yes, asked: "Sure? [y/N] " });
});
