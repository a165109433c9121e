import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { SlipwayError } from "../../errors/index.js";
import { systemErrorText } from "../../util/system-error-text.js";
import type { TlsOptions } from "./options.js";

/** What a connection is secured with. */
export interface TlsMaterial {
  readonly context: SecureContext;
  /** The name that the daemon's certificate must have. */
  readonly servername: string;
}

/**
 * Reads the files of a TLS connection.
 *
 * @param hostname of the endpoint; empty when it has none
 * @throws SlipwayError `not-found`, `io-error`, `invalid-argument`; the message names the file.
 */
export async function loadTls(options: TlsOptions, hostname: string): Promise<TlsMaterial> {
  const { cacert, client, servername = hostname } = options;
  const ca = await read("could not read ca certificate", cacert);
  if (!ca.includes("-----BEGIN CERTIFICATE-----")) {
    throw failure("invalid-argument", `failed to append ca certs: ${cacert} holds no certificate`);
  }
  if (servername === "") {
    throw failure(
      "invalid-argument",
      "the endpoint has no host name to verify: set the driver option servername",
    );
  }
  const pair = client && {
    cert: await read("could not read certificate/key", client.cert),
    key: await read("could not read certificate/key", client.key),
  };
  try {
    return { servername, context: createSecureContext({ ca, ...pair }) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const which = client === undefined ? cacert : `${client.cert}, ${client.key}`;
    throw failure("invalid-argument", `could not read certificate/key: ${which}: ${reason}`, cause);
  }
}

async function read(what: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? systemErrorText(cause) : String(cause);
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw failure(missing ? "not-found" : "io-error", `${what}: open ${path}: ${reason}`, cause);
  }
}

function failure(
  code: "not-found" | "io-error" | "invalid-argument",
  message: string,
  cause?: unknown,
): SlipwayError {
  return new SlipwayError(code, `error loading tls config: ${message}`, { cause });
}
