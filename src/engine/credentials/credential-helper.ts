import { spawn } from "node:child_process";
import { SlipwayError } from "../../errors/index.js";
import type { RegistryCredentials } from "../../oci/registry/auth/registry-credentials.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { Env } from "../endpoint/docker-config.js";
import { isJsonObject } from "../endpoint/read-json-file.js";
import { authFailed } from "./credentials.js";

/** Helpers may ask the user, so the limit is generous. */
const HELPER_TIMEOUT = 60_000;
const MAX_OUTPUT = 1 << 20;
const NOT_FOUND = [
  "credentials not found in native keychain",
  "no credentials server URL",
  "no credentials username",
];
const TOKEN_USER = "<token>";

/** Limits of a helper's run. */
export interface HelperOptions {
  readonly env: Env;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default 60 000. */
  readonly timeout?: number | undefined;
}

/**
 * Asks `docker-credential-<name>` for a registry's credentials; undefined when it has none.
 *
 * @throws SlipwayError `auth-failed` naming the helper; `canceled`; `timeout`. The helper's output is quoted only
 * when the helper failed, since then it is the reason and not the secret.
 */
export async function askHelper(
  name: string,
  serverUrl: string,
  options: HelperOptions,
): Promise<RegistryCredentials | undefined> {
  const program = `docker-credential-${name}`;
  const { code, output } = await run(program, serverUrl, options);
  if (code !== 0) {
    const reason = output.trim();
    if (NOT_FOUND.some((text) => reason.includes(text))) return undefined;
    throw authFailed(
      `error getting credentials - err: ${program} exited with status ${code}, out: ${quotable(reason)}`,
    );
  }
  const { Username: username, Secret: secret } = parse(program, output);
  if (typeof username !== "string" || typeof secret !== "string") {
    throw authFailed(`error getting credentials - ${program} answered without Username and Secret`);
  }
  if (username === TOKEN_USER) return { username: "", secret, identityToken: secret };
  return username === "" && secret === "" ? undefined : { username, secret };
}

function parse(program: string, output: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(output);
    if (isJsonObject(value)) return value;
  } catch {
    // The parser's message would quote the secret.
  }
  throw authFailed(`error getting credentials - ${program} did not answer with a JSON object`);
}

function quotable(reason: string): string {
  return reason.includes("Secret") ? "(withheld)" : `\`${reason.slice(0, 300)}\``;
}

function run(
  program: string,
  input: string,
  { env, signal, timeout = HELPER_TIMEOUT }: HelperOptions,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["get"], {
      env: { ...env },
      stdio: ["pipe", "pipe", "ignore"],
      timeout,
      killSignal: "SIGKILL",
      signal,
    });
    child.once(
      "exit",
      undoAtExit(() => child.kill("SIGKILL")),
    );
    const started = Date.now();
    let output = "";
    child.stdin.on("error", () => undefined); // A helper need not read; its exit decides.
    child.stdin.end(input);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) child.kill("SIGKILL");
    });
    child.once("error", (error) => reject(startError(program, error, signal)));
    child.once("close", (code, killedBy) => {
      if (killedBy !== null && Date.now() - started >= timeout) {
        reject(new SlipwayError("timeout", `${program} did not answer in ${timeout / 1000} s`));
      } else {
        resolve({ code, output });
      }
    });
  });
}

function startError(program: string, error: Error, signal: AbortSignal | undefined): SlipwayError {
  if (signal?.aborted) return SlipwayError.from(error, "canceled");
  const missing = "code" in error && error.code === "ENOENT";
  const reason = missing ? "executable file not found in $PATH" : systemErrorText(error);
  return authFailed(`error getting credentials - err: exec: "${program}": ${reason}`, error);
}
