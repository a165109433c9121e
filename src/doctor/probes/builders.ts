import {
  type BuilderInfo,
  type BuilderNode,
  type BuilderOptions,
  emulatorRemedy,
  installEmulators,
} from "../../builder/index.js";
import { isSlipwayError } from "../../errors/index.js";
import { formatPlatform } from "../../oci/platform.js";
import { parseSize } from "../../util/parse-size.js";
import type { Finding, Probe } from "../findings/types.js";

/** The oldest BuildKit that is supported: v0.25. */
const oldestMinor = 25;
/** A daemon needs about that much beside the steps of a build, bytes. */
const leastMemory = 512 * 1024 * 1024;

/** What the records of builders, and the daemons that run, say of themselves. */
export const buildersProbe: Probe = {
  area: "builder",
  what: "the builders",
  look: async ({ builders, env, options }) => {
    const list = await builders;
    return [
      ...list.flatMap((builder) => builderFindings(builder, options)),
      ...unknownBuilder(list, env.BUILDX_BUILDER),
    ];
  },
};

function unknownBuilder(builders: readonly BuilderInfo[], name: string | undefined): Finding[] {
  if (!name || builders.some((builder) => builder.name.toLowerCase() === name.toLowerCase())) return [];
  return [
    {
      area: "configuration",
      severity: "error",
      cause: `BUILDX_BUILDER names a builder that is not there: ${name}`,
      remedy: `unset BUILDX_BUILDER, or slipway create --name ${name}`,
    },
  ];
}

/** What is wrong with a builder, by what was loaded of it; `options` are those of mending. */
export function builderFindings(builder: BuilderInfo, options: BuilderOptions = {}): Finding[] {
  const { name, error, isContext } = builder;
  if (error !== undefined) {
    // A docker context's engine is the engine probe's, or nobody's who builds here.
    if (isContext) return [];
    const damaged = isSlipwayError(error, "corrupt-state");
    const remedy = damaged ? `slipway rm --force ${name}` : `slipway inspect ${name}`;
    return [{ area: "builder", severity: "error", cause: `builder ${name}: ${error.message}`, remedy }];
  }
  return builder.nodes.flatMap((node) => nodeFindings(name, node, options));
}

function nodeFindings(builder: string, node: BuilderNode, options: BuilderOptions): Finding[] {
  return [
    ...unreachable(builder, node),
    ...tooOld(builder, node),
    ...withoutEmulator(builder, node, options),
    ...tooSmall(builder, node),
    ...withoutCertificate(builder, node),
  ];
}

function unreachable(builder: string, { name, endpoint, error }: BuilderNode): Finding[] {
  if (error === undefined) return [];
  const cause = `node ${name} of builder ${builder} at ${endpoint}: ${error.message}`;
  const gone = isSlipwayError(error, "not-found");
  const remedy = gone ? `slipway rm ${builder}` : `slipway inspect --debug ${builder}`;
  return [{ area: "builder", severity: "error", cause, remedy }];
}

function tooOld(builder: string, { name, details, driver, driverOptions }: BuilderNode): Finding[] {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(details?.version ?? "") ?? [];
  // A daemon that was built without a version says v0.0.0.
  if (major === undefined || Number(major) > 0 || Number(minor) === 0 || Number(minor) >= oldestMinor)
    return [];
  return [
    {
      area: "version",
      severity: "warning",
      cause: `node ${name} of builder ${builder} runs BuildKit ${details?.version}; v0.${oldestMinor} is the oldest that is supported`,
      remedy: newerDaemon(builder, driver?.newerImage !== undefined, driverOptions.image),
    },
  ];
}

/** A tag that was chosen may never get a newer image. */
function newerDaemon(builder: string, hasImage: boolean, image: string | undefined): string {
  if (!hasImage) return "upgrade its daemon where it was installed";
  return image === undefined
    ? `slipway upgrade ${builder}`
    : `slipway create --reconfigure ${builder} --driver-opt image=IMAGE, with a newer one than ${image}`;
}

function withoutEmulator(builder: string, node: BuilderNode, options: BuilderOptions): Finding[] {
  const { name, fixedPlatforms, details, driver } = node;
  if (details === undefined || details.platforms.length === 0) return [];
  const runs = new Set(details.platforms.map((one) => `${one.os}/${one.architecture}`));
  const missing = fixedPlatforms.filter((one) => !runs.has(`${one.os}/${one.architecture}`));
  return missing.map((platform) => ({
    area: "emulators",
    severity: "error",
    cause: `node ${name} of builder ${builder} is for ${formatPlatform(platform)}, which its machine can neither run nor emulate`,
    remedy: emulatorRemedy(builder, node, [platform.architecture]),
    ...(driver?.engine !== undefined && {
      fix: async () => {
        await installEmulators(builder, { ...options, platforms: [platform.architecture] });
      },
    }),
  }));
}

function tooSmall(builder: string, { name, driverOptions }: BuilderNode): Finding[] {
  const limit = driverOptions.memory;
  const bytes = limit === undefined ? 0 : sizeOf(limit);
  if (bytes === 0 || bytes >= leastMemory) return [];
  return [
    {
      area: "builder",
      severity: "warning",
      cause: `node ${name} of builder ${builder} may use ${limit} of memory; BuildKit itself needs 512m`,
      remedy: `slipway create --reconfigure ${builder} --driver-opt memory=2g`,
    },
  ];
}

function sizeOf(text: string): number {
  try {
    return parseSize(text);
  } catch {
    return 0;
  }
}

/** A certificate that the configuration names below /etc/buildkit must be among the files that go there. */
function withoutCertificate(builder: string, { name, files }: BuilderNode): Finding[] {
  const config = files.get("buildkitd.toml");
  if (config === undefined) return [];
  const named = Buffer.from(config)
    .toString("utf8")
    .matchAll(/["']\/etc\/buildkit\/(certs\/[^"']+)["']/g);
  return [...named]
    .flatMap(([, path = ""]) => (files.has(path) ? [] : [path]))
    .map((path) => ({
      area: "registry",
      severity: "error",
      cause: `node ${name} of builder ${builder} has no file ${path}, which its buildkitd.toml names`,
      remedy: `slipway create --reconfigure ${builder} --buildkitd-config FILE`,
    }));
}
