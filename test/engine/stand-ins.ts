import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { lab, temporaryDirectory } from "../support/index.js";

/**
 * A PATH with an `ssh` that runs the command on this machine, as a server would with the words that ssh sends it, and
 * a `docker` whose `system dial-stdio` leads to the engine. Both note how they were called.
 */
export function standInPath(): { readonly path: string; readonly calls: string } {
  const directory = temporaryDirectory("bin");
  const calls = join(directory, "calls");
  const address = new URL(lab.engineHost);
  const target =
    address.protocol === "unix:"
      ? { path: address.pathname }
      : { host: address.hostname, port: Number(address.port) };
  program(
    join(directory, "docker"),
    `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(calls)}, "docker " + args.join(" ") + "\\n");
if (args.slice(-2).join(" ") !== "system dial-stdio") process.exit(64);
const socket = require("node:net").connect({ ...${JSON.stringify(target)}, allowHalfOpen: true });
process.stdin.pipe(socket).pipe(process.stdout);
socket.on("close", () => process.stdin.destroy());
`,
  );
  program(
    join(directory, "ssh"),
    `#!/bin/sh
echo "ssh $*" >> ${calls}
while [ "$1" != "--" ]; do shift; done
shift
if [ "$1" = refused.example ]; then echo "ssh: connect to host $1 port 22: Connection refused" >&2; exit 255; fi
shift
exec sh -c "$*"
`,
  );
  return { path: `${directory}${delimiter}${process.env.PATH ?? ""}`, calls };
}

function program(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}
