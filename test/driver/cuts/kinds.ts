import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { NetConnectOpts } from "node:net";
import { delimiter, join } from "node:path";
import { ensureBuilder } from "../../../src/index.js";
import { makeCertificates } from "../../engine/certificates.js";
import { engineProxy } from "../../engine/proxy.js";
import {
  builderName,
  containerName,
  engineGet,
  engineRequest,
  inspectContainer,
  lab,
  programEnvironment,
  runSlipway,
  temporaryDirectory,
} from "../../support/index.js";
import { type Cluster, startCluster } from "../../support/kubernetes/index.js";
import { Relay } from "../../support/transport/relay.js";
import { socketDaemon, startContainer, relay as tlsRelay } from "../remote/daemon.js";
import { lacksSshd, sshServer } from "../remote/sshd.js";
import { engineAddress, inContainer, killWays, lacksNginx, nginxBefore, processesWith } from "./places.js";

/** One way to a daemon, through a relay. */
export interface Kind {
  readonly name: string;
  readonly builder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly relay: Relay;
  /** Ends the program that leads to the daemon. `marker` is in the environment of all that the build has started. */
  readonly killWay?: ((marker: string) => unknown) | undefined;
}

/** All ways, and the daemons that they lead to. */
export interface Kinds {
  readonly kinds: readonly Kind[];
  readonly containers: readonly string[];
  /** Kills every daemon, once. */
  readonly killDaemons: () => Promise<void>;
}

/** Where the temporary files of all builds go. */
export const temporary = temporaryDirectory("t");

const sharesHost = process.getuid?.() === 0 && lab.engineHost.startsWith("unix:");

/** A daemon of the driver docker-container, which listens at two sockets: the test puts a relay in the place of one. */
const aside = "/run/buildkit/aside.sock";

/** Starts all of it, as much at once as possible. */
export async function startKinds(): Promise<Kinds> {
  const [own, daemon, cluster] = await Promise.all([ownBuilder(), remoteDaemon(), kubernetesBuilder()]);
  const kinds = (await Promise.all([ofEngine(own), ofRemote(daemon), ofCluster(cluster)])).flat();
  const containers = [containerName(own), daemon.container, cluster.container];
  let killing: Promise<unknown> | undefined;
  const kill = (name: string) => engineRequest("POST", `/containers/${name}/kill`);
  return {
    kinds,
    containers,
    killDaemons: async () => {
      killing ??= Promise.all([kill(containerName(own)), kill(daemon.container), cluster.deletePod()]);
      await killing;
    },
  };
}

/** The environment of one kind: its builders are its own, whatever their names. */
function kindEnv(extra: Readonly<Record<string, string | undefined>> = {}) {
  return programEnvironment({ DOCKER_CONFIG: temporaryDirectory("c"), TMPDIR: temporary, ...extra });
}

const ownOptions = {
  driverOptions: { image: lab.image, "env.BUILDKIT_HOST": `unix://${aside}` },
  buildkitdFlags: [`--addr=unix://${aside}`, "--addr=unix:///run/buildkit/buildkitd.sock"],
};

async function ownBuilder(): Promise<string> {
  const name = builderName("cuts");
  const builder = await ensureBuilder({ name, ...ownOptions, bootstrap: true, env: kindEnv() });
  builder.close();
  // What the image listens with is there a little after its daemon answers.
  const listening = "for i in $(seq 100); do [ -S /run/buildkit/buildkitd.sock ] && exit; sleep 0.1; done";
  await inContainer(containerName(name), listening);
  return name;
}

async function create(name: string, args: readonly string[], env: Kind["env"]): Promise<void> {
  const { code, stderr } = await runSlipway(["create", "--name", name, ...args], { env });
  if (code !== 0) throw new Error(`slipway create ${args.join(" ")}: ${stderr}`);
}

