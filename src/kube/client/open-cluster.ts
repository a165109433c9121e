import { type AccessRequest, findAccess } from "../config/find-access.js";
import { KubeClient } from "./kube-client.js";

/** The API of the cluster that is meant. Contacts nothing; reads the kubeconfig and the files that it names. */
export async function openCluster(request: AccessRequest): Promise<KubeClient> {
  return new KubeClient(await findAccess(request), request.env);
}
