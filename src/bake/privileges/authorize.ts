import { SlipwayError } from "../../errors/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";
import type { Privileges } from "./allowed.js";

/** What is asked of who may grant privileges. */
export interface PrivilegeRequest {
  readonly missing: Privileges;
  /** Values of `allow` that grant all of it: first those for other things than files and agents. */
  readonly flags: readonly string[];
  /** False when only the use of files and agents is missing, and `BUILDX_BAKE_ENTITLEMENTS_FS` says not to mind. */
  readonly required: boolean;
}

/** Decides on privileges that were not granted beforehand. */
export type GrantPrivileges = (request: PrivilegeRequest) => boolean | Promise<boolean>;

/**
 * Has missing privileges granted.
 *
 * @param remote the definition came from elsewhere
 * @throws SlipwayError `invalid-argument`: `additional privileges requested`, with what would grant them.
 */
export async function authorize(
  missing: Privileges,
  { remote, env, ask }: { remote: boolean; env: NodeJS.ProcessEnv; ask: GrantPrivileges | undefined },
): Promise<void> {
  const flags = [...hardFlags(missing), ...fileFlags(missing)];
  const required = hardFlags(missing).length > 0 || filesAreChecked(remote, env);
  const request = { missing, flags, required };
  if (ask === undefined) {
    if (!required) return;
  } else if ((await ask(request)) || !required) return;
  const hint = `pass ${quoteGo(flags.map((flag) => `--allow=${flag}`).join(" "))} to grant them`;
  throw new SlipwayError("invalid-argument", "additional privileges requested", {
    ...(ask === undefined ? { hint } : {}),
    details: { allow: flags },
  });
}

function hardFlags({ networkHost, securityInsecure, devices, localDelete }: Privileges): string[] {
  return [
    ...(networkHost ? ["network.host"] : []),
    ...(securityInsecure ? ["security.insecure"] : []),
    ...(devices === "all" ? ["device"] : devices.map((name) => `device=${name}`)),
    ...(localDelete ? ["buildx.local.delete"] : []),
  ];
}

function fileFlags({ ssh, fsRead, fsWrite }: Privileges): string[] {
  const both = fsRead.filter((path) => fsWrite.includes(path));
  return [
    ...(ssh ? ["ssh"] : []),
    ...both.map((path) => `fs=${path}`),
    ...fsRead.filter((path) => !both.includes(path)).map((path) => `fs.read=${path}`),
    ...fsWrite.filter((path) => !both.includes(path)).map((path) => `fs.write=${path}`),
  ];
}

function filesAreChecked(remote: boolean, env: NodeJS.ProcessEnv): boolean {
  const set = flag(env, "BUILDX_BAKE_ENTITLEMENTS_FS");
  const remoteAllowed = remote ? flag(env, "BAKE_ALLOW_REMOTE_FS_ACCESS") : undefined;
  return set ?? !(remoteAllowed ?? false);
}

function flag(env: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const text = env[name];
  if (text === undefined) return undefined;
  const value = parseGoBool(text);
  if (value !== undefined) return value;
  const reason = `strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`;
  throw definitionError(`failed to parse ${name} value ${quoteGo(text)}: ${reason}`);
}
