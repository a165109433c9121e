import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { makeCertificates } from "../../engine/certificates.js";
import { engineRequest } from "../../support/engine.js";
import { builderName, lab, onCleanup, temporaryDirectory } from "../../support/index.js";

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Makes a container for a daemon that no driver runs; it is gone after the test file. Resolves with its name. */
export async function daemonContainer(
  args: readonly string[],
  { binds = [] }: { readonly binds?: readonly string[] } = {},
): Promise<string> {
  const name = builderName("daemon");
  onCleanup(async () => void (await engineRequest("DELETE", `/containers/${name}?force=1&v=1`)));
  const { status, body } = await engineRequest("POST", `/containers/create?name=${name}`, {
    Image: lab.image,
    Cmd: args,
    Volumes: { "/var/lib/buildkit": {} },
    HostConfig: { Privileged: true, NetworkMode: "host", Binds: binds },
  });
  if (status !== 201) throw new Error(`creating ${name}: ${status} ${JSON.stringify(body)}`);
  return name;
}

export async function startContainer(name: string): Promise<void> {
  const { status, body } = await engineRequest("POST", `/containers/${name}/start`);
  if (status !== 204) throw new Error(`starting ${name}: ${status} ${JSON.stringify(body)}`);
}

/** The daemon of the offline image listens where it listens, and leaves TLS to a relay. */
const listensAnywhere = !lab.image.startsWith("slipway/");

/** A daemon behind TCP that takes only clients with a certificate of its own authority. */
export async function tlsDaemon() {
  const { clientDirectory, ca, cert, key } = makeCertificates();
  const port = await freePort();
  const container = listensAnywhere
    ? await daemonWithTls(port, { "ca.pem": ca, "cert.pem": cert, "key.pem": key })
    : await daemonBehindRelay(port, { ca, cert, key });
  const client = (file: string) => join(clientDirectory, file);
  const options = { cacert: client("ca.pem"), cert: client("cert.pem"), key: client("key.pem") };
  return { endpoint: `tcp://127.0.0.1:${port}`, port, container, options, material: { ca, cert, key } };
}

async function daemonWithTls(port: number, files: Readonly<Record<string, Buffer>>): Promise<string> {
  const directory = temporaryDirectory("daemon");
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const container = await daemonContainer(
    [
      ...["--addr", `tcp://127.0.0.1:${port}`, "--tlscacert", "/tls/ca.pem"],
      ...["--tlscert", "/tls/cert.pem", "--tlskey", "/tls/key.pem"],
    ],
    { binds: [`${directory}:/tls:ro`] },
  );
  await startContainer(container);
  return container;
}

async function daemonBehindRelay(port: number, material: TlsOptions): Promise<string> {
  const { endpoint, container } = await socketDaemon();
  await startContainer(container);
  await relay({ ...material, requestCert: true, rejectUnauthorized: true }, port, endpoint);
  return container;
}

/** Takes connections with TLS and leads them to a unix socket. Resolves with the port. */
export async function relay(options: TlsOptions, port: number, endpoint: string): Promise<number> {
  const server = createTlsServer(options, (client) => {
    const daemon = connect(endpoint.replace("unix://", ""));
    pipeline(client, daemon, client, () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onCleanup(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** A daemon at a unix socket, made and not started. */
export async function socketDaemon(): Promise<{ readonly endpoint: string; readonly container: string }> {
  const directory = temporaryDirectory("socket");
  const container = await daemonContainer([], {
    binds: [`${directory}:/run/buildkit`],
  });
  return { endpoint: `unix://${directory}/buildkitd.sock`, container };
}
