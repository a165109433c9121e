import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { commandCall } from "../../../../test/support/command-call.js";
import type { Finding } from "../../../index.js";
import { mend } from "./mend.js";

/** Four findings, and what is done to them. */
async function mended(force: boolean, answer: string) {
  const done: string[] = [];
  const finding = (remedy: string, more: Partial<Finding> = {}): Finding => ({
    ...{ area: "leaks", severity: "warning", cause: `${remedy} is needed`, remedy },
    fix: async () => void done.push(remedy),
    ...more,
  });
  const broken = () => Promise.reject(new Error("no room"));
  const findings = [
    finding("removal", { deletes: true }),
    finding("broken", { fix: broken }),
    finding("mode"),
    finding("by hand", { fix: undefined }),
  ];
  const stderr = new PassThrough();
  const context = commandCall({ stdin: () => Readable.from([answer]), stderr });
  const left = await mend(context, findings, force);
  return { left, done, said: String(stderr.read() ?? "") };
}

test("with force nothing is deleted, and a remedy that fails does not keep the next from being tried", async () => {
  expect(await mended(true, "")).toEqual({
    left: 3,
    done: ["mode"],
    said: "not mended: broken: no room\nmended: mode\n",
  });
});

test("after a yes also what deletes something is done", async () => {
  expect(await mended(false, "y\n")).toEqual({
    left: 2,
    done: ["removal", "mode"],
    said: "mended: removal\nnot mended: broken: no room\nmended: mode\n",
  });
});

test("after a no nothing is done", async () => {
  expect(await mended(false, "n\n")).toEqual({ left: 4, done: [], said: "" });
});
