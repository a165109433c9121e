import { fieldOf } from "../../util/json-value.js";

/** SLSA's name of what BuildKit does, in the terms of provenance v0.2. */
const BUILD_TYPE = "https://mobyproject.org/buildkit@v1";

/** True for a provenance predicate of SLSA v1, as opposed to v0.2. */
export function isSlsa1(predicate: object): boolean {
  return "buildDefinition" in predicate;
}

/** Leaves out how the build was defined and when it ran. */
export function minimalProvenance(predicate: object): object {
  return Object.fromEntries(
    Object.entries(predicate).filter(([key]) => key !== "buildConfig" && key !== "metadata"),
  );
}

/** The predicate of SLSA v0.2 that says the same as BuildKit's predicate of v1; absent things stay absent. */
export function toSlsa02(predicate: object): object {
  const definition = fieldOf(predicate, "buildDefinition");
  const details = fieldOf(predicate, "runDetails");
  const external = fieldOf(definition, "externalParameters");
  const { buildConfig, builderPlatform, ...customEnvironment } = objectOf(
    fieldOf(definition, "internalParameters"),
  );
  const source = fieldOf(external, "configSource");
  const dependencies = fieldOf(definition, "resolvedDependencies");
  const metadata = fieldOf(details, "metadata");
  return present({
    builder: { id: fieldOf(fieldOf(details, "builder"), "id") ?? "" },
    buildType: BUILD_TYPE,
    materials:
      Array.isArray(dependencies) && dependencies.length > 0 ? dependencies.map(material) : undefined,
    invocation: {
      configSource: present({
        uri: fieldOf(source, "uri"),
        digest: fieldOf(source, "digest"),
        entryPoint: fieldOf(source, "path"),
      }),
      parameters: fieldOf(external, "request") ?? {},
      environment: sorted({ platform: builderPlatform ?? "", ...customEnvironment }),
    },
    buildConfig,
    metadata: metadata === undefined ? undefined : metadata02(metadata),
  });
}

function material(dependency: unknown): object {
  return present({ uri: fieldOf(dependency, "uri"), digest: fieldOf(dependency, "digest") });
}

function metadata02(metadata: unknown): object {
  const completeness = fieldOf(metadata, "buildkit_completeness");
  return present({
    buildInvocationID: fieldOf(metadata, "invocationID") ?? fieldOf(metadata, "invocationId"),
    buildStartedOn: fieldOf(metadata, "startedOn"),
    buildFinishedOn: fieldOf(metadata, "finishedOn"),
    completeness: {
      parameters: fieldOf(completeness, "request") ?? false,
      // v1 has no word for it: BuildKit's builds have no other environment than the one they list.
      environment: true,
      materials: fieldOf(completeness, "resolvedDependencies") ?? false,
    },
    reproducible: fieldOf(metadata, "buildkit_reproducible") ?? false,
    "https://mobyproject.org/buildkit@v1#metadata": fieldOf(metadata, "buildkit_metadata") ?? {},
    "https://mobyproject.org/buildkit@v1#hermetic": fieldOf(metadata, "buildkit_hermetic"),
  });
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function present(record: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function sorted(record: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
