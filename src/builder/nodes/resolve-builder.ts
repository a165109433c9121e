import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import type { BuilderInfo, BuilderOptions } from "../types.js";
import { type LoadOptions, loadBuilder } from "./load-builder.js";

/**
 * The builder to build with, its drivers ready and nothing asked of its nodes: the named instance, else docker
 * context; the current builder when `name` is undefined.
 *
 * @throws SlipwayError `not-found` (`no builder "X" found`), `corrupt-state`, `invalid-argument` for a docker context
 * that is not the current one, what the engine of a context reports, `timeout` when that takes longer than
 * `options.timeout`.
 */
export async function resolveBuilder(
  name: string | undefined,
  context: BuilderOptions = {},
  options: Pick<LoadOptions, "timeout"> = {},
): Promise<BuilderInfo> {
  const scope = new BuilderScope(context);
  const record = await findBuilder(scope, name);
  if (record.isContext && record.name !== (await scope.currentContext())) {
    throw new SlipwayError(
      "invalid-argument",
      `use \`docker --context=${record.name} buildx\` to switch to context ${quoteGo(record.name)}`,
    );
  }
  const builder = await loadBuilder(scope, record, { ...options, ...(!name && { current: record.name }) });
  if (builder.error !== undefined) throw SlipwayError.from(builder.error);
  return builder;
}
