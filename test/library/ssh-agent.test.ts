import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SshOption } from "../../src/index.js";
import { onCleanup, programFiles, temporaryDirectory } from "../support/index.js";
import { busyboxFiles, libraryBuilder, run } from "./support.js";

test("a step uses an ssh agent behind a socket, one behind a stream, and keys", async () => {
  const directory = temporaryDirectory("agent");
  const key = join(directory, "id");
  const socket = join(directory, "agent");
  execFileSync("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", key]);
  const started = execFileSync("ssh-agent", ["-a", socket], { encoding: "utf8" });
  onCleanup(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1])));
  execFileSync("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });

  let streams = 0;
  const ssh: SshOption[] = [
    { id: "socket", socket },
    {
      id: "stream",
      connect: async () => {
        streams++;
        return connect(socket);
      },
    },
    { id: "keys", keys: [key] },
  ];
  const use = (id: string) =>
    `RUN --mount=type=ssh,id=${id},required=true /usr/bin/ssh-add -T /id.pub && ! /usr/bin/ssh-add -D\n`;
  const steps = [
    "FROM base\nCOPY root/ /\nCOPY id.pub /\n",
    'RUN mkdir /etc; echo "root:x:0:0:root:/:/bin/sh" > /etc/passwd\n',
    ...["socket", "stream", "keys"].map(use),
  ];
  const files = new Map([
    ...busyboxFiles(steps.join("")),
    ...Object.entries(programFiles("/usr/bin/ssh-add", "root")),
    ["id.pub", { content: readFileSync(`${key}.pub`) }] as const,
  ]);
  await run(await libraryBuilder("agent"), { context: { files }, ssh });
  expect(streams).toBe(2);
});
