import type { BuildConfig, BuildDetails, BuildFailureDetails, NamedValue } from "../../../index.js";
import { formatRfc3339 } from "../../../util/rfc3339.js";

/** A build as `history inspect --format json` prints it: buildx's names, in its order, what is empty left out. */
export function inspectJson(build: BuildDetails): Readonly<Record<string, unknown>> {
  const { duration = 0n, completedAt, steps, failure } = build;
  return {
    ...filled({
      Name: build.name,
      Ref: build.ref,
      Context: build.context,
      Dockerfile: build.dockerfile,
      VCSRepository: build.vcsRepository,
      VCSRevision: build.vcsRevision,
      Target: build.target,
      Platform: build.platforms,
      KeepGitDir: build.keepGitDir,
      NamedContexts: pairs(build.namedContexts),
      StartedAt: formatRfc3339(build.createdAt, { local: true }),
      CompletedAt: completedAt === undefined ? "" : formatRfc3339(completedAt, { local: true }),
      Duration: Number(duration),
      Status: build.status,
      Error: failure && failureJson(failure),
    }),
    NumCompletedSteps: steps.completed,
    NumTotalSteps: steps.total,
    NumCachedSteps: steps.cached,
    ...filled({ BuildArgs: pairs(build.buildArgs), Labels: pairs(build.labels) }),
    Config: configJson(build.config),
    ...filled({
      Materials: build.materials.map(({ uri, digests }) => filled({ URI: uri, Digests: digests })),
      Attachments: build.attachments.map(({ digest, platform, type }) =>
        filled({ Digest: digest, Platform: platform, Type: type }),
      ),
      Errors: build.problems,
    }),
  };
}

/** The snippets of an error as one text. */
export function snippetText({ snippets }: BuildFailureDetails): string {
  return snippets.map((snippet) => `${snippet}\n`).join("");
}

function failureJson(failure: BuildFailureDetails): object {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return filled({
    Code: failure.grpcCode,
    Message: failure.message,
    Name: failure.step,
    Logs: failure.log,
    Sources: base64(snippetText(failure)),
    Stack: base64(failure.stack),
  });
}

function configJson(config: BuildConfig): object {
  return filled({
    Network: config.network,
    ExtraHosts: config.extraHosts,
    Hostname: config.hostname,
    CgroupParent: config.cgroupParent,
    ImageResolveMode: config.imageResolveMode,
    MultiPlatform: config.multiPlatform,
    NoCache: config.noCache,
    NoCacheFilter: config.noCacheFilter,
    ShmSize: config.shmSize,
    Ulimit: config.ulimit,
    Memory: config.memory,
    MemorySwap: config.memorySwap,
    CPUShares: config.cpuShares,
    CPUPeriod: config.cpuPeriod,
    CPUQuota: config.cpuQuota,
    CPUSetCPUs: config.cpusetCpus,
    CPUSetMems: config.cpusetMems,
    CacheMountNS: config.cacheMountNamespace,
    DockerfileCheckConfig: config.dockerfileCheck,
    SourceDateEpoch: config.sourceDateEpoch,
    SandboxHostname: config.sandboxHostname,
    RestRaw: pairs(config.rest),
  });
}

function pairs(values: readonly NamedValue[]): object[] {
  return values.map(({ name, value }) => filled({ Name: name, Value: value }));
}

/** Without what is empty, as Go leaves it out. */
function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
