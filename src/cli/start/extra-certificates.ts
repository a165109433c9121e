import { readFileSync } from "node:fs";
import type tls from "node:tls";

/** Node's TLS; the first two came with Node 22.15 and 22.19. */
type Tls = Pick<typeof tls, "createSecureContext" | "rootCertificates"> & {
  getCACertificates?: (type: "default") => readonly string[];
  setDefaultCACertificates?: (certificates: readonly string[]) => void;
};

/** Parts of Node over which everything here comes to TLS. */
const speakTls = /^(?:node:)?(?:tls|https)$/;

/** What `require` goes through. */
interface Loader {
  _load: (name: string, ...rest: readonly unknown[]) => unknown;
}

/**
 * Makes this process trust the certificates in a file beside Node's own, from when something first asks for TLS: what
 * `NODE_EXTRA_CA_CERTS` does, but that Node 20 takes the file apart at every start, 45 to a hundred milliseconds of
 * work that a unix socket has no use for. As with Node, a file that cannot be read is a warning.
 */
export function trustWhenNeeded(file: string, loader: Loader = nodesLoader()): void {
  const load = loader._load;
  loader._load = function (this: unknown, name, ...rest) {
    if (!speakTls.test(name)) return load.call(this, name, ...rest);
    loader._load = load;
    trust(load.call(this, "node:tls", ...rest) as Tls, file);
    return load.call(this, name, ...rest);
  };
}

// Not imported: it would be loaded at every start.
const nodesLoader = () => process.getBuiltinModule("node:module") as unknown as Loader;

function trust(module: Tls, file: string): void {
  try {
    trustAlso(module, certificatesOf(readFileSync(file, "latin1")));
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    process.emitWarning(`Ignoring extra certs from \`${file}\`, load failed: ${why}`);
  }
}

/** The certificates of a file in PEM format, without those that are none: Node's TLS would refuse all for one. */
export function certificatesOf(text: string): string[] {
  const begin = "-----BEGIN CERTIFICATE-----";
  const end = "-----END CERTIFICATE-----";
  return text
    .split(begin)
    .slice(1)
    .filter((part) => part.includes(end))
    .map((part) => `${begin}${part.slice(0, part.indexOf(end))}${end}\n`)
    .filter(isCertificate);
}

function isCertificate(pem: string): boolean {
  // Not imported: it would be loaded at every start.
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    return new X509Certificate(pem).fingerprint256 !== "";
  } catch {
    return false;
  }
}

/** Adds certificates to those that count for a connection that names none of its own. */
export function trustAlso(module: Tls, certificates: readonly string[]): void {
  if (certificates.length === 0) return;
  if (module.getCACertificates && module.setDefaultCACertificates) {
    module.setDefaultCACertificates([...module.getCACertificates("default"), ...certificates]);
    return;
  }
  const create = module.createSecureContext;
  module.createSecureContext = (options) =>
    create(
      options?.ca === undefined ? { ...options, ca: [...module.rootCertificates, ...certificates] } : options,
    );
}
