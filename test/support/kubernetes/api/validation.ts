import type { Deployment, KubeObject, Pod, PodSpec } from "./objects.js";
import type { Resource } from "./resources.js";
import { selects } from "./selectors.js";
import { badRequest, invalid } from "./status.js";

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const lowerCase =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What the server refuses as invalid, as far as a builder can be wrong. Throws an ApiError (422, or 400 for a quantity). */
export function validate(resource: Resource, object: KubeObject): void {
  checkQuantities(resource, object);
  const { name, labels = {} } = object.metadata;
  const refuse = (field: string, reason: string, why: string): never => {
    throw invalid(resource, name ?? "", field, reason, why);
  };
  if (!name)
    refuse("metadata.name", "FieldValueRequired", "Required value: name or generateName is required");
  if (!dnsSubdomain.test(name) || name.length > 253)
    refuse("metadata.name", "FieldValueInvalid", `Invalid value: ${JSON.stringify(name)}: ${lowerCase}`);
  for (const value of Object.values(labels))
    if (!labelValue.test(value) || value.length > 63)
      refuse(
        "metadata.labels",
        "FieldValueInvalid",
        `Invalid value: ${JSON.stringify(value)}: ${labelWords}`,
      );

  if (["Deployment", "ReplicaSet", "StatefulSet"].includes(object.kind)) {
    const { selector, template } = (object as Deployment).spec ?? {};
    if (selector === undefined) refuse("spec.selector", "FieldValueRequired", "Required value");
    else if (!selects(selector, template?.metadata?.labels))
      refuse(
        "spec.template.metadata.labels",
        "FieldValueInvalid",
        `Invalid value: ${JSON.stringify(template?.metadata?.labels ?? {})}: \`selector\` does not match template \`labels\``,
      );
    validatePod(template?.spec, "spec.template.spec", refuse);
  }
  if (object.kind === "Pod") validatePod((object as Pod).spec, "spec", refuse);
}

function validatePod(
  spec: PodSpec | undefined,
  path: string,
  refuse: (field: string, reason: string, why: string) => never,
): void {
  const containers = spec?.containers ?? [];
  if (containers.length === 0) refuse(`${path}.containers`, "FieldValueRequired", "Required value");
  const names = new Set<string>();
  for (const [index, { name }] of (spec?.volumes ?? []).entries()) {
    if (names.has(name))
      refuse(
        `${path}.volumes[${index}].name`,
        "FieldValueDuplicate",
        `Duplicate value: ${JSON.stringify(name)}`,
      );
    names.add(name);
  }
  for (const [index, { name, image }] of containers.entries()) {
    const at = `${path}.containers[${index}]`;
    if (!image) refuse(`${at}.image`, "FieldValueRequired", "Required value");
    if (!dnsLabel.test(name ?? ""))
      refuse(`${at}.name`, "FieldValueInvalid", `Invalid value: ${JSON.stringify(name)}`);
  }
}

const quantity = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/** Quantities are read before anything is validated; a wrong one makes the whole body unreadable. */
function checkQuantities({ kind, version }: Resource, object: KubeObject): void {
  const { template, resources } = (object.spec ?? {}) as {
    template?: { spec?: PodSpec };
    resources?: object;
  };
  const pod = template?.spec ?? (object.spec as PodSpec | undefined);
  const all = [...(pod?.containers ?? []).map((container) => container.resources), resources];
  for (const each of all) {
    const { limits = {}, requests = {} } = (each ?? {}) as Record<string, Record<string, string>>;
    for (const amount of [...Object.values(limits), ...Object.values(requests)])
      if (!quantity.test(String(amount)))
        throw badRequest(
          `${kind} in version "${version}" cannot be handled as a ${kind}: quantities must match the regular expression '${quantity.source}'`,
        );
  }
}
