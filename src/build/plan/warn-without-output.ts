import type { BuilderInfo } from "../../builder/types.js";
import { isDefaultLoadOff } from "../exports/default-load.js";
import type { TargetRequest } from "./build-plan.js";
import { targetNames } from "./target-links.js";

/** Says that targets without an output leave their results where nobody sees them. */
export function warnWithoutOutput(
  builder: BuilderInfo,
  requests: readonly TargetRequest[],
  warn: ((message: string) => void) | undefined,
): void {
  const [first] = requests;
  if (first === undefined || requests.some(({ flags }) => flags.call !== undefined)) return;
  const inner = new Set(requests.flatMap(({ flags }) => targetNames(flags.namedContexts.values())));
  const silent = requests.filter((request) => !inner.has(request.name) && !hasOutput(request));
  if (silent.length === 0 || isDefaultLoadOff(first.env, warn)) return;
  const node = builder.nodes.find(({ driver }) => driver !== undefined && !driver.features.insideEngine);
  if (node?.driver === undefined || node.driver.features.defaultLoad) return;
  const names = silent.map(({ name }) => name).join(", ");
  const whose = names === "default" ? "" : `for ${names} target(s) `;
  warn?.(
    `No output specified ${whose}with ${node.driver.name} driver. Build result will only remain in the build cache. To push result image into registry use --push or to load image into docker use --load`,
  );
}

function hasOutput({ flags, options }: TargetRequest): boolean {
  return flags.outputs.length > 0 || Boolean(options.load) || options.push === true;
}
