import type { HostAddress } from "../endpoint/parse-host.js";

const CONNECT_TIMEOUT_SECONDS = 30;

/** The ssh command that leads to the engine on another machine, as the Docker CLI builds it. */
export function sshCommand(address: Extract<HostAddress, { kind: "ssh" }>): readonly [string, ...string[]] {
  const { hostname, user, port, socket } = address;
  return [
    "ssh",
    "-o",
    `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`,
    "-T",
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", port]),
    "--",
    hostname,
    "docker",
    ...(socket === undefined ? [] : [shellQuote(`--host=unix://${socket}`)]),
    "system",
    "dial-stdio",
  ];
}

/** ssh hands its words to the other machine's shell. */
function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
