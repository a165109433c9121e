import type { Engine } from "../../engine/index.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { normalizePlatform } from "../../oci/platform.js";
import { checkArgument, checkOptions, text } from "../../util/options/index.js";
import { findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { loadBuilder } from "../nodes/load-builder.js";
import type { BuilderInfo } from "../types.js";
import { enginesOf } from "./emulator-engines.js";
import { works } from "./handlers.js";
import { emulatorsOf } from "./list-emulators.js";
import { type BinfmtReport, defaultEmulatorImage, runBinfmt } from "./run-binfmt.js";
import { type Emulator, type InstallEmulatorsOptions, installEmulatorsOptions } from "./types.js";
import { wantedArchitectures } from "./wanted-architectures.js";

/** What became of an installation. */
export interface EmulatorInstallation {
  /** What runs programs of the platforms now. */
  readonly emulators: readonly Emulator[];
  /** Architectures that needed none: the machine ran their programs before. */
  readonly present: readonly string[];
}

/**
 * Has the machines of a builder's engines run programs of other platforms, by an image of QEMU in a privileged container.
 * What a machine runs already, by itself or by its distribution's emulators, is left as it is. A daemon that has not noticed
 * yet is warned of; it builds for the platform all the same.
 *
 * @throws SlipwayError `invalid-argument` for a platform that nothing emulates, `unsupported` for a builder whose engine is
 * not known, `image-unavailable`, `engine-error` with the image's own words when it could not, what finding the builder
 * throws.
 */
export function installEmulators(
  builder: string | undefined,
  options: InstallEmulatorsOptions,
): Promise<EmulatorInstallation> {
  return withCaller(installEmulators, async () => {
    checkArgument("installEmulators", "builder", text, builder);
    checkOptions("installEmulators", installEmulatorsOptions, options);
    const wanted = wantedArchitectures(options.platforms);
    const scope = new BuilderScope(options);
    const record = await findBuilder(scope, builder);
    const engines = enginesOf(await loadBuilder(scope, record));
    const present = new Set<string>();
    let installs = false;
    const emulators: Emulator[] = [];
    for (const engine of engines) {
      const missing = wanted === "all" ? wanted : await missingOf(engine, wanted, present, options);
      if (missing.length > 0) {
        await install(engine, missing, options);
        installs = true;
      }
      const there = await emulatorsOf(engine, options);
      emulators.push(...there.filter((one) => wanted === "all" || wanted.includes(one.architecture)));
    }
    if (installs) warnOfBlindNodes(await loadBuilder(scope, record, { state: true }), emulators, options);
    return { emulators, present: [...present] };
  });
}

/** A daemon looks for handlers again when it is asked what it can run, unless it has looked a moment ago. */
function warnOfBlindNodes(
  { name, nodes }: BuilderInfo,
  emulators: readonly Emulator[],
  { onWarning }: InstallEmulatorsOptions,
): void {
  for (const node of nodes) {
    if (node.details === undefined) continue;
    const runs = new Set(node.details.platforms.map(({ architecture }) => architecture));
    const unseen = new Set(
      emulators.flatMap((one) => (works(one) && !runs.has(one.architecture) ? [one.architecture] : [])),
    );
    if (unseen.size === 0) continue;
    const what = [...unseen].map((one) => `linux/${one}`).join(", ");
    onWarning?.(
      `node ${node.name} does not name ${what} yet: it builds for it, and its daemon notices when it looks again or is started anew (slipway stop ${name})`,
    );
  }
}

/** What of the wanted the engine's machine does not run yet; the rest is noted as present. */
async function missingOf(
  engine: Engine,
  wanted: readonly string[],
  present: Set<string>,
  options: InstallEmulatorsOptions,
): Promise<string[]> {
  const { Architecture = "" } = await engine.info({ signal: options.signal });
  const native = normalizePlatform({ os: "linux", architecture: Architecture }).architecture;
  const there = await emulatorsOf(engine, options);
  return wanted.filter((architecture) => {
    const runs =
      architecture === native || there.some((one) => one.architecture === architecture && works(one));
    if (runs) present.add(architecture);
    return !runs;
  });
}

async function install(
  engine: Engine,
  missing: readonly string[] | "all",
  { image = defaultEmulatorImage, signal, progress }: InstallEmulatorsOptions,
): Promise<void> {
  const names = missing === "all" ? missing : missing.join(",");
  const report = await runBinfmt(engine, ["--install", names], { image, signal, progress });
  const [failure] = report.failures;
  if (failure === undefined && has(report, missing)) return;
  throw new SlipwayError("engine-error", failure ?? `image ${image} has installed no emulator for ${names}`, {
    hint: "`slipway qemu ls` shows what is there; a kernel without binfmt_misc runs no emulators",
    details: { image },
  });
}

function has({ handlers }: BinfmtReport, missing: readonly string[] | "all"): boolean {
  return (
    missing === "all" || missing.every((one) => handlers.some(({ architecture }) => architecture === one))
  );
}
