import { importBuilds } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { openUrl } from "../../command/open-url.js";
import type { FlagValues } from "../../flags/flag.js";
import type { importFlags } from "./flags.js";

/** Runs `history import`: the first build is opened in Docker Desktop, all are named. */
export async function runImport(
  context: CommandCall,
  { file }: FlagValues<typeof importFlags>,
): Promise<number> {
  const { env, signal, stderr } = context;
  const bundles = (file.length === 0 ? ["-"] : file).map((path) => (path === "-" ? context.stdin() : path));
  const [first, ...others] = await importBuilds(bundles, { env, signal });
  if (first === undefined) return 0;
  stderr.write(`${first.desktopUrl}\n`);
  const opened = openUrl(first.desktopUrl, env);
  opened.catch(() => undefined);
  for (const { desktopUrl } of others) stderr.write(`${desktopUrl}\n`);
  await opened;
  return 0;
}
