import { formatSourceSnippet } from "../../progress/index.js";
import type { CallRequest } from "../attributes/call.js";
import type { MainContext } from "../context/main-context.js";
import { type LintReport, lintReport } from "./lint-report.js";

/** What a `--call` gives the user. */
export interface CallResult {
  /** Ready to print. */
  readonly output: string;
  /** Exit status the call asks for. */
  readonly status: number;
  /** Why `--check` could not check the Dockerfile to its end, with the place in it. */
  readonly error?: string;
}

/** Reads the frontend's answer to a subrequest. Throws SlipwayError `protocol-error` when it is none. */
export function callResult(
  call: CallRequest,
  metadata: Readonly<Record<string, Uint8Array>>,
  main: MainContext,
): CallResult {
  const text = (key: string) => Buffer.from(metadata[key] ?? new Uint8Array()).toString("utf8");
  const status = call.ignoreStatus ? 0 : Number.parseInt(text("result.statuscode") || "0", 10) || 0;
  const json = `${text("result.json")}\n`;
  if (call.name !== "lint") return { output: call.format === "json" ? json : text("result.txt"), status };
  const report = lintReport(text("result.json"), main.dockerfileName);
  if (report.error === undefined) return { output: call.format === "json" ? json : report.text, status };
  const findings = report.text === "" ? "" : `${report.text}\n`;
  return { output: call.format === "json" ? json : findings, status: 1, error: errorText(report.error) };
}

function errorText({ message, source }: NonNullable<LintReport["error"]>): string {
  return `${message}\n${source === undefined ? "" : formatSourceSnippet(source)}`;
}
