import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import type { PodAddress } from "../kubernetes/pods/dial-pod.js";

/** `kube-pod://POD?context=&namespace=&container=`. Throws `invalid-argument` with Buildx's wording. */
export function podAddress(url: URL): PodAddress {
  const given = (name: string) => url.searchParams.get(name) || undefined;
  const pod = url.hostname;
  const [namespace, container] = [given("namespace"), given("container")];
  if (pod === "") throw invalid("url lacks pod name");
  check("pod name", pod);
  if (namespace !== undefined) check("namespace name", namespace);
  if (container !== undefined) check("container name", container);
  return { pod, namespace, container, context: given("context") };
}

function check(what: string, name: string): void {
  if (!/^[a-z0-9.][-a-z0-9.]*$/.test(name)) throw invalid(`unsupported ${what}: ${quoteGo(name)}`);
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
