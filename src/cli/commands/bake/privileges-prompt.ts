import { relative, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { isatty } from "node:tty";
import type { PrivilegeRequest, Privileges } from "../../../bake/index.js";
import { SlipwayError } from "../../../errors/index.js";
import type { ProgressMode } from "../../../progress/index.js";
import { currentDirectory } from "../../../util/current-directory.js";
import { quoteGo } from "../../../util/go-quote.js";
import type { CommandCall } from "../../command/command-call.js";
import type { CommandDisplay } from "../../command/command-display.js";

/**
 * Tells the user what a build wants to do beyond the usual, and on a terminal asks whether it may.
 *
 * @throws SlipwayError `invalid-argument` where programs read the output and files would be deleted.
 */
export async function askForPrivileges(
  context: CommandCall,
  display: CommandDisplay,
  mode: ProgressMode,
  { missing, required }: PrivilegeRequest,
): Promise<boolean> {
  if (mode === "rawjson") {
    if (!missing.localDelete) return true;
    throw new SlipwayError(
      "invalid-argument",
      'additional privileges requested: pass "--allow=buildx.local.delete" to grant requested privileges',
    );
  }
  await display.pause();
  const { stderr, env } = context;
  const interactive = isatty(0);
  stderr.write(requestText(context, missing, interactive));
  if (!required) return true;
  const files = fileItems(missing);
  if (files.length > 0 && env.BUILDX_BAKE_ENTITLEMENTS_FS === undefined) {
    stderr.write(
      "To disable filesystem entitlements checks, you can set BUILDX_BAKE_ENTITLEMENTS_FS=0 .\n\n",
    );
  }
  if (!interactive) return false;
  stderr.write("Do you want to grant requested privileges and continue? [y/N] ");
  return answeredYes(context);
}

interface Item {
  readonly text: string;
  readonly flag: string;
}

function requestText(context: CommandCall, missing: Privileges, interactive: boolean): string {
  const items = [...otherItems(missing), ...fileItems(missing)];
  const flags = items.map(({ flag }) => `--allow=${flag}`).join(" ");
  const lines = [
    "Your build is requesting privileges for following possibly insecure capabilities:",
    "",
    ...items.map(({ text }) => ` - ${text}`),
    "",
    interactive
      ? `In order to not see this message in the future pass ${quoteGo(flags)} to grant requested privileges.`
      : `Pass ${quoteGo(flags)} to grant requested privileges.`,
    ...commandLines(context, flags),
  ];
  return `${lines.join("\n")}\n`;
}

/** The command as it was given, with the flags behind its name. */
function commandLines({ env, invocation }: CommandCall, flags: string): string[] {
  const words = process.argv.slice(2);
  const at = words.indexOf("bake");
  if (at === -1) return [];
  const program = env.DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND || invocation.program;
  const command = [program, ...words.slice(0, at + 1), flags, ...words.slice(at + 1)].join(" ");
  return ["", "Your full command with requested privileges:", "", command, ""];
}

function otherItems({ networkHost, securityInsecure, devices, localDelete }: Privileges): Item[] {
  const device = (name: string) => ({ text: `Access to device ${name}`, flag: `device=${name}` });
  return [
    ...(networkHost
      ? [{ text: "Running build containers that can access host network", flag: "network.host" }]
      : []),
    ...(securityInsecure
      ? [{ text: "Running privileged containers that can make system changes", flag: "security.insecure" }]
      : []),
    ...(devices === "all" ? [{ text: "Access to CDI devices", flag: "device" }] : devices.map(device)),
    ...(localDelete
      ? [{ text: "Deleting stale files from local output destinations", flag: "buildx.local.delete" }]
      : []),
  ];
}

function fileItems({ ssh, fsRead, fsWrite }: Privileges): Item[] {
  const both = fsRead.filter((path) => fsWrite.includes(path));
  const item = (what: string, flag: string) => (path: string) => {
    const shown = shownPath(path);
    return { text: `${what} access to path ${shown}`, flag: `${flag}=${shown}` };
  };
  return [
    ...(ssh ? [{ text: "Forwarding default SSH agent socket", flag: "ssh" }] : []),
    ...both.map(item("Read and write", "fs")),
    ...fsRead.filter((path) => !both.includes(path)).map(item("Read", "fs.read")),
    ...fsWrite.filter((path) => !both.includes(path)).map(item("Write", "fs.write")),
  ];
}

/** Relative to the working directory, unless that takes more than one step up. */
function shownPath(path: string): string {
  const short = relative(currentDirectory(), path) || ".";
  return short.startsWith(`..${sep}..`) ? path : short;
}

async function answeredYes({ stdin, signal }: CommandCall): Promise<boolean> {
  const lines = createInterface({ input: stdin(), signal });
  try {
    for await (const line of lines) return line.toLowerCase() === "y";
    return false;
  } finally {
    lines.close();
  }
}
