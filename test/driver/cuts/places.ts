import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, type NetConnectOpts } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Certificates } from "../../engine/certificates.js";
import { engineRequest, lab, onCleanup, startProgram, temporaryDirectory } from "../../support/index.js";
import { freePort } from "../remote/daemon.js";

/** Where the engine of the tests listens. */
export function engineAddress(): NetConnectOpts {
  const url = new URL(lab.engineHost);
  return url.protocol === "unix:" ? { path: url.pathname } : { host: url.hostname, port: Number(url.port) };
}

/** Why there is no nginx here, or undefined. */
export const lacksNginx = lab.nginx.startsWith("missing: ") ? lab.nginx : undefined;

/** nginx as it stands before a daemon: it ends TLS and HTTP/2, and calls the daemon over connections of its own. */
export async function nginxBefore(socket: string, { cert, key }: Certificates) {
  const directory = temporaryDirectory("nginx");
  const file = (name: string) => join(directory, name);
  writeFileSync(file("cert.pem"), cert);
  writeFileSync(file("key.pem"), key);
  const port = await freePort();
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${file(name)};`,
  );
  writeFileSync(
    file("conf"),
    `daemon off; master_process off; pid ${file("pid")}; error_log ${file("log")};
events {}
http {
  access_log off; ${paths.join(" ")}
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${file("cert.pem")}; ssl_certificate_key ${file("key.pem")};
    client_max_body_size 0;
    location / { grpc_pass grpc://unix:${socket}; grpc_read_timeout 1h; grpc_send_timeout 1h; }
  }
}
`,
  );
  const start = async () => {
    const child = spawn(lab.nginx, ["-p", directory, "-c", file("conf")], { stdio: "ignore" });
    for (let tries = 0; tries < 100 && !(await answers(port)); tries++) await sleep(50);
    return child;
  };
  let running = await start();
  onCleanup(() => void running.kill("SIGKILL"));
  return {
    port,
    /** Kills it and puts another in its place. */
    kill: () => {
      running.once("exit", async () => {
        running = await start();
      });
      running.kill("SIGKILL");
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Runs a line of shell in a container; resolves with what it printed. */
export async function inContainer(container: string, script: string): Promise<string> {
  const args = ["exec", container, "sh", "-c", script];
  return (await startProgram(lab.docker, args, { env: { DOCKER_HOST: lab.engineHost } }).finished).stdout;
}

const killScript = `for process in /proc/[0-9]*; do
  pid=$(basename $process)
  case "$pid $(tr "\\0" " " <$process/cmdline 2>/dev/null)" in
    $$" "*) ;;
    *dial-stdio*) kill -9 $pid ;;
  esac
done`;

/** Kills every program in a container that leads connections to its daemon. */
export async function killWays(container: string): Promise<void> {
  await inContainer(container, killScript);
}

/** The command lines of what runs in a container. */
export async function programsIn(container: string): Promise<readonly string[]> {
  const { status, body } = await engineRequest("GET", `/containers/${container}/top?ps_args=-eo%20pid,args`);
  if (status !== 200) return [];
  return (body as { Processes: string[][] }).Processes.map(([, command = ""]) => command);
}

/** A process of this machine. */
export interface LocalProcess {
  readonly pid: number;
  readonly command: string;
}

/** The processes of this machine with `NAME=VALUE` in their environment. */
export function processesWith(variable: string): readonly LocalProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(variable)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
      // One that has ended and waits to be collected has no command line any more.
      return command === "" ? [] : [{ pid: Number(name), command }];
    } catch {
      return [];
    }
  });
}
