import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { Env } from "../endpoint/docker-config.js";
import type { CommandFailures, CommandStream } from "./command-stream.js";
import type { Dial } from "./dial.js";
import { commandDial, openCommand } from "./dial-command.js";

type Command = readonly [string, ...string[]];

/** What ssh adds to the socket's path while it makes it, and what a socket's path may have at most, characters. */
const temporarySuffix = 17;
const socketPathLimit = 103;
/** Between two looks at whether the login is through, and how long ssh's settings are waited for, milliseconds. */
const loginPause = 5;
const settingsPatience = 5_000;

/**
 * Dials by an ssh command whose connections share one login: the first logs in and lets the others open sessions beside
 * its own, through a socket in a directory that nobody else can enter. Whoever has set up sharing in ssh's own
 * configuration keeps that; where ssh cannot share, each connection logs in. Nothing is left when the last connection
 * is closed, nor when the process ends.
 *
 * @param command ends in `--`, the host and what runs there
 */
export function sharedSshDial(command: Command, env: Env, failures: CommandFailures): Dial {
  const alone = commandDial(command, env, failures);
  let canShare: Promise<boolean> | undefined;
  let login: Login | undefined;
  return async () => {
    canShare ??= mayShare(command, env);
    if (!(await canShare)) return alone();
    if (login === undefined || login.isOver) {
      login = new Login(command, env, failures);
      return login.first();
    }
    return (await login.next()) ?? alone();
  };
}

/** One login and the connections over it. */
class Login {
  isOver = false;
  readonly #command: Command;
  readonly #env: Env;
  readonly #failures: CommandFailures;
  readonly #streams = new Set<Duplex>();
  #socket: string | undefined;
  #end: (() => void) | undefined;
  #failure: Error | undefined;

  constructor(command: Command, env: Env, failures: CommandFailures) {
    this.#command = command;
    this.#env = env;
    this.#failures = failures;
  }

  async first(): Promise<Duplex> {
    try {
      const directory = await mkdtemp(join(tmpdir(), "slipway-ssh-"));
      const remove = () => rmSync(directory, { recursive: true, force: true });
      const forget = undoAtExit(remove);
      const over = () => {
        this.isOver = true;
        forget();
        remove();
      };
      this.#socket = join(directory, "s");
      const { stream, child } = await this.#open("yes", (ssh) => {
        // The others' sessions go through this process: it ends when they have.
        if (this.#streams.size === 0) ssh.kill();
        else ssh.unref();
      }).catch((error: unknown) => {
        over();
        throw error;
      });
      child.once("exit", over);
      stream.once("error", (error) => {
        this.#failure = error;
      });
      this.#end = () => child.kill();
      return stream;
    } catch (error) {
      this.isOver = true;
      throw error;
    }
  }

  /** Another connection, once the login is through; undefined when it came to nothing. */
  async next(): Promise<Duplex | undefined> {
    while (this.#socket === undefined || !existsSync(this.#socket)) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.isOver) return undefined;
      await sleep(loginPause);
    }
    return (await this.#open("no")).stream;
  }

  async #open(master: "yes" | "no", release?: Parameters<typeof openCommand>[3]) {
    const [ssh, ...rest] = this.#command;
    const sharing = [
      "-o",
      `ControlMaster=${master}`,
      "-o",
      `ControlPath=${this.#socket}`,
      "-o",
      "ControlPersist=no",
    ];
    const opened = await openCommand(
      [ssh, ...sharing, ...rest],
      this.#env,
      this.#failures,
      release,
      this.#command,
    );
    this.#keep(opened.stream);
    return opened;
  }

  #keep(stream: CommandStream): void {
    this.#streams.add(stream);
    stream.once("close", () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#end?.();
    });
  }
}

/** Asks ssh for its settings of this host. A program that cannot tell them is no OpenSSH. */
async function mayShare(command: Command, env: Env): Promise<boolean> {
  const directory = tmpdir();
  const length = join(directory, "slipway-ssh-XXXXXX", "s").length + temporarySuffix;
  if (process.platform === "win32" || directory.includes("%") || length > socketPathLimit) return false;
  const [ssh, ...rest] = command;
  const upToHost = rest.slice(0, rest.indexOf("--") + 2);
  try {
    const { stdout } = await promisify(execFile)(ssh, ["-G", ...upToHost], {
      env: { ...env },
      timeout: settingsPatience,
    });
    return /^controlmaster (false|no)$/m.test(stdout) && !/^controlpath (?!none$)/m.test(stdout);
  } catch {
    return false;
  }
}
