// @ts-check
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureDockerCli } from "../scripts/lab/docker-cli.mjs";
import { engineHost } from "../scripts/lab/engine-api.mjs";
import { ensureSshd } from "../scripts/lab/sshd.mjs";
import { FarRelay } from "./far-relay.mjs";

/**
 * An engine that is logged in to over a line that delays: OpenSSH's server on this machine, with a key of its own.
 */
export class FarSsh {
  #directory;
  #roundTrip;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #server;
  /** @type {FarRelay | undefined} */
  #relay;

  /**
   * @param {string} directory for keys and configuration, made if it is missing
   * @param {number} roundTrip milliseconds
   */
  constructor(directory, roundTrip) {
    this.#directory = directory;
    this.#roundTrip = roundTrip;
  }

  /** What a program that is to log in has in its environment: an `ssh` that has the key. */
  get env() {
    return { PATH: `${this.#path("bin")}${delimiter}${process.env.PATH ?? ""}` };
  }

  /** Starts the server and resolves with the engine's endpoint. */
  async start() {
    const sshd = ensureSshd();
    if (sshd === undefined) throw new Error("OpenSSH's server cannot be had");
    mkdirSync(this.#path("bin"), { recursive: true });
    mkdirSync(this.#path("there"), { recursive: true });
    for (const key of ["host", "user"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", this.#path(key)]);
    program(join(this.#path("there"), "docker"), `exec ${ensureDockerCli()} "$@"`);
    program(join(this.#path("bin"), "ssh"), `exec /usr/bin/ssh -F ${this.#path("client")} "$@"`);
    const client = ["Host *", `IdentityFile ${this.#path("user")}`, "StrictHostKeyChecking no"];
    writeFileSync(
      this.#path("client"),
      `${[...client, "UserKnownHostsFile /dev/null", "LogLevel ERROR"].join("\n")}\n`,
    );
    const port = await this.#serve(sshd);
    this.#relay = new FarRelay({ target: { port, host: "127.0.0.1" }, roundTrip: this.#roundTrip });
    return `ssh://${userInfo().username}@127.0.0.1:${await this.#relay.listen()}`;
  }

  close() {
    this.#relay?.close();
    this.#server?.kill();
  }

  #path(/** @type {string} */ name) {
    return join(this.#directory, name);
  }

  async #serve(/** @type {string} */ sshd) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const config = [
      ...[`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${this.#path("host")}`, "StrictModes no"],
      ...["PidFile none", `AuthorizedKeysFile ${this.#path("user.pub")}`, "PermitRootLogin yes", "UsePAM no"],
      `SetEnv PATH=${this.#path("there")}:/usr/bin:/bin DOCKER_HOST=${engineHost()}`,
    ];
    writeFileSync(this.#path("config"), config.join("\n"));
    // Root's server wants a user of its own to exist; it is given one that nobody else sees.
    const passwd = this.#path("passwd");
    const users = readFileSync("/etc/passwd", "utf8");
    writeFileSync(passwd, `${users}sshd:x:120:65534::/run/sshd:/usr/sbin/nologin\n`);
    const server = `LD_LIBRARY_PATH=${dirname(sshd)} exec ${sshd} -D -e -f ${this.#path("config")}`;
    const rooted = `mount --bind ${passwd} /etc/passwd && mkdir -p /run/sshd; ${server}`;
    const isRoot = userInfo().uid === 0;
    const [name, ...args] = isRoot ? ["unshare", "-m", "sh", "-c", rooted] : ["sh", "-c", server];
    this.#server = spawn(name ?? "sh", args, { stdio: "ignore" });
    for (let tries = 0; tries < 100; tries++) {
      if (await answers(port)) return port;
      await sleep(50);
    }
    throw new Error("sshd does not listen");
  }
}

/** @param {number} port */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * @param {string} path
 * @param {string} text
 */
function program(path, text) {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
