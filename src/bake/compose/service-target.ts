import { attestShorthand, parseAttest } from "../attributes/attest.js";
import { parseCaches } from "../attributes/cache.js";
import { definitionError } from "../attributes/definition-error.js";
import type { BakeSecret } from "../attributes/secret.js";
import { sortSsh } from "../attributes/ssh.js";
import {
  type BakeTarget,
  INVALID_NAME,
  isTargetName,
  type OptionalTextMap,
  targetNameOf,
} from "../targets/target.js";
import type { ComposeProject, ComposeService } from "./compose-project.js";
import type { ComposeBuild } from "./decode-build.js";
import { sizeText } from "./size-text.js";
import { targetContexts } from "./target-contexts.js";
import { ulimitText } from "./ulimit-text.js";
import { withXBake } from "./x-bake.js";

/**
 * The target that a service with a build is.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function serviceTarget(
  service: ComposeService,
  build: ComposeBuild,
  project: ComposeProject,
): BakeTarget {
  const name = targetNameOf(service.name);
  if (!isTargetName(name)) throw definitionError(`invalid service name "${name}": ${INVALID_NAME}`);
  const target = withXBake(
    {
      name,
      ...plainAttributes(build),
      args: resolvedArgs(service, build, project),
      secret: some(build.secrets.map((id) => secretOf(id, project))),
    },
    build.xBake,
  );
  return target.tags?.length || service.image === "" ? target : { ...target, tags: [service.image] };
}

function plainAttributes(build: ComposeBuild): Omit<BakeTarget, "name"> {
  const attests = [attestShorthand("sbom", build.sbom), attestShorthand("provenance", build.provenance)];
  return {
    context: build.context || undefined,
    contexts: targetContexts(build.additionalContexts),
    dockerfile: build.dockerfile || undefined,
    "dockerfile-inline": build.dockerfileInline || undefined,
    labels: Object.fromEntries(build.labels),
    tags: some(build.tags),
    "cache-from": some(build.cacheFrom.flatMap(parseCaches)),
    "cache-to": some(build.cacheTo.flatMap(parseCaches)),
    target: build.target || undefined,
    ssh: some(sortSsh([...build.ssh].map(([id, path]) => ({ id, paths: path === "" ? undefined : [path] })))),
    platforms: some(build.platforms),
    network: build.network || undefined,
    "shm-size": build.shmSize > 0 ? sizeText(build.shmSize) : undefined,
    ulimits: some(build.ulimits.map(ulimitText).sort()),
    "extra-hosts": Object.fromEntries([...build.extraHosts].map(([host, ips]) => [host, ips.join(",")])),
    attest: some(attests.filter((text) => text !== "").map(parseAttest)),
    "no-cache": build.noCache || undefined,
    pull: build.pull || undefined,
  };
}

/** Arguments; one without a value has that of the service's environment, else that of the project's, or is dropped. */
function resolvedArgs(
  service: ComposeService,
  build: ComposeBuild,
  project: ComposeProject,
): OptionalTextMap {
  return Object.fromEntries(
    [...build.args].flatMap(([name, given]) => {
      const value = given ?? service.environment.get(name) ?? project.env.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function secretOf(id: string, { secrets }: ComposeProject): BakeSecret {
  const { external = false, name = "", file = "", environment = "" } = secrets.get(id) ?? {};
  if (external) throw definitionError(`unsupported external secret ${name}`);
  return { id, src: file || undefined, env: environment || undefined };
}

function some<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values;
}
