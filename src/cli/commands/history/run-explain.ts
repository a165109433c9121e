import { SlipwayError } from "../../../errors/index.js";
import { explain } from "../../../index.js";
import type { CommandCall } from "../../command/command-call.js";
import { formatExplanation } from "../../command/explanation-text.js";
import type { FlagValues } from "../../flags/flag.js";
import type { explainFlags } from "./flags.js";
import { withDisplay } from "./with-display.js";

/** Runs `history explain`. */
export async function runExplain(
  context: CommandCall,
  { format }: FlagValues<typeof explainFlags>,
  ref: string,
): Promise<number> {
  if (format !== "pretty" && format !== "json") {
    throw new SlipwayError("invalid-argument", `invalid format ${format}`, { hint: "use pretty or json" });
  }
  const explanation = await withDisplay(context, (options) => explain(context.builder, ref, options));
  const text =
    format === "json" ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation);
  context.stdout.write(text);
  return 0;
}
