import { chmodSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { kinds, openCluster } from "../../src/kube/index.js";
import { builderName, onCleanup, temporaryDirectory } from "../support/index.js";
import { type Cluster, type KubeconfigOptions, startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs } from "./support.js";

let cluster: Cluster;
let directory: string;

beforeAll(async () => {
  cluster = await startCluster();
  directory = temporaryDirectory("access");
});

/** Lists the pods as the user of such a kubeconfig. */
async function ask(options: KubeconfigOptions): Promise<readonly unknown[]> {
  const client = await openCluster({ env: process.env, paths: cluster.kubeconfig(options) });
  return client.list(kinds.pod, "default", {});
}

/** A program that answers as a credential plugin does. */
function plugin(name: string, script: string): { readonly exec: object } {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  const apiVersion = "client.authentication.k8s.io/v1";
  return { exec: { apiVersion, command: path, interactiveMode: "Never", installHint: "get the plugin" } };
}

function credential(status: object): string {
  const answer = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status };
  return `cat <<'END'\n${JSON.stringify(answer)}\nEND`;
}

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe("the cluster knows who asks by", () => {
  test.each<[string, () => KubeconfigOptions]>([
    ["a token", () => ({ auth: "token" })],
    ["a certificate", () => ({ auth: "certificate" })],
    ["a token in a file", () => ({ user: { tokenFile: file("token", `${cluster.token}\n`) } })],
    ["a plugin's token", () => ({ user: plugin("gives-token", credential({ token: cluster.token })) })],
    [
      "a plugin's certificate",
      () => {
        const { clientCert = "", clientKey = "" } = cluster.credentials ?? {};
        const status = { clientCertificateData: clientCert, clientKeyData: clientKey };
        return { user: plugin("gives-certificate", credential(status)) };
      },
    ],
    [
      "a token where any certificate of the server will do",
      () => ({ cluster: { "certificate-authority-data": undefined, "insecure-skip-tls-verify": true } }),
    ],
  ])("%s", async (_what, options) => {
    expect(await ask(options())).toEqual([]);
  });
});

