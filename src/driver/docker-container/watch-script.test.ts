import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchedEntrypoint } from "./watch-script.js";

const onLinux = test.skipIf(!existsSync("/proc/net/unix"));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-watch-"));
});
afterEach(() => rm(directory, { recursive: true }));

function run(limit: number, command: readonly string[]) {
  const [program = "", ...args] = watchedEntrypoint(limit, command);
  const child = spawn(program, args, { stdio: "ignore" });
  return { child, ended: once(child, "exit").then(([code]) => code) };
}

onLinux("ends as what it runs", async () => {
  expect(await run(60, ["sh", "-c", "exit 7"]).ended).toBe(7);
});

onLinux("hands a signal on and waits for the end", async () => {
  const { child, ended } = run(60, ["sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.1; done"]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGTERM");
  expect(await ended).toBe(3);
});

onLinux(
  "ends what runs, with status 0, once no client has been connected for that long",
  { timeout: 20_000 },
  async () => {
    const path = join(directory, "buildkitd.sock");
    const taken: Socket[] = [];
    const server = createServer((socket) => taken.push(socket)).listen(path);
    await once(server, "listening");
    const client = connect(path);
    await once(client, "connect");
    try {
      const { child, ended } = run(1, ["sleep", "60"]);
      const first = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000, "runs"))]);
      expect(first).toBe("runs");
      client.destroy();
      for (const socket of taken) socket.destroy();
      // Other daemons of this machine may have clients all the time.
      const limit = new Promise((resolve) => setTimeout(resolve, 8000, "other clients"));
      const end = await Promise.race([ended, limit]);
      expect([0, "other clients"]).toContain(end);
      child.kill("SIGTERM");
      await ended;
    } finally {
      server.close();
    }
  },
);