/** The driver docker-container, all of whose kinds have the same container. */
async function ofEngine(builder: string): Promise<readonly Kind[]> {
  const container = containerName(builder);
  const certificates = makeCertificates();
  const { ca, cert, key, clientDirectory } = certificates;
  const secure = await engineProxy("tcp", { ca, cert, key, requestCert: true, rejectUnauthorized: true });
  const killWay = () => killWays(container);
  const make = async (
    name: string,
    relay: Relay,
    { endpoint, ...extra }: Readonly<Record<string, string | undefined>>,
    transport: string,
    kill: Kind["killWay"],
  ): Promise<Kind> => {
    const env = kindEnv(extra);
    const options = Object.entries({ ...ownOptions.driverOptions, transport });
    const args = [
      ...["--driver", "docker-container", "--buildkitd-flags", ownOptions.buildkitdFlags.join(" ")],
      ...options.flatMap(([option, value]) => ["--driver-opt", `${option}=${value}`]),
      ...(endpoint === undefined ? [] : [endpoint]),
    ];
    await create(builder, args, env);
    return { name, builder, env, relay, killWay: kill };
  };
  const socket = join(temporaryDirectory("r"), "e.sock");
  const [unix, plain, tls] = await Promise.all([
    Relay.open(engineAddress, socket),
    Relay.open(engineAddress),
    Relay.open(() => portOf(secure.host)),
  ]);
  const kinds = [
    () => make("docker-container, exec", unix, { DOCKER_HOST: `unix://${socket}` }, "exec", killWay),
    () => make("docker-container, tcp://", plain, { DOCKER_HOST: `tcp://${plain.address}` }, "exec", killWay),
    () => {
      const config = temporaryDirectory("c");
      dockerContext(config, "secure", `tcp://${tls.address}`, clientDirectory);
      const extra = { DOCKER_CONFIG: config, DOCKER_HOST: undefined, endpoint: "secure" };
      return make("docker-container, tcp:// with TLS", tls, extra, "exec", killWay);
    },
  ];
  if (sharesHost) {
    const { State } = (await inspectContainer(container)) as unknown as { State: { Pid: number } };
    const directory = `/proc/${State.Pid}/root/run/buildkit`;
    await rename(`${directory}/buildkitd.sock`, `${directory}/moved.sock`);
    const relay = await Relay.open(
      () => ({ path: `${directory}/moved.sock` }),
      `${directory}/buildkitd.sock`,
    );
    kinds.push(() =>
      make("docker-container, direct", relay, { DOCKER_HOST: lab.engineHost }, "direct", undefined),
    );
  }
  if (lacksSshd === undefined) {
    const { endpoint, path } = await sshServer(container);
    const relay = await Relay.open(() => portOf(endpoint));
    const DOCKER_HOST = endpoint.replace(/@.*/, `@${relay.address}`);
    kinds.push(() =>
      make("docker-container, ssh://", relay, { DOCKER_HOST, PATH: path }, "exec", killLocal("ssh")),
    );
  }
  return Promise.all(kinds.map((start) => start()));
}

