import type { DriverFeatures } from "../../driver/contract/driver-features.js";
import { connectEngine } from "../../engine/index.js";
import { reportVertex } from "../../progress/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import type { WireExport } from "../exports/wire-export.js";
import type { BuildOptions } from "../options/build-options.js";

/** How a build by the engine's own BuildKit differs from one in a container. */
export interface EngineDriverBuild {
  readonly exports: readonly WireExport[];
  /** References that the engine must push after the build, since its BuildKit cannot. */
  readonly pushLater: readonly string[];
}

/**
 * Fits exports to what the engine's BuildKit can do: with the containerd store it pushes by itself and names images by
 * their manifest's digest, without it the engine pushes afterwards.
 */
export function fitToEngine(features: DriverFeatures, exports: readonly WireExport[]): EngineDriverBuild {
  if (features.directPush) {
    return {
      exports: features.preferImageDigest ? exports.map(withImageDigest) : exports,
      pushLater: [],
    };
  }
  const pushLater = exports.filter(isPush).flatMap(({ attrs }) => (attrs.name ?? "").split(","));
  return { exports: exports.map(withoutPush), pushLater };
}

const isPush = ({ type, attrs }: WireExport) =>
  type === "moby" && attrs.push !== undefined && (attrs.push === "" || parseGoBool(attrs.push) === true);

function withImageDigest(item: WireExport): WireExport {
  return item.type === "moby" ? { ...item, attrs: { ...item.attrs, "prefer-image-digest": "true" } } : item;
}

function withoutPush(item: WireExport): WireExport {
  if (!isPush(item)) return item;
  const { push: _push, ...attrs } = item.attrs;
  return { ...item, attrs };
}

/**
 * Lets the engine push what it built. The answer's `containerimage.digest` becomes the digest that the registry has.
 *
 * @throws SlipwayError as `Engine.pushImage` does.
 */
export async function pushWithEngine(
  names: readonly string[],
  response: Readonly<Record<string, string>>,
  options: BuildOptions,
): Promise<Readonly<Record<string, string>>> {
  if (names.length === 0) return response;
  const { env, docker, signal, progress } = options;
  const engine = await connectEngine({ env, docker });
  const call = { signal };
  try {
    for (const name of names) {
      await reportVertex(progress, `pushing ${name} with docker`, (step) =>
        engine.pushImage(name, {
          ...call,
          onProgress: ({ id, status, progressDetail: { current = 0, total = 0 } = {} }) => {
            if (id !== undefined) step.progress(`pushing layer ${id}`, current, total, status === "Pushed");
          },
        }),
      );
    }
    const { RepoDigests } = await engine.inspectImage(names[0] ?? "", call);
    const digest = RepoDigests?.[0]?.split("@")[1];
    const config = response["containerimage.config.digest"] ?? response["containerimage.digest"];
    if (digest === undefined) return response;
    return {
      ...response,
      "containerimage.digest": digest,
      ...(config === undefined ? {} : { "containerimage.config.digest": config }),
    };
  } finally {
    engine.close();
  }
}
