import { isAbsolute } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";

/** Files and names for TLS to the daemon. The files are read for every connection. */
export interface TlsOptions {
  /** Absolute path of the certificates that may sign the daemon's, in PEM; no others are trusted. */
  readonly cacert: string;
  /** Absolute paths of the client's certificate and key, in PEM. */
  readonly client: { readonly cert: string; readonly key: string } | undefined;
  /** The name that the daemon's certificate must have. Default: the host of the endpoint. */
  readonly servername: string | undefined;
}

/** The driver's options, checked. */
export interface RemoteOptions {
  /** Undefined for a connection in plain text. */
  readonly tls: TlsOptions | undefined;
  /** A build without any output loads its result into the engine. */
  readonly defaultLoad: boolean;
}

const tlsFiles = ["cacert", "key", "cert"] as const;
const known: readonly string[] = ["cacert", "cert", "key", "servername", "default-load"];

/** Reads the options of the remote driver. Throws `invalid-argument` with Buildx's wording. */
export function parseRemoteOptions(options: Readonly<Record<string, string>>): RemoteOptions {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw invalid(`invalid driver option ${name} for remote driver`, `the options are ${known.join(", ")}`);
    }
    if (tlsFiles.some((file) => file === name) && !isAbsolute(value)) {
      throw invalid(`non-absolute path '${value}' provided for ${name}`, "give the whole path of the file");
    }
  }
  return { tls: tlsOptions(options), defaultLoad: defaultLoad(options["default-load"]) };
}

function tlsOptions(options: Readonly<Record<string, string>>): TlsOptions | undefined {
  const { cacert, cert, key, servername } = options;
  if ([cacert, cert, key, servername].every((value) => value === undefined)) return undefined;
  const missing = [
    ...(cacert === undefined ? ["cacert"] : []),
    ...(cert !== undefined && key === undefined ? ["key"] : []),
    ...(key !== undefined && cert === undefined ? ["cert"] : []),
  ];
  if (cacert === undefined || missing.length > 0) {
    throw invalid(
      `tls enabled, but missing keys ${missing.join(", ")}`,
      "TLS needs cacert, and cert and key when the daemon wants a certificate of the client",
    );
  }
  const client = cert === undefined || key === undefined ? undefined : { cert, key };
  return { cacert, client, servername: servername || undefined };
}

function defaultLoad(value: string | undefined): boolean {
  if (value === undefined) return false;
  const parsed = parseGoBool(value);
  if (parsed !== undefined) return parsed;
  throw invalid(
    `strconv.ParseBool: parsing ${quoteGo(value)}: invalid syntax`,
    "default-load is true or false",
  );
}

function invalid(message: string, hint: string): SlipwayError {
  return new SlipwayError("invalid-argument", message, { hint });
}
