import { setTimeout as delay } from "node:timers/promises";
import { BuildError } from "../../buildkit/client/build-error.js";
import type { FailedSolve, HintFinder } from "./failed-solve.js";
import { foreignProgramHint } from "./foreign-program.js";
import { fullDiskHint } from "./full-disk.js";
import { missingFileHint } from "./missing-file.js";
import { missingSecretHint } from "./missing-secret.js";
import { noDockerfileHint } from "./no-dockerfile.js";
import { ownLoopbackHint } from "./own-loopback.js";
import { baseImageHint, pushDeniedHint } from "./registry-refusal.js";
import { unknownExporterHint } from "./unknown-exporter.js";
import { mistypedStageHint, unknownTargetHint } from "./unknown-stage.js";
import { unsafeRegistryHint } from "./unsafe-registry.js";

/** Milliseconds that the search for a hint may take; the error does not wait longer. */
const LONGEST = 2_000;

/** In the order in which they are asked; the first that knows the mistake has the say. */
const finders: readonly HintFinder[] = [
  missingFileHint,
  noDockerfileHint,
  missingSecretHint,
  unknownTargetHint,
  mistypedStageHint,
  unknownExporterHint,
  ownLoopbackHint,
  unsafeRegistryHint,
  pushDeniedHint,
  baseImageHint,
  fullDiskHint,
  foreignProgramHint,
];

/**
 * The reason that a solve failed for, with a hint where something on this side says what to do about it. Anything but a
 * daemon's {@link BuildError}, and one that was canceled, is given back as it is.
 */
export async function withHint(
  reason: unknown,
  failed: Omit<FailedSolve, "error" | "signal">,
): Promise<unknown> {
  const canceled = failed.plan.options.signal?.aborted === true;
  if (!(reason instanceof BuildError) || reason.code === "canceled" || canceled) return reason;
  const over = new AbortController();
  const signals = failed.plan.options.signal === undefined ? [] : [failed.plan.options.signal];
  const signal = AbortSignal.any([over.signal, ...signals]);
  try {
    const limit = delay(LONGEST, undefined, { ref: false, signal }).catch(() => undefined);
    const hint = await Promise.race([firstHint({ ...failed, error: reason, signal }), limit]);
    return hint === undefined ? reason : reason.copyWith({ hint });
  } finally {
    over.abort();
  }
}

async function firstHint(failed: FailedSolve): Promise<string | undefined> {
  for (const find of finders) {
    const hint = await Promise.resolve(failed)
      .then(find)
      .catch(() => undefined);
    if (hint !== undefined) return hint;
  }
  return undefined;
}
