import { isError, isSlipwayError, SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { NotHttp } from "../../util/http/not-http.js";
import { systemErrorText } from "../../util/system-error-text.js";
import type { CommandFailures } from "./command-stream.js";

const HINT = "start the Docker daemon, or point DOCKER_HOST, DOCKER_CONTEXT or --context at a running one";
const PERMISSION_HINT = "add your user to the docker group and log in again, or run the command as root";
const TLS_HINT = "check DOCKER_TLS_VERIFY, DOCKER_CERT_PATH and the context's TLS settings";

/** The error for a connection to `host` that could not be opened, worded as the Docker CLI words it. */
export function unreachable(host: string, cause: unknown): SlipwayError {
  const code = errorCode(cause);
  const details = { host, ...(code !== undefined && { code }) };
  const reason = errorText(cause);
  if (code === "EACCES" || code === "EPERM") {
    return new SlipwayError(
      "engine-unreachable",
      `permission denied while trying to connect to the Docker daemon socket at ${host}: ${reason}`,
      { cause, hint: PERMISSION_HINT, details },
    );
  }
  return new SlipwayError(
    "engine-unreachable",
    `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running? (${reason})`,
    { cause, hint: isTlsCode(code) ? TLS_HINT : HINT, details },
  );
}

/** The error for a daemon at `host` that answers on a plain connection only to say that it wants TLS. */
export function needsTls(host: string): SlipwayError {
  return new SlipwayError(
    "engine-unreachable",
    `Cannot connect to the Docker daemon at ${host}: it speaks TLS and was asked without`,
    {
      hint: "set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with TLS material",
      details: { host },
    },
  );
}

/** The error for a daemon at `host` that let `timeout` milliseconds pass while a connection was opened. */
export function connectTimeout(host: string, timeout: number): SlipwayError {
  return new SlipwayError(
    "engine-unreachable",
    `Cannot connect to the Docker daemon at ${host}: no answer in ${timeout / 1000} s`,
    { hint: "check the address and the network between here and the daemon", details: { host } },
  );
}

/** The errors for a command that leads to `host`. */
export function commandFailures(host: string): CommandFailures {
  return {
    lost: (cause) => connectionLost(host, cause),
    unreachable: (cause, stderr) => {
      if (errorCode(cause) !== undefined) return unreachable(host, cause);
      return new SlipwayError(
        "engine-unreachable",
        `Cannot connect to the Docker daemon at ${host}: ${cause.message}`,
        {
          cause,
          hint: "try the command by hand; Docker 18.09 or later must be installed on the other machine",
          details: { host, stderr },
        },
      );
    },
  };
}

/** The error for a connection to `host` that broke while it was in use; a cause that says all of this itself stays as it is. */
export function connectionLost(host: string, cause?: unknown): SlipwayError {
  if (isSlipwayError(cause, "connection-lost")) return cause;
  const reason = cause === undefined ? "closed by the daemon" : errorText(cause);
  return new SlipwayError(
    "connection-lost",
    `the connection to the Docker daemon at ${host} broke: ${reason}`,
    {
      cause,
      hint: "check whether the Docker daemon still runs, then try again",
      details: { host },
    },
  );
}

/**
 * The error for a connection that failed under a request, or on which something else than HTTP came. A TLS 1.3 daemon refuses a client's certificate only
 * after the handshake: that is a daemon out of reach, not a lost connection.
 */
export function brokenConnection(host: string, cause: Error): SlipwayError {
  const code = errorCode(cause);
  if (isTlsCode(code)) return unreachable(host, cause);
  if (cause instanceof NotHttp) return noHttp(host, cause);
  return connectionLost(host, cause);
}

/** A TLS server answers plain text with an alert, RFC 8446 section 5.1. */
const TLS_ALERT = 0x15;

function noHttp(host: string, cause: NotHttp): SlipwayError {
  if (cause.received[0] === TLS_ALERT) return needsTls(host);
  return new SlipwayError("protocol-error", `what listens at ${host} does not speak HTTP: ${cause.message}`, {
    cause,
    hint: "check that a Docker Engine listens there and not another server",
    details: { host },
  });
}

function errorText(error: unknown): string {
  if (!isError(error)) return String(error);
  // OpenSSL's `reason` is the readable part of its message.
  return "reason" in error && typeof error.reason === "string" ? error.reason : systemErrorText(error);
}

function isTlsCode(code: string | undefined): boolean {
  return code !== undefined && /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code);
}
