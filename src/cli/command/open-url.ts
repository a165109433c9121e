import { spawn } from "node:child_process";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Programs that open a URL, with what comes before it, the first that is there. */
function openers(platform: NodeJS.Platform): readonly (readonly [string, ...string[]])[] {
  if (platform === "darwin") return [["open"]];
  if (platform === "win32") return [["rundll32", "url.dll,FileProtocolHandler"]];
  return [["xdg-open"], ["x-www-browser"], ["www-browser"]];
}

/** Where and how a URL is opened. */
export interface OpenUrlOptions {
  /** Default: this one. */
  readonly platform?: NodeJS.Platform;
  /** The process does not stay for the program: some are the browser itself, and run as long as it does. */
  readonly apart?: boolean;
}

/**
 * Opens a URL with the platform's own program for it. Resolves when that has ended.
 *
 * @throws SlipwayError `not-found` where there is none, `io-error` when it fails.
 */
export async function openUrl(
  url: string,
  env: Env,
  { platform = process.platform, apart = false }: OpenUrlOptions = {},
): Promise<void> {
  const programs = openers(platform);
  for (const [program, ...before] of programs) {
    if (await run(program, [...before, url], env, apart)) return;
  }
  const names = programs.map(([program]) => program).join(",");
  throw new SlipwayError("not-found", `exec: "${names}": executable file not found in $PATH`, {
    details: { url },
  });
}

/** False when there is no such program. */
function run(program: string, args: readonly string[], env: Env, apart: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: "ignore" });
    if (apart) child.unref();
    child.once("error", (error) => {
      if (errorCode(error) === "ENOENT") resolve(false);
      else reject(SlipwayError.from(error, "io-error"));
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve(true);
      else reject(new SlipwayError("io-error", code === null ? `signal: ${signal}` : `exit status ${code}`));
    });
  });
}
