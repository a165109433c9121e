import type { Claim, KubeObject, Pod } from "./objects.js";
import { formatQuantity, parseQuantity } from "./quantities.js";
import type { Resource } from "./resources.js";
import { forbidden } from "./status.js";
import type { Store } from "./store.js";

/**
 * Checks an object against the ResourceQuotas of its namespace: counts of objects, and sums of requests and limits of
 * pods. Throws an ApiError (403) in the words of the server.
 */
export function checkQuotas(
  store: Store,
  resource: Resource,
  namespace: string | undefined,
  object: KubeObject,
): void {
  for (const quota of store.list("resourcequotas", namespace)) {
    const { hard = {} } = (quota.spec ?? {}) as { hard?: Record<string, string> };
    const measured = Object.keys(hard).filter((name) => usage(resource, object, name) !== undefined);
    const missing = measured.filter((name) => usage(resource, object, name) === "missing");
    const subject = object.metadata.name;
    if (missing.length > 0) {
      const containers = (object as Pod).spec.containers.map(({ name }) => name).join(",");
      const must = missing.map((name) => `${name} for: ${containers}`).join("; ");
      throw forbidden(resource, subject, `failed quota: ${quota.metadata.name}: must specify ${must}`);
    }
    const used = (name: string) =>
      store
        .list(resource.plural, namespace)
        .reduce((sum, each) => sum + Number(usage(resource, each, name) ?? 0), 0);
    const over = measured.filter(
      (name) => used(name) + Number(usage(resource, object, name)) > parseQuantity(hard[name] ?? "0"),
    );
    if (over.length === 0) continue;
    const show = (value: (name: string) => number) =>
      over.map((name) => `${name}=${formatQuantity(name, value(name))}`).join(",");
    const requested = show((name) => Number(usage(resource, object, name)));
    const limited = over.map((name) => `${name}=${hard[name]}`).join(",");
    const why = `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${show(used)}, limited: ${limited}`;
    throw forbidden(resource, subject, why);
  }
}

/** How much of a quota's name an object takes; undefined when the name does not measure it. */
function usage(resource: Resource, object: KubeObject, name: string): number | "missing" | undefined {
  const counted = [resource.plural, `count/${resource.plural}${resource.group ? `.${resource.group}` : ""}`];
  if (counted.includes(name)) return 1;
  if (resource.plural === "persistentvolumeclaims" && name === "requests.storage")
    return parseQuantity((object as Claim).spec.resources?.requests?.storage ?? "0");
  if (resource.plural !== "pods") return undefined;
  const [, kind = "requests", unit = ""] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(name) ?? [];
  if (unit === "") return undefined;
  let sum = 0;
  for (const { resources } of (object as Pod).spec.containers) {
    const limit = resources?.limits?.[unit];
    const amount = kind === "limits" ? limit : (resources?.requests?.[unit] ?? limit);
    if (amount === undefined) return "missing";
    sum += parseQuantity(amount);
  }
  return sum;
}
