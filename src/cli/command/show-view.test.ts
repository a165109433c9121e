import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CommandCall } from "./command-call.js";
import { startView } from "./show-view.js";

vi.mock("../../index.js", () => ({ serveBuilds: async () => ({ link: () => "http://localhost:1/#code" }) }));

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-opener-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A command whose opener is a script. */
async function callWith(script: string): Promise<CommandCall> {
  for (const name of ["xdg-open", "open"]) {
    await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(directory, name), 0o755);
  }
  const env = { PATH: `${directory}:/usr/bin:/bin` };
  const stderr = { write: () => true };
  return { env, stderr, signal: new AbortController().signal } as unknown as CommandCall;
}

const children = () => process.getActiveResourcesInfo().filter((kind) => kind === "ProcessWrap").length;

test("a browser that stays in the foreground is not waited for, and does not keep the process", async () => {
  const before = children();
  const call = await callWith(`echo "$$ $1" > ${directory}/opened; exec sleep 300`);
  await startView(call, {});
  expect(children()).toBe(before);
  const opened = await vi.waitFor(
    async () => {
      const text = await readFile(join(directory, "opened"), "utf8");
      expect(text).toMatch(/\n$/);
      return text;
    },
    { timeout: 20_000 },
  );
  const [pid, url] = opened.trim().split(" ");
  process.kill(Number(pid));
  expect(url).toBe("http://localhost:1/#code");
});

test("a browser that cannot be started is no failure", async () => {
  const view = await startView(await callWith("exit 3"), {});
  await setTimeout(100);
  expect(view.link()).toBe("http://localhost:1/#code");
});
