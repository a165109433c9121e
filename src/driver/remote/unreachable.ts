import type { CommandFailures } from "../../engine/dial/command-stream.js";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { systemErrorText } from "../../util/system-error-text.js";

/** The error for a daemon that cannot be reached. `shown` is its endpoint, without a password. */
export function unreachable(shown: string, cause: Error, hint?: string): SlipwayError {
  const trust = tlsHint(cause);
  return new SlipwayError("daemon-unreachable", `cannot reach BuildKit at ${shown}: ${reasonOf(cause)}`, {
    cause,
    hint: hint ?? trust ?? "start buildkitd there, or create the builder with another endpoint",
    details: { endpoint: shown, permanent: trust !== undefined },
  });
}

/** The errors for a program that leads to a daemon. */
export function commandFailures(shown: string): CommandFailures {
  return {
    unreachable: (cause, stderr) => {
      const missing = errorCode(cause) === "ENOENT";
      const hint = missing
        ? "the program that leads there is not installed"
        : `try the command by hand${stderr === "" ? "" : "; buildctl must be in the PATH at the other end"}`;
      return unreachable(shown, cause, hint);
    },
    lost: (cause) =>
      new SlipwayError("connection-lost", `the connection to BuildKit at ${shown} broke: ${cause.message}`, {
        cause,
        details: { endpoint: shown },
      }),
  };
}

/** True for a failure that no waiting mends: what is wrong is for the user to mend. */
export function isPermanent(error: SlipwayError): boolean {
  if (error.code === "daemon-unreachable") return error.details.permanent === true;
  return !["connection-lost", "timeout"].includes(error.code);
}

/**
 * What a broken connection was broken by, where TLS says it: with TLS 1.3 a daemon refuses a client's certificate only
 * after the client takes the connection for open.
 */
export function refusedCertificate(shown: string, error: SlipwayError): SlipwayError | undefined {
  const { cause } = error;
  if (!(cause instanceof Error) || tlsHint(cause) === undefined) return undefined;
  return unreachable(shown, cause);
}

function reasonOf(cause: Error): string {
  // OpenSSL's `reason` is the readable part of its message.
  return "reason" in cause && typeof cause.reason === "string" ? cause.reason : systemErrorText(cause);
}

function tlsHint(cause: Error): string | undefined {
  const code = errorCode(cause) ?? "";
  if (/ALERT_(BAD_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|HANDSHAKE_FAILURE)/.test(code)) {
    return "the daemon wants a certificate of the client that its own authority signed: the driver options cert and key";
  }
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/.test(code)) {
    return "cacert must hold the authority of the daemon's certificate, and servername a name that is in it";
  }
  if (/^ERR_SSL/.test(code)) return "the endpoint does not speak TLS as the driver options ask for";
  return undefined;
}
