import { BuildError } from "../../buildkit/client/index.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import type { MainContext } from "../context/main-context.js";
import type { CallRequest } from "../parse/call.js";
import { lintReport } from "./lint-report.js";

/** What a `--call` gives the user. */
export interface CallResult {
  /** Ready to print. */
  readonly output: string;
  /** Exit status the call asks for. */
  readonly status: number;
}

/**
 * Reads the frontend's answer to a subrequest.
 *
 * @throws BuildError when `--check` found the Dockerfile so broken that it could not be checked to its end.
 */
export function callResult(
  call: CallRequest,
  metadata: Readonly<Record<string, Uint8Array>>,
  main: MainContext,
): CallResult {
  const text = (key: string) => Buffer.from(metadata[key] ?? new Uint8Array()).toString("utf8");
  const status = call.ignoreStatus ? 0 : Number.parseInt(text("result.statuscode") || "0", 10) || 0;
  if (call.format === "json") return { output: `${text("result.json")}\n`, status };
  if (call.name !== "lint") return { output: text("result.txt"), status };
  const report = lintReport(text("result.json"), main.dockerfileName);
  if (report.error !== undefined && !call.ignoreStatus) {
    const { message, source } = report.error;
    throw new BuildError("build-failed", message, {
      grpcCode: GrpcCode.Unknown,
      sources: source === undefined ? [] : [source],
    });
  }
  return { output: report.text, status };
}
