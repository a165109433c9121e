import type { Pod } from "./objects.js";

const apparmor = "container.apparmor.security.beta.kubernetes.io/";

/** Why a pod does not satisfy a level of pod security (`privileged`, `baseline`, `restricted`), in the server's words. */
export function podSecurityViolations(level: string, { metadata, spec }: Pod): string[] {
  if (level !== "baseline" && level !== "restricted") return [];
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const named = (names: readonly string[]) =>
    `${names.length === 1 ? "container" : "containers"} ${names.map((name) => `"${name}"`).join(", ")}`;
  const violations: string[] = [];
  const check = (title: string, culprits: readonly string[], rule: string) => {
    if (culprits.length > 0) violations.push(`${title} (${named(culprits)} must ${rule})`);
  };
  const those = (wrong: (context: NonNullable<(typeof containers)[number]["securityContext"]>) => boolean) =>
    containers.filter(({ securityContext }) => wrong(securityContext ?? {})).map(({ name }) => name);

  check(
    "privileged",
    those(({ privileged }) => privileged === true),
    "not set securityContext.privileged=true",
  );
  check(
    "seccompProfile",
    those(({ seccompProfile }) => seccompProfile?.type === "Unconfined"),
    'not set securityContext.seccompProfile.type to "Unconfined"',
  );
  const unconfined = Object.entries(metadata.annotations ?? {}).filter(
    ([key, value]) => key.startsWith(apparmor) && value === "unconfined",
  );
  if (unconfined.length > 0) {
    const list = unconfined.map(([key, value]) => `${key}="${value}"`).join(", ");
    violations.push(`forbidden AppArmor profile (annotation ${list})`);
  }
  if (level === "restricted") {
    check(
      "allowPrivilegeEscalation != false",
      those(
        (context) => (context as { allowPrivilegeEscalation?: boolean }).allowPrivilegeEscalation !== false,
      ),
      "set securityContext.allowPrivilegeEscalation=false",
    );
    check(
      "runAsNonRoot != true",
      those(({ runAsNonRoot }) => (runAsNonRoot ?? spec.securityContext?.runAsNonRoot) !== true),
      "set securityContext.runAsNonRoot=true",
    );
  }
  return violations;
}
