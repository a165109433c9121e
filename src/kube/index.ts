export { KubeClient, type NamedObject, type ObjectSelector } from "./client/kube-client.js";
export { openCluster } from "./client/open-cluster.js";
export { kinds, type ResourceKind, resourceName, resourcePath } from "./client/resource.js";
export type { KubeAccess } from "./config/access.js";
export type { AccessRequest } from "./config/find-access.js";
export type { KubeEnv } from "./config/load-config.js";
export { type ExecRequest, openExec } from "./exec/open-exec.js";
export { type WatchedObject, watchList } from "./watch/watch-list.js";
