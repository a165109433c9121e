import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { sharedSshDial } from "./shared-ssh.js";
import { commandFailures } from "./unreachable.js";

/** Does as OpenSSH does towards the program that runs it: notes how it was called, makes the socket once "logged in". */
const fakeSsh = `#!/usr/bin/env node
const { appendFileSync, rmSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "-G") {
  console.log(process.env.FAKE_SETTINGS ?? "controlmaster false");
  process.exit();
}
const master = args.includes("ControlMaster=yes");
appendFileSync(process.env.FAKE_NOTES, (master ? "login" : args.includes("ControlMaster=no") ? "session" : "alone") + "\\n");
if (process.env.FAKE_REFUSES) {
  console.error("Permission denied");
  process.exit(255);
}
const socket = args.find((arg) => arg.startsWith("ControlPath="))?.slice(12);
process.stdin.pipe(process.stdout);
if (master) {
  setTimeout(() => writeFileSync(socket, ""), 100);
  setInterval(() => undefined, 1000);
}
process.on("SIGTERM", () => {
  if (master) rmSync(socket, { force: true });
  process.exit();
});
`;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "shared-ssh-"));
  writeFileSync(join(directory, "ssh"), fakeSsh);
  chmodSync(join(directory, "ssh"), 0o755);
  vi.stubEnv("TMPDIR", directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const notes = () => readFileSync(join(directory, "notes"), "utf8").trim().split("\n");
const leftovers = () => readdirSync(directory).filter((name) => name.startsWith("slipway-ssh-"));

function dialWith(env: Record<string, string> = {}) {
  const path = `${directory}:${process.env.PATH}`;
  const command = ["ssh", "-T", "--", "far", "docker", "system", "dial-stdio"] as const;
  return sharedSshDial(
    command,
    { ...env, PATH: path, FAKE_NOTES: join(directory, "notes") },
    commandFailures("ssh://far"),
  );
}

/** What comes back shows that the connection leads there. */
async function echo(stream: Duplex, text: string): Promise<string> {
  onTestFinished(() => void stream.destroy());
  stream.write(text);
  const [chunk] = await Promise.race([
    new Promise<[Buffer]>((resolve) => stream.once("data", (data: Buffer) => resolve([data]))),
    new Promise<never>((_resolve, reject) => stream.once("error", reject)),
  ]);
  return chunk.toString();
}

describe.skipIf(process.platform === "win32")("connections through ssh", () => {
  it("share one login, which outlives the connection that made it and nothing else", async () => {
    const dial = dialWith();
    const [first, second] = await Promise.all([dial(), dial()]);
    expect(await echo(first, "one")).toBe("one");
    expect(await echo(second, "two")).toBe("two");
    first.destroy();
    const third = await dial();
    expect(await echo(third, "three")).toBe("three");
    expect(notes()).toEqual(["login", "session", "session"]);
    second.destroy();
    third.destroy();
    await expect.poll(leftovers).toEqual([]);
    const fourth = await dial();
    expect(await echo(fourth, "four")).toBe("four");
    expect(notes()).toEqual(["login", "session", "session", "login"]);
  });

  it("fail together when the login is refused", async () => {
    const dial = dialWith({ FAKE_REFUSES: "1" });
    const outcomes = await Promise.allSettled(
      [dial(), dial()].map(async (stream) => echo(await stream, "anybody there")),
    );
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: {
          code: "engine-unreachable",
          message: expect.stringContaining(
            "command [ssh -T -- far docker system dial-stdio] has exited with exit status 255",
          ),
        },
      });
    }
    expect(notes()).toEqual(["login"]);
    await expect.poll(leftovers).toEqual([]);
  });

  it.each([
    ["whose sharing the user has set up", "controlmaster auto\ncontrolpath /home/me/.ssh/%C"],
    ["of another kind than OpenSSH", "usage: ssh HOST"],
  ])("of an ssh %s log in by themselves", async (_kind, settings) => {
    const dial = dialWith({ FAKE_SETTINGS: settings });
    expect(await echo(await dial(), "one")).toBe("one");
    expect(await echo(await dial(), "two")).toBe("two");
    expect(notes()).toEqual(["alone", "alone"]);
  });
});
