import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "../support/index.js";

/** Certificates as dockerd and its clients use them. */
export interface Certificates {
  /** Holds ca.pem, cert.pem and key.pem of a client, as DOCKER_CERT_PATH wants them. */
  readonly clientDirectory: string;
  readonly ca: Buffer;
  /** The daemon's, for the names that were asked for. */
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Makes a certificate authority with a certificate for a daemon, by default at 127.0.0.1 and bk.test, and one for a client. */
export function makeCertificates(names = "IP:127.0.0.1,DNS:bk.test"): Certificates {
  const directory = temporaryDirectory("certificates");
  const client = temporaryDirectory("client");
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    "ca-key.pem",
    "-out",
    "ca.pem",
    "-days",
    "2",
    "-subj",
    "/CN=test ca",
  );
  for (const [name, extensions, out] of [
    ["daemon", `subjectAltName=${names}\nextendedKeyUsage=serverAuth`, directory],
    ["client", "extendedKeyUsage=clientAuth", client],
  ] as const) {
    const request = join(directory, `${name}.csr`);
    writeFileSync(join(directory, `${name}.ext`), extensions);
    openssl("req", ...newKey, "-keyout", join(out, "key.pem"), "-out", request, "-subj", `/CN=${name}`);
    openssl(
      ...[
        "x509",
        "-req",
        "-in",
        request,
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca-key.pem",
        "-CAcreateserial",
        "-days",
        "2",
      ],
      ...["-extfile", `${name}.ext`, "-out", join(out, "cert.pem")],
    );
  }
  const read = (file: string) => readFileSync(join(directory, file));
  writeFileSync(join(client, "ca.pem"), read("ca.pem"));
  return { clientDirectory: client, ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}
