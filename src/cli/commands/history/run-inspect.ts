import { SlipwayError } from "../../../errors/index.js";
import { inspectBuild } from "../../../index.js";
import { stringifyLikeGo } from "../../../util/go-json.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import { compileTemplate } from "../../template/template.js";
import type { inspectFlags } from "./flags.js";
import { inspectJson } from "./inspect-json.js";
import { InspectStruct } from "./inspect-struct.js";
import { prettyBuild } from "./pretty-build.js";
import { withDisplay } from "./with-display.js";

/** Runs `history inspect`. */
export async function runInspect(
  context: CommandCall,
  { format }: FlagValues<typeof inspectFlags>,
  ref: string,
): Promise<number> {
  const template = format === "json" || format === "pretty" ? undefined : compile(format);
  const build = await withDisplay(context, (options) => inspectBuild(context.builder, ref, options));
  const { stdout, debug } = context;
  if (format === "json") stdout.write(`${stringifyLikeGo(inspectJson(build), 2)}\n`);
  else if (template === undefined) stdout.write(prettyBuild(build, { ref: ref === "", debug }));
  else stdout.write(`${execute(template, new InspectStruct(build))}\n`);
  return 0;
}

function compile(text: string) {
  try {
    return compileTemplate(text);
  } catch (reason) {
    throw inGosWords(reason, "parse");
  }
}

function execute(template: ReturnType<typeof compileTemplate>, data: InspectStruct): string {
  try {
    return template.render(data);
  } catch (reason) {
    throw inGosWords(reason, "execute");
  }
}

/** Buildx has a name for this template, and a beginning of its own for the message. */
function inGosWords(reason: unknown, what: string): SlipwayError {
  const error = SlipwayError.from(reason);
  const message = error.message
    .replace(/^template parsing error: template: :/, "template: inspect:")
    .replace(': executing "" at ', ': executing "inspect" at ');
  return error.copyWith({ message: `failed to ${what} format template: ${message}` });
}
