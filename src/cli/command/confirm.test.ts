import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { commandCall } from "../../../test/support/command-call.js";
import { confirm } from "./confirm.js";

async function answer(input: string): Promise<{ yes: boolean; asked: string }> {
  const stdout = new PassThrough();
  const context = commandCall({ stdin: () => Readable.from([input]), stdout });
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
