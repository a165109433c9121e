import { SlipwayError, withCaller } from "../../errors/index.js";
import { checkArgument, checkOptions, text } from "../../util/options/index.js";
import { resolveBuilder } from "../nodes/resolve-builder.js";
import { enginesOf } from "./emulator-engines.js";
import { emulatorsOf } from "./list-emulators.js";
import { defaultEmulatorImage, runBinfmt } from "./run-binfmt.js";
import { type Emulator, type RemoveEmulatorsOptions, removeEmulatorsOptions } from "./types.js";
import { wantedArchitectures } from "./wanted-architectures.js";

/**
 * Takes emulators away from the machines of a builder's engines. Those of the machine's own system are refused without
 * `force`, where it can be told. A daemon that runs goes on naming their platforms until it is started again.
 *
 * @returns those that were removed
 * @throws SlipwayError `not-found` where there is none for a platform, `invalid-argument` for a platform that nothing
 * emulates and for a system's own, `unsupported` for a builder whose engine is not known, `image-unavailable`,
 * `engine-error`, what finding the builder throws.
 */
export function removeEmulators(
  builder: string | undefined,
  options: RemoveEmulatorsOptions,
): Promise<readonly Emulator[]> {
  return withCaller(removeEmulators, async () => {
    checkArgument("removeEmulators", "builder", text, builder);
    checkOptions("removeEmulators", removeEmulatorsOptions, options);
    const wanted = wantedArchitectures(options.platforms);
    const { image = defaultEmulatorImage, force = false, signal, progress } = options;
    const removed: Emulator[] = [];
    for (const engine of enginesOf(await resolveBuilder(builder, options))) {
      const there = await emulatorsOf(engine, options);
      const chosen =
        wanted === "all"
          ? there.filter(({ fromSystem }) => force || !fromSystem)
          : wanted.map((architecture) => chosenOf(there, architecture, force));
      if (chosen.length === 0) continue;
      const names = chosen.map(({ name }) => name).join(",");
      const report = await runBinfmt(engine, ["--uninstall", names], { image, signal, progress });
      const [failure] = report.failures;
      if (failure !== undefined) throw new SlipwayError("engine-error", failure, { details: { image } });
      removed.push(...chosen);
    }
    return removed;
  });
}

function chosenOf(there: readonly Emulator[], architecture: string, force: boolean): Emulator {
  const found = there.find((one) => one.architecture === architecture);
  if (found === undefined) {
    throw new SlipwayError("not-found", `no emulator for linux/${architecture} is installed`, {
      hint: "`slipway qemu ls` lists those that are",
    });
  }
  if (!found.fromSystem || force) return found;
  throw new SlipwayError(
    "invalid-argument",
    `the emulator for linux/${architecture}, ${found.interpreter}, belongs to this machine's system`,
    {
      hint: "remove its package, such as qemu-user-static; --force takes it away until the machine starts again",
    },
  );
}
