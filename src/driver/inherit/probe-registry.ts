import { connect } from "node:tls";
import { endpointOf } from "./host-names.js";

/** What a registry that may be unsafe speaks. `unknown` when it does not answer from here. */
export type RegistryProtocol = "tls" | "http" | "unknown";

/** How long a registry may take to answer, milliseconds. */
const patience = 1_500;

/**
 * Which protocol a registry speaks, by beginning a TLS session with it, whatever its certificate is. Never rejects: a
 * registry that only the engine can reach is unknown.
 */
export function probeRegistry(host: string, signal?: AbortSignal): Promise<RegistryProtocol> {
  const { hostname, port } = endpointOf(host);
  return new Promise((resolve) => {
    const options = { host: hostname, port, rejectUnauthorized: false, timeout: patience };
    const socket = connect({ ...options, ...(/[a-z]/i.test(hostname) ? { servername: hostname } : {}) });
    const end = (protocol: RegistryProtocol) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      socket.destroy();
      resolve(protocol);
    };
    const giveUp = () => end("unknown");
    const timer = setTimeout(giveUp, patience);
    signal?.addEventListener("abort", giveUp, { once: true });
    socket.once("secureConnect", () => end("tls"));
    socket.on("error", (error: Error & { code?: string }) => {
      // A server that wants a certificate of ours speaks TLS, too.
      const code = error.code ?? "";
      if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)/.test(code)) end("http");
      else end(/^ERR_SSL_.*ALERT/.test(code) ? "tls" : "unknown");
    });
  });
}
