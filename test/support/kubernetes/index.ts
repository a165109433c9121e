/**
 * A Kubernetes cluster for tests, with one node, whose pods are containers of the local engine: real builds run in them,
 * and what goes wrong goes wrong for real. kubectl and docker-buildx accept it, as the tests in test/kubernetes show.
 *
 * ```ts
 * const cluster = await startCluster({ network: "host" });
 * await runSlipway(["create", "--driver", "kubernetes"], { env: { KUBECONFIG: cluster.kubeconfig() } });
 * cluster.deny({ verb: "create", resource: "pods/exec" }); // RBAC
 * cluster.create("resourcequotas", { metadata: { name: "q" }, spec: { hard: { pods: "0" } } });
 * expect(cluster.sentObjects("Deployment")).toEqual([…]);
 * ```
 *
 * `api` is the server, `streams` carries commands in pods, `protobuf` reads the bodies of Go's clients, `controllers`
 * make pods and give them to the node, `node` runs them. Left out: services and networks of pods, port-forward and
 * attach, roles as objects, webhooks as objects, several nodes, ownership of fields in a server-side apply.
 */

export type { Denial, User } from "./api/access.js";
export type { Deployment, KubeObject, Pod, StatefulSet } from "./api/objects.js";
export type { Change } from "./api/store.js";
export { Cluster, type ClusterOptions, startCluster } from "./cluster.js";
export type { KubeconfigOptions } from "./kubeconfig.js";
export { normalizeObject } from "./normalize-object.js";
