import { reportVertex } from "../../progress/report-vertex.js";
import type { DriverOperationOptions, NewerImage } from "../contract/driver.js";
import { layerProgress } from "./builder-image.js";
import { type ContainerPlan, findContainer } from "./container-plan.js";

/**
 * Pulls the image of a builder and compares it with what its container was made from. Undefined when that is the same,
 * and where there is no container, whose boot will take the pulled image.
 *
 * @throws SlipwayError `image-unavailable`, `auth-failed`, `engine-error`, `canceled`, `engine-unreachable`.
 */
export async function newerImage(
  plan: ContainerPlan,
  options: DriverOperationOptions,
): Promise<NewerImage | undefined> {
  const { engine } = plan;
  const { image } = plan.options;
  const signal = { signal: options.signal };
  await reportVertex(options.progress, "[internal] looking for a newer image", (step) =>
    step.status(`pulling image ${image}`, () =>
      engine.pullImage(image, { ...signal, onProgress: layerProgress(step) }),
    ),
  );
  const [pulled, container] = await Promise.all([
    engine.inspectImage(image, signal),
    findContainer(plan, signal),
  ]);
  if (container === undefined || container.Image === pulled.Id) return undefined;
  return { image, current: container.Image, newest: pulled.Id };
}
