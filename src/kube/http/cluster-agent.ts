import http from "node:http";
import https from "node:https";
import net from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { RequestCredential } from "../auth/credentials.js";
import type { KubeAccess } from "../config/access.js";
import { openTunnel } from "./tunnel.js";

/** Idle connections are kept for the next request; milliseconds of an unused one before it is asked whether it lives. */
const keepAliveMs = 30_000;

type Created = (error: Error | null, socket?: Duplex) => void;

/**
 * The connections to a cluster, with TLS as the kubeconfig has it and through the proxy if there is one.
 *
 * @throws the error of TLS for certificates that are none
 */
export function clusterAgent(
  access: KubeAccess,
  certificate: RequestCredential["certificate"],
  proxy: URL | undefined,
): http.Agent {
  const options = { keepAlive: true, keepAliveMsecs: keepAliveMs };
  if (access.server.protocol === "http:") {
    return proxy === undefined ? new http.Agent(options) : new PlainTunnelAgent(proxy, options);
  }
  const secureContext = tls.createSecureContext({
    ...(access.ca === undefined ? {} : { ca: access.ca }),
    ...certificate,
  });
  const secure: https.AgentOptions = {
    ...options,
    secureContext,
    rejectUnauthorized: !access.insecure,
    ALPNProtocols: ["http/1.1"],
    ...(access.serverName === undefined ? {} : { servername: access.serverName }),
  };
  return proxy === undefined ? new https.Agent(secure) : new SecureTunnelAgent(proxy, secure);
}

class PlainTunnelAgent extends http.Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: http.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: http.ClientRequestArgs, created: Created): undefined {
    openTunnel(this.#proxy, String(options.host), Number(options.port)).then(
      (socket) => created(null, socket),
      (error: Error) => created(error),
    );
  }
}

class SecureTunnelAgent extends https.Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: https.RequestOptions, created: Created): undefined {
    const host = String(options.host);
    openTunnel(this.#proxy, host, Number(options.port)).then(
      (socket) => {
        const servername = options.servername || (net.isIP(host) === 0 ? host : undefined);
        const secure = tls.connect({
          ...(options as tls.ConnectionOptions),
          ...(servername === undefined ? {} : { servername }),
          socket,
        });
        created(null, secure);
      },
      (error: Error) => created(error),
    );
  }
}
