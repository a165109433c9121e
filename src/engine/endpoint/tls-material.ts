import { readFile } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { systemErrorText } from "../../util/system-error-text.js";

/** TLS settings of an engine endpoint, in PEM. */
export interface TlsMaterial {
  /** Certificates that may sign the daemon's; the system's when absent. */
  readonly ca?: Buffer;
  /** The client's certificate and key. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Whether the daemon's certificate is checked. */
  readonly verify: boolean;
}

/**
 * Reads a PEM file; undefined when it is missing and may be.
 *
 * @throws SlipwayError `not-found` when it must exist, `io-error` when it cannot be read.
 */
export async function readPemFile(
  path: string,
  when: "must-exist" | "may-miss",
): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    const missing = cause.code === "ENOENT" || cause.code === "ENOTDIR";
    if (missing && when === "may-miss") return undefined;
    throw new SlipwayError(
      missing ? "not-found" : "io-error",
      `unable to resolve docker endpoint: open ${path}: ${systemErrorText(cause)}`,
      { cause, hint: "DOCKER_CERT_PATH names the directory of ca.pem, cert.pem and key.pem" },
    );
  }
}
