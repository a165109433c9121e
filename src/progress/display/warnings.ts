import { bytesOf, byteTextOf, encodeByteText } from "../format/byte-text.js";
import { safeForTerminal } from "../format/terminal-filter.js";
import type { VertexWarning } from "../model/status.js";
import type { DisplayStream } from "./display.js";
import type { ProgressMode } from "./progress-mode.js";
import { formatSourceSnippet } from "./source-snippet.js";

/** Drops warnings that equal an earlier one in everything but the step they belong to. */
export function distinctWarnings(warnings: readonly VertexWarning[]): readonly VertexWarning[] {
  const seen = new Map<string, VertexWarning>();
  for (const warning of warnings) {
    const key = identityOf(warning);
    if (!seen.has(key)) seen.set(key, warning);
  }
  return [...seen.values()];
}

function identityOf(warning: VertexWarning): string {
  const { level, url, ranges, sourceInfo } = warning;
  const texts = [warning.short, ...warning.detail].map(byteTextOf);
  const source = sourceInfo && [sourceInfo.filename, byteTextOf(sourceInfo.data), sourceInfo.language];
  return JSON.stringify([level, url, texts, ranges, source]);
}

/** How {@link printWarnings} prints. */
export interface PrintWarningsOptions {
  /** Nothing is printed under `quiet`, `none` and `rawjson`. Default `auto`. */
  readonly mode?: ProgressMode;
  /** Prints each warning in full and leaves out the hint on how to get that. Default false. */
  readonly debug?: boolean;
  /** What that hint tells to type. Default `docker --debug`. */
  readonly expandWith?: string | undefined;
}

/** Prints the summary of a build's warnings, after its display has closed. */
export function printWarnings(
  stream: DisplayStream,
  warnings: readonly VertexWarning[],
  options: PrintWarningsOptions = {},
): void {
  const { mode = "auto", debug = false, expandWith = "docker --debug" } = options;
  if (warnings.length === 0 || mode === "quiet" || mode === "none" || mode === "rawjson") return;
  const found = warnings.length === 1 ? "1 warning found" : `${warnings.length} warnings found`;
  const hint = debug ? "" : ` (use ${expandWith} to expand)`;
  let text = `\n \x1b[33m${found}${hint}:\n\x1b[0m`;
  for (const warning of warnings) {
    text += ` - ${byteTextOf(warning.short)}\n`;
    if (debug) text += `${details(warning)}\n`;
  }
  stream.write(bytesOf(stream.isTTY === true ? safeForTerminal(text) : text));
}

function details(warning: VertexWarning): string {
  let text = warning.detail.map((line) => `${byteTextOf(line)}\n`).join("");
  if (warning.url !== "") text += `More info: ${encodeByteText(warning.url)}\n`;
  if (warning.sourceInfo !== undefined && warning.ranges.length > 0) {
    text += encodeByteText(formatSourceSnippet({ info: warning.sourceInfo, ranges: warning.ranges }));
  }
  return text;
}