function portOf(url: string): NetConnectOpts {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/** Writes a docker context for an engine behind TLS. */
function dockerContext(config: string, name: string, host: string, material: string): void {
  const id = createHash("sha256").update(name).digest("hex");
  const meta = join(config, "contexts", "meta", id);
  const tls = join(config, "contexts", "tls", id, "docker");
  for (const directory of [meta, tls]) mkdirSync(directory, { recursive: true });
  const docker = { Host: host, SkipTLSVerify: false };
  writeFileSync(join(meta, "meta.json"), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
  for (const file of readdirSync(material)) copyFileSync(join(material, file), join(tls, file));
}

/** Kills the program that the build runs for its connection. */
const killLocal = (program: string) => (marker: string) => {
  const running = processesWith(marker).filter(({ command }) => new RegExp(`(^|/)${program} `).test(command));
  if (running.length === 0) throw new Error(`no ${program} runs`);
  for (const { pid } of running) process.kill(pid, "SIGKILL");
};

async function remoteDaemon() {
  const daemon = await socketDaemon();
  await startContainer(daemon.container);
  return daemon;
}

async function ofRemote({ endpoint, container }: Awaited<ReturnType<typeof socketDaemon>>) {
  const certificates = makeCertificates();
  const { ca, cert, key, clientDirectory } = certificates;
  const socket = endpoint.replace("unix://", "");
  const target = () => ({ path: socket });
  const make = async (
    name: string,
    relay: Relay,
    to: string,
    options: Readonly<Record<string, string>> = {},
    more: { readonly env?: Record<string, string>; readonly killWay?: Kind["killWay"] } = {},
  ): Promise<Kind> => {
    const env = kindEnv(more.env);
    const builder = builderName("cut");
    const given = Object.entries(options).map(([option, value]) => `--driver-opt=${option}=${value}`);
    await create(builder, [...given, to], env);
    return { name: `remote, ${name}`, builder, env, relay, killWay: more.killWay };
  };
  const file = (name: string) => join(clientDirectory, name);
  const mutual = { cacert: file("ca.pem"), cert: file("cert.pem"), key: file("key.pem") };
  const tlsPort = await tlsRelay({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, 0, endpoint);
  const path = join(temporaryDirectory("r"), "b.sock");
  const engine = join(temporaryDirectory("r"), "e.sock");
  const [plain, tls, unix, exec] = await Promise.all([
    Relay.open(target),
    Relay.open(() => ({ host: "127.0.0.1", port: tlsPort })),
    Relay.open(target, path),
    Relay.open(engineAddress, engine),
  ]);
  const kinds = [
    () => make("tcp://", plain, `tcp://${plain.address}`),
    () => make("tcp:// with TLS", tls, `tcp://${tls.address}`, mutual),
    () => make("unix://", unix, `unix://${path}`),
    () =>
      make(
        "docker-container://",
        exec,
        `docker-container://${container}`,
        {},
        {
          env: {
            DOCKER_HOST: `unix://${engine}`,
            PATH: `${join(lab.docker, "..")}${delimiter}${process.env.PATH}`,
          },
          killWay: killLocal("docker"),
        },
      ),
  ];
  if (lacksNginx === undefined) {
    const nginx = await nginxBefore(socket, certificates);
    const before = await Relay.open(() => ({ host: "127.0.0.1", port: nginx.port }));
    const killWay = () => nginx.kill();
    kinds.push(() =>
      make("nginx", before, `tcp://${before.address}`, { cacert: file("ca.pem") }, { killWay }),
    );
    const behind = await Relay.open(target, join(temporaryDirectory("r"), "n.sock"));
    const second = await nginxBefore(behind.address, certificates);
    kinds.push(() =>
      make("behind nginx", behind, `tcp://127.0.0.1:${second.port}`, { cacert: file("ca.pem") }),
    );
  }
  if (lacksSshd === undefined) {
    const server = await sshServer(container);
    const relay = await Relay.open(() => portOf(server.endpoint));
    const to = server.endpoint.replace(/@.*/, `@${relay.address}`);
    kinds.push(() =>
      make("ssh://", relay, to, {}, { env: { PATH: server.path }, killWay: killLocal("ssh") }),
    );
  }
  return Promise.all(kinds.map((start) => start()));
}

interface ClusterBuilder {
  readonly cluster: Cluster;
  readonly builder: string;
  readonly pod: string;
  readonly container: string;
  readonly relay: Relay;
  readonly env: Kind["env"];
  readonly deletePod: () => Promise<void>;
}

async function kubernetesBuilder(): Promise<ClusterBuilder> {
  const cluster = await startCluster();
  const relay = await Relay.open(() => portOf(cluster.url));
  const server = `https://${relay.address}`;
  const env = kindEnv({ KUBECONFIG: cluster.kubeconfig({ server }) });
  const builder = builderName("kube");
  // The claim is where the daemon's layers may lie: overlays do not go on overlays.
  const options = [`image=${lab.image}`, "persistent-volume-claim.requests.storage=1Gi"];
  const flags = options.map((option) => `--driver-opt=${option}`);
  await create(builder, ["--driver", "kubernetes", ...flags, "--bootstrap"], env);
  const pod = cluster.store.list("pods")[0]?.metadata.name ?? "";
  const [label] = Object.entries(cluster.labels).map((entry) => entry.join("="));
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const found = await engineGet<{ Id: string; Image: string; Command: string }[]>(
    `/containers/json?filters=${filters}`,
  );
  const container = found?.find(({ Image }) => Image === lab.image)?.Id ?? "";
  const deletePod = async () => {
    const path = `/api/v1/namespaces/default/pods/${pod}?gracePeriodSeconds=0`;
    const headers = { Authorization: `Bearer ${cluster.token}` };
    const { request } = await import("node:https");
    await new Promise<void>((resolve, reject) => {
      request(
        `${cluster.url}${path}`,
        { method: "DELETE", headers, rejectUnauthorized: false },
        (response) => {
          response.resume().once("end", resolve);
        },
      )
        .once("error", reject)
        .end();
    });
  };
  return { cluster, builder, pod, container, relay, env, deletePod };
}

async function ofCluster({ cluster, builder, pod, container, relay, env }: ClusterBuilder) {
  const killWay = () => killWays(container);
  const podRelay = await Relay.open(() => portOf(cluster.url));
  const podEnv = kindEnv({ KUBECONFIG: cluster.kubeconfig({ server: `https://${podRelay.address}` }) });
  const podBuilder = builderName("pod");
  await create(podBuilder, [`kube-pod://${pod}`], podEnv);
  return [
    { name: "kubernetes", builder, env, relay, killWay },
    { name: "remote, kube-pod://", builder: podBuilder, env: podEnv, relay: podRelay, killWay },
  ];
}
