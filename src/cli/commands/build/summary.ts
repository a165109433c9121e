import { SlipwayError } from "../../../errors/index.js";
import type { BuildSummary } from "../../../index.js";
import { formatHumanSize, type ProgressMode } from "../../../progress/index.js";
import type { CommandCall } from "../../command/command-call.js";

/** Values of `--summary`. */
export const summaryForms = ["auto", "json", "none"] as const;
type SummaryForm = (typeof summaryForms)[number];

/** Reads a value of `--summary`. Throws SlipwayError `invalid-argument`. */
export function parseSummaryForm(value: string): SummaryForm {
  const form = summaryForms.find((known) => known === value);
  if (form !== undefined) return form;
  throw new SlipwayError("invalid-argument", `invalid summary ${value}`, {
    hint: `use one of ${summaryForms.join(", ")}`,
  });
}

/** Writes on standard error what there was to do in a build: a line on a terminal, or JSON in a line where it is asked for. */
export function printSummary(
  { stderr }: Pick<CommandCall, "stderr">,
  form: SummaryForm,
  mode: ProgressMode,
  summary: BuildSummary,
): void {
  if (form === "json") stderr.write(`${JSON.stringify(summary)}\n`);
  const isShown = stderr.isTTY === true && (mode === "auto" || mode === "tty" || mode === "plain");
  if (form === "auto" && isShown) stderr.write(`${summaryLine(summary)}\n`);
}

/** `5 steps, 3 of them cached, in 12.3s; 1.2MB sent, 3.4MB received`. */
export function summaryLine({ steps, cached, duration, bytesSent, bytesReceived }: BuildSummary): string {
  const what = steps === 1 ? "1 step" : `${steps} steps`;
  const saved =
    cached === 0 ? "" : cached === steps ? ", from the cache," : `, ${cached} of them from the cache,`;
  const moved = [
    ...(bytesSent > 0 ? [`${formatHumanSize(bytesSent)} sent`] : []),
    ...(bytesReceived > 0 ? [`${formatHumanSize(bytesReceived)} received`] : []),
  ];
  const time = `${(duration / 1000).toFixed(1)}s`;
  return `${what}${saved} in ${time}${moved.length === 0 ? "" : `; ${moved.join(", ")}`}`;
}
