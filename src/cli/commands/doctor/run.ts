import { SlipwayError } from "../../../errors/index.js";
import { diagnose, type Finding } from "../../../index.js";
import { safeTextForTerminal } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";
import { libraryOptions } from "../../command/library-options.js";
import type { FlagValues } from "../../flags/flag.js";
import type { doctorFlags } from "./flags.js";
import { mend } from "./mend.js";

/** Runs `doctor`: 0 when nothing is wrong, 1 when something is that has not been mended. */
export async function runDoctor(
  context: CommandCall,
  flags: FlagValues<typeof doctorFlags>,
): Promise<number> {
  if (flags.format !== "text" && flags.format !== "json") {
    throw new SlipwayError("invalid-argument", `invalid format ${JSON.stringify(flags.format)}`, {
      hint: "give text or json",
    });
  }
  const findings = await diagnose(libraryOptions(context));
  context.stdout.write(flags.format === "json" ? jsonLines(findings) : textOf(findings));
  const left = flags.fix ? await mend(context, findings, flags.force) : findings.length;
  return left > 0 ? 1 : 0;
}

function textOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return "Nothing is wrong\n";
  return findings
    .map(({ severity, area, cause, remedy }) => {
      const line = `${severity.toUpperCase()} ${area}: ${cause}; mend it with: ${remedy}`;
      return `${safeTextForTerminal(line.replaceAll(/\s*\n\s*/g, " "))}\n`;
    })
    .join("");
}

function jsonLines(findings: readonly Finding[]): string {
  return findings
    .map(({ fix, ...finding }) => `${JSON.stringify({ ...finding, fixable: fix !== undefined })}\n`)
    .join("");
}
