import { SlipwayError } from "../../errors/index.js";
import { formatSourceSnippet } from "../../progress/display/source-snippet.js";
import type { ErrorSource, SourceInfo, SourceRange } from "../../progress/model/status.js";

interface LocationJson {
  readonly sourceIndex?: number;
  readonly ranges?: readonly {
    readonly start?: { readonly line?: number; readonly character?: number };
    readonly end?: { readonly line?: number; readonly character?: number };
  }[];
}

interface WarningJson {
  readonly ruleName: string;
  readonly url?: string;
  readonly detail?: string;
  readonly location?: LocationJson;
}

/** `result.json` of the `lint` subrequest. */
interface LintJson {
  readonly warnings?: readonly WarningJson[];
  readonly sources?: readonly {
    readonly filename?: string;
    readonly data?: string;
    readonly language?: string;
  }[];
  readonly buildError?: { readonly message?: string; readonly location?: LocationJson };
}

/** A lint result for people, and the error that kept the Dockerfile from being checked to its end. */
export interface LintReport {
  readonly text: string;
  readonly error?: { readonly message: string; readonly source: ErrorSource | undefined };
}

/**
 * Writes the answer of `--check`. Findings come sorted by file and line, those without a place first.
 *
 * @param dockerfileName the name shown for the Dockerfile instead of the frontend's own.
 * @throws SlipwayError `protocol-error` when the frontend's answer is not what it promises.
 */
export function lintReport(json: string, dockerfileName: string): LintReport {
  const lint = parse(json);
  const sources = (lint.sources ?? []).map(
    (source): SourceInfo => ({
      filename: dockerfileName,
      data: Buffer.from(source.data ?? "", "base64"),
      language: source.language ?? "",
    }),
  );
  const warnings = [...(lint.warnings ?? [])].sort(byPlace);
  const text = warnings.map((warning) => finding(warning, sources)).join("");
  const { buildError } = lint;
  const error =
    buildError?.message === undefined
      ? {}
      : { error: { message: buildError.message, source: sourceOf(buildError.location, sources) } };
  if (warnings.length === 0)
    return { text: buildError ? "" : "Check complete, no warnings found.\n", ...error };
  return { text: `${summary(warnings.length)}\n${text}`, ...error };
}

function parse(json: string): LintJson {
  try {
    return JSON.parse(json) as LintJson;
  } catch (cause) {
    throw new SlipwayError("protocol-error", "the frontend's lint result is not JSON", { cause });
  }
}

function summary(count: number): string {
  return count === 1
    ? "Check complete, 1 warning has been found!"
    : `Check complete, ${count} warnings have been found!`;
}

const firstLine = (location: LocationJson | undefined) => location?.ranges?.[0]?.start?.line ?? -1;

function byPlace(left: WarningJson, right: WarningJson): number {
  const bySource = (left.location?.sourceIndex ?? -1) - (right.location?.sourceIndex ?? -1);
  return bySource !== 0 ? bySource : firstLine(left.location) - firstLine(right.location);
}

function finding(warning: WarningJson, sources: readonly SourceInfo[]): string {
  const head = warning.url ? `${warning.ruleName} - ${warning.url}` : warning.ruleName;
  const source = sourceOf(warning.location, sources);
  return `\nWARNING: ${head}\n${warning.detail ?? ""}\n${source === undefined ? "" : formatSourceSnippet(source)}`;
}

function sourceOf(
  location: LocationJson | undefined,
  sources: readonly SourceInfo[],
): ErrorSource | undefined {
  const info = sources[location?.sourceIndex ?? 0];
  if (location?.ranges === undefined || info === undefined) return undefined;
  const ranges = location.ranges.map(
    ({ start, end }): SourceRange => ({
      start: { line: start?.line ?? 0, character: start?.character ?? 0 },
      end: { line: end?.line ?? start?.line ?? 0, character: end?.character ?? 0 },
    }),
  );
  return { info, ranges };
}
