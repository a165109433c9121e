export type { Denial, User } from "./api/access.js";
export type { Deployment, KubeObject, Pod, StatefulSet } from "./api/objects.js";
export { Cluster, type ClusterOptions, startCluster } from "./cluster.js";
export type { KubeconfigOptions } from "./kubeconfig.js";
export { normalizeObject } from "./normalize-object.js";
