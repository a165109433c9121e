import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import { needsTls } from "../transport/unreachable.js";

const MAX_QUOTED = 2000;

/** The error for an answer with status 400 or above from the daemon at `host`, worded as the Docker CLI words it. */
export function responseError(status: number, body: Buffer, host: string): SlipwayError {
  const message = daemonMessage(body) ?? `HTTP status ${status}`;
  if (message.includes("HTTP request to an HTTPS server")) return needsTls(host);
  return new SlipwayError(errorCode(status, message), `Error response from daemon: ${message}`, {
    details: { status, daemonMessage: message },
  });
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
    if (typeof parsed === "object" && parsed !== null && "message" in parsed)
      return String(parsed.message).trim();
  } catch {
    // Proxies and very early failures answer in plain text.
  }
  return text === "" ? undefined : text.slice(0, MAX_QUOTED);
}
