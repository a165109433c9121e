import { once } from "node:events";
import { readAttachment } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import type { attachmentFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history inspect attachment`: the bytes as they are. */
export async function runAttachment(
  context: CommandCall,
  { platform, type }: FlagValues<typeof attachmentFlags>,
  ref: string,
  digest: string | undefined,
): Promise<number> {
  const stdout = context.contentOutput();
  const take = async (chunk: Uint8Array) => {
    if (!stdout.write(chunk)) await once(stdout, "drain");
  };
  await withDisplay(context, (options) =>
    readAttachment(context.builder, ref, { ...options, digest, platform, type, take }),
  );
  return 0;
}