describe("who is not let in is told why:", () => {
  test.each<[string, () => KubeconfigOptions, string, RegExp]>([
    ["nobody", () => ({ auth: "none" }), "auth-failed", /does not know who is asking: Unauthorized/],
    ["a wrong token", () => ({ token: "wrong" }), "auth-failed", /does not know who is asking: Unauthorized/],
    [
      "a plugin that fails",
      () => ({ user: plugin("fails", "echo not logged in >&2; exit 4") }),
      "auth-failed",
      /^getting credentials: exec: \S+fails: failed with exit code 4: not logged in$/,
    ],
    [
      "a plugin that is not there",
      () => ({ user: { exec: { ...plugin("x", "").exec, command: "no-such-plugin" } } }),
      "auth-failed",
      /^getting credentials: exec: no-such-plugin: executable not found$/,
    ],
    [
      "a plugin that talks",
      () => ({ user: plugin("talks", "echo hello") }),
      "auth-failed",
      /it did not answer with an ExecCredential$/,
    ],
    [
      "a token's file that is not there",
      () => ({ user: { tokenFile: join(directory, "nowhere") } }),
      "auth-failed",
      /^unable to read token file \S+nowhere: no such file or directory$/,
    ],
    [
      "a server that nobody vouches for",
      () => ({ cluster: { "certificate-authority-data": undefined } }),
      "cluster-unreachable",
      /^cannot reach the Kubernetes cluster at https:\S+: .*certificate/,
    ],
    [
      "a server of another name",
      () => ({ cluster: { "tls-server-name": "other.example" } }),
      "cluster-unreachable",
      /other\.example/,
    ],
    [
      "a server that is not there",
      () => ({ server: "https://127.0.0.1:1" }),
      "cluster-unreachable",
      /^cannot reach the Kubernetes cluster at https:\/\/127\.0\.0\.1:1: connection refused$/,
    ],
    [
      "a certificate that is none",
      () => ({ user: { "client-certificate-data": "eHg=", "client-key-data": "eHg=" } }),
      "invalid-argument",
      /^the kubeconfig has a certificate or key that is none/,
    ],
  ])("%s", async (_what, options, code, message) => {
    await expect(ask(options())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("through a proxy", () => {
  async function listening(server: net.Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onCleanup(() => void server.close());
    return (server.address() as net.AddressInfo).port;
  }

  test("that the kubeconfig names, with a password", async () => {
    const seen: string[] = [];
    const proxy = http.createServer().on("connect", (request, socket: net.Socket) => {
      seen.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
      const [host, port] = (request.url ?? "").split(":");
      const way = net.connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        way.pipe(socket).pipe(way);
      });
      way.on("error", () => socket.destroy());
      socket.on("error", () => way.destroy());
    });
    const port = await listening(proxy);
    expect(await ask({ cluster: { "proxy-url": `http://me:secret@127.0.0.1:${port}` } })).toEqual([]);
    const basic = Buffer.from("me:secret").toString("base64");
    expect(seen).toEqual([`${new URL(cluster.url).host} Basic ${basic}`]);
  });

  test("of SOCKS", async () => {
    const asked: string[] = [];
    const proxy = net.createServer((socket) => {
      socket.once("data", () => {
        socket.write(Uint8Array.of(5, 0));
        socket.once("data", (request) => {
          const length = request[4] ?? 0;
          const host = request.subarray(5, 5 + length).toString();
          const port = request.readUInt16BE(5 + length);
          asked.push(`${host}:${port}`);
          const way = net.connect(port, host, () => {
            socket.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
            way.pipe(socket).pipe(way);
          });
          way.on("error", () => socket.destroy());
        });
      });
      socket.on("error", () => undefined);
    });
    const port = await listening(proxy);
    expect(await ask({ cluster: { "proxy-url": `socks5://127.0.0.1:${port}` } })).toEqual([]);
    expect(asked).toEqual([new URL(cluster.url).host]);
  });

  test("that refuses says which one it was, without the password", async () => {
    const proxy = http.createServer().on("connect", (_request, socket) => {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    const port = await listening(proxy);
    const asking = ask({ cluster: { "proxy-url": `http://me:secret@127.0.0.1:${port}` } });
    await expect(asking).rejects.toMatchObject({
      code: "cluster-unreachable",
      message: expect.stringMatching(
        new RegExp(`proxy http://127\\.0\\.0\\.1:${port}: it answered CONNECT with 407`),
      ),
    });
    await asking.catch((error: Error) => expect(error.message).not.toContain("secret"));
  });
});

describe("what the cluster's rules do not allow is named", () => {
  test.each([
    ["get", "deployments", "deployments.apps"],
    ["create", "deployments", "deployments.apps"],
    ["list", "pods", "pods"],
    ["create", "configmaps", "configmaps"],
  ])("%s %s", async (verb, resource, named) => {
    const { slipway } = clients(cluster);
    const name = builderName("kube");
    const config = file("buildkitd.toml", "debug = true\n");
    await slipway.ok(...createArgs(name), "--buildkitd-config", config);
    const allow = cluster.deny({ verb, resource });
    const { code, stderr } = await slipway.run(["inspect", "--bootstrap", name]);
    allow();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `ERROR: error for bootstrap "${name}0": .*not allowed to ${verb} ${named}.* in the namespace "default": .*cannot ${verb} resource`,
      ),
    );
    expect(stderr).toContain(`kubectl auth can-i ${verb} ${named} --namespace default`);
    const left = ["deployments", "configmaps"].flatMap((plural) => cluster.store.list(plural));
    expect(left.filter(({ metadata }) => metadata.name.startsWith(name))).toEqual([]);
    await slipway.ok("rm", name);
  });

  test("exec, when a build connects; events and logs are done without", async () => {
    const { slipway } = clients(cluster);
    const name = builderName("kube");
    const undo = [cluster.deny({ resource: "events" }), cluster.deny({ resource: "pods/log" })];
    await slipway.ok(...createArgs(name), "--bootstrap");
    undo.push(cluster.deny({ resource: "pods/exec" }));
    const { code, stderr } = await slipway.run(["build", "--builder", name, directory]);
    for (const allow of undo) allow();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /ERROR: failed to build: not allowed to \w+ pods\/exec "\S+" in the namespace "default"/,
    );
    await slipway.ok("rm", name);
  });
});
