import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** As Docker has it for engines. */
const connectTimeoutSeconds = 30;

const dialStdio = ["dial-stdio"] as const;

/** `ssh://[USER@]HOST[:PORT][/SOCKET]`: buildctl on the other machine, at the socket if there is one. */
export function sshDialCommand(url: URL, hostname: string): Command {
  const { password, port, search, hash } = url;
  const username = decoded(url.username);
  if (password !== "") throw invalid("plain-text password is not supported");
  if (hostname === "") throw invalid("no host specified");
  if (search !== "") throw invalid(`extra query after the host: ${quoteGo(search.slice(1))}`);
  if (hash !== "") throw invalid(`extra fragment after the host: ${quoteGo(hash.slice(1))}`);
  // ssh would take a user that starts with a dash for an option.
  if (username.startsWith("-")) throw invalid(`invalid user ${quoteGo(username)}`);
  const socket = /^\/*$/.test(url.pathname) ? undefined : decoded(url.pathname);
  return [
    "ssh",
    "-o",
    `ConnectTimeout=${connectTimeoutSeconds}`,
    "-T",
    ...(username === "" ? [] : ["-l", username]),
    ...(port === "" ? [] : ["-p", port]),
    "--",
    hostname,
    "buildctl",
    ...(socket === undefined ? [] : ["--addr", shellQuote(`unix://${socket}`)]),
    ...dialStdio,
  ];
}

/** `docker-container://NAME[?context=CONTEXT]`: a container that runs anywhere Docker leads to. */
export function dockerExecCommand(url: URL): Command {
  const name = url.hostname;
  if (name === "") throw invalid("url lacks container name");
  // docker would take what starts with a dash for an option.
  if (!/^[a-z0-9][\w.-]*$/i.test(name)) throw invalid(`unsupported container name: ${quoteGo(name)}`);
  const context = url.searchParams.get("context") ?? "";
  return [
    "docker",
    ...(context === "" ? [] : [`--context=${context}`]),
    "exec",
    "-i",
    name,
    "buildctl",
    ...dialStdio,
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`${quoteGo(text)} is no text in UTF-8`);
  }
}

/** ssh hands its words to the other machine's shell. */
function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
