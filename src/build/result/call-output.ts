import type { CallRequest } from "../parse/call.js";

/** What a `--call` gives the user. */
export interface CallOutput {
  readonly output: string;
  readonly status: number;
}

/** Reads the frontend's answer to a subrequest. Text for people is the frontend's own unless JSON was asked for. */
export function callOutput(call: CallRequest, metadata: Readonly<Record<string, Uint8Array>>): CallOutput {
  const text = (key: string) => Buffer.from(metadata[key] ?? new Uint8Array()).toString("utf8");
  const status = call.ignoreStatus ? 0 : Number.parseInt(text("result.statuscode") || "0", 10) || 0;
  const output = call.format === "json" ? `${text("result.json")}\n` : text("result.txt");
  return { output, status };
}
