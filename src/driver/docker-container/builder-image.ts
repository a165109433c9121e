import type { Engine, EngineProgressLine } from "../../engine/contract/engine.js";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import type { StepReporter } from "../../progress/report-vertex.js";

/**
 * Pulls the image of a builder, so that a tag that moved is followed; when that fails and the engine has the image, the
 * image it has is used.
 *
 * @throws SlipwayError `image-unavailable`, `auth-failed`, `canceled`, `engine-unreachable`.
 */
export async function obtainImage(
  engine: Engine,
  image: string,
  step: StepReporter,
  signal?: AbortSignal,
): Promise<void> {
  const options = { signal };
  try {
    await step.status(`pulling image ${image}`, () =>
      engine.pullImage(image, { ...options, onProgress: layerProgress(step) }),
    );
  } catch (error) {
    if (isSlipwayError(error, "canceled") || isSlipwayError(error, "engine-unreachable")) throw error;
    if (!(await hasImage(engine, image, options))) throw unavailable(image, error);
    await step.status(`using local image ${image}`, () => undefined);
  }
}

async function hasImage(
  engine: Engine,
  image: string,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  try {
    await engine.inspectImage(image, options);
    return true;
  } catch (error) {
    if (isSlipwayError(error, "not-found")) return false;
    throw error;
  }
}

function unavailable(image: string, reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason, "engine-error");
  const said = error.details.daemonMessage;
  const text = typeof said === "string" ? said : error.message;
  return new SlipwayError(
    error.code === "auth-failed" ? "auth-failed" : "image-unavailable",
    `cannot boot the builder: image ${image} is not local and cannot be pulled: ${text}`,
    {
      cause: error,
      hint: "check the driver option image, or bring the image into the engine with docker load",
      details: { ...error.details, image },
    },
  );
}

/** Reports the transfer of each layer as a part of the step. */
export function layerProgress(step: StepReporter): (line: EngineProgressLine) => void {
  return ({ id, status, progressDetail }) => {
    if (id === undefined || progressDetail?.current === undefined || status !== "Downloading") return;
    const { current, total = 0 } = progressDetail;
    step.progress(id, current, total, total > 0 && current >= total);
  };
}
