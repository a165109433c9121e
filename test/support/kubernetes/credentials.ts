import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The certificates of a cluster, in PEM: its authority, its server's for 127.0.0.1, and one of a user. */
export interface Credentials {
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** Makes them in the directory; the client's certificate names the user as Kubernetes reads it, in its CN. */
export function makeCredentials(directory: string, user: string): Credentials {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    ...["req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem"],
    "-days",
    "2",
    "-subj",
    "/CN=test ca",
  );
  const issue = (name: string, subject: string, extensions: string) => {
    writeFileSync(join(directory, `${name}.ext`), extensions);
    openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
    const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      ...authority,
      "-extfile",
      `${name}.ext`,
      "-out",
      `${name}.pem`,
    );
  };
  issue(
    "server",
    "/CN=kube-apiserver",
    "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kubernetes.test\nextendedKeyUsage=serverAuth",
  );
  issue("client", `/O=system:masters/CN=${user}`, "extendedKeyUsage=clientAuth");
  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  return {
    ca: read("ca.pem"),
    ...{ serverCert: read("server.pem"), serverKey: read("server.key") },
    ...{ clientCert: read("client.pem"), clientKey: read("client.key") },
  };
}
