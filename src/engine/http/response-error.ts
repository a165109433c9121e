import { STATUS_CODES } from "node:http";
import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import { fieldOf } from "../../util/json-value.js";
import { needsTls } from "../dial/unreachable.js";
import type { EngineRequest } from "./engine-request.js";

const MAX_QUOTED = 2000;

/** The error for an answer with status 400 or above from the daemon at `host`, worded as the Docker CLI words it. */
export function responseError(status: number, body: Buffer, host: string): SlipwayError {
  const message = daemonMessage(body) ?? `HTTP status ${status}`;
  if (message.includes("HTTP request to an HTTPS server")) return needsTls(host);
  return new SlipwayError(errorCode(status, message), `Error response from daemon: ${message}`, {
    details: { status, daemonMessage: message },
  });
}

/** The error for a status that says neither success nor failure: no engine answers so. */
export function strangeStatus(
  host: string,
  { method, path }: Pick<EngineRequest, "method" | "path">,
  status = 0,
  what = "",
): SlipwayError {
  const reason = STATUS_CODES[status];
  const shown = reason === undefined ? `${status}` : `${status} ${reason}`;
  return new SlipwayError(
    "protocol-error",
    `what listens at ${host} answered ${method} ${path} with ${shown}${what && ` ${what}`}`,
    { hint: "check that a Docker Engine listens there and not another server", details: { host, status } },
  );
}

function errorCode(status: number, message: string): SlipwayErrorCode {
  if (status === 404) return "not-found";
  if (status === 409 && /already in use|already exists/i.test(message)) return "already-exists";
  return "engine-error";
}

function daemonMessage(body: Buffer): string | undefined {
  const text = body.toString("utf8").trim();
  try {
    const parsed: unknown = JSON.parse(text);
    const message = fieldOf(parsed, "message");
    if (typeof message === "string" && message.trim() !== "") return message.trim().slice(0, MAX_QUOTED);
  } catch {
    // Proxies and very early failures answer in plain text.
  }
  return text === "" ? undefined : text.slice(0, MAX_QUOTED);
}
