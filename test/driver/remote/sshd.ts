import { execFileSync, spawn } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lab, onCleanup, temporaryDirectory } from "../../support/index.js";
import { freePort } from "./daemon.js";

/** Why there is no server to connect to here, or undefined. */
export const lacksSshd =
  process.env.SLIPWAY_TEST_SSHD === undefined ? "OpenSSH's server cannot be had on this machine" : undefined;

/**
 * OpenSSH's server on this machine, whose `buildctl` is the one in the container, and whose `docker` leads to the engine.
 * Resolves with the endpoint and with a PATH whose `ssh` has a key for it.
 */
export async function sshServer(
  container: string,
): Promise<{ readonly endpoint: string; readonly path: string }> {
  const sshd = process.env.SLIPWAY_TEST_SSHD ?? "";
  const directory = temporaryDirectory("sshd");
  const file = (name: string) => join(directory, name);
  for (const key of ["host", "user"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(key)]);
  }
  const port = await freePort();
  const bin = temporaryDirectory("bin");
  program(join(bin, "buildctl"), `exec ${lab.docker} exec -i ${container} buildctl "$@"`);
  program(join(bin, "docker"), `exec ${lab.docker} --host ${lab.engineHost} "$@"`);
  writeFileSync(
    file("config"),
    [
      ...[
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${file("host")}`,
        "StrictModes no",
        "PidFile none",
      ],
      ...[`AuthorizedKeysFile ${file("user.pub")}`, "PermitRootLogin yes", "UsePAM no"],
      `SetEnv PATH=${bin}:/usr/bin:/bin`,
    ].join("\n"),
  );
  await startServer(sshd, directory, port);
  writeFileSync(
    file("client"),
    `Host *\nIdentityFile ${file("user")}\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n`,
  );
  const client = temporaryDirectory("bin");
  program(join(client, "ssh"), `exec /usr/bin/ssh -F ${file("client")} "$@"`);
  return {
    endpoint: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    path: `${client}${delimiter}${process.env.PATH ?? ""}`,
  };
}

/** Root's server wants a user of its own to exist; it is given one that nobody else sees. */
async function startServer(sshd: string, directory: string, port: number): Promise<void> {
  const passwd = join(directory, "passwd");
  writeFileSync(
    passwd,
    `${readFileSync("/etc/passwd", "utf8")}sshd:x:120:65534::/run/sshd:/usr/sbin/nologin\n`,
  );
  const server = `LD_LIBRARY_PATH=${dirname(sshd)} exec ${sshd} -D -e -f ${join(directory, "config")}`;
  const rooted = `mount --bind ${passwd} /etc/passwd && mkdir -p /run/sshd`;
  const command =
    userInfo().uid === 0 ? ["unshare", "-m", "sh", "-c", `${rooted}; ${server}`] : ["sh", "-c", server];
  const [name = "sh", ...args] = command;
  const child = spawn(name, args, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text: Buffer) => {
    log += text.toString();
  });
  onCleanup(() => void child.kill());
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(`sshd does not listen: ${log}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
