import type { Duplex } from "node:stream";
import { resolveBuilder } from "../builder/nodes/resolve-builder.js";
import { recordActivity } from "../builder/operations/build-records.js";
import { contextFields } from "../builder/options/context-options.js";
import type { BuilderOptions } from "../builder/types.js";
import { SlipwayError, withCaller } from "../errors/index.js";
import { BuildStreams, reportVertex } from "../progress/index.js";
import { currentDirectory } from "../util/current-directory.js";
import { called, checkArgument, checkOptions, fields, text } from "../util/options/index.js";
import { nodePlatforms } from "./daemon/node-platforms.js";
import { parsePlatforms } from "./parse/platforms.js";
import { planNodes } from "./plan/plan-nodes.js";

/** Options of dialBuilder: the flags of `dial-stdio`. */
export interface DialBuilderOptions extends BuilderOptions {
  /** Dial the node that builds for this platform. Default: the first node. */
  readonly platform?: string;
  /** Told which builder it is, before anything is booted. */
  readonly onBuilder?: (builder: { readonly name: string; readonly driver: string }) => void;
}

/** {@link DialBuilderOptions}, described. */
export const dialBuilderOptions = fields<DialBuilderOptions>({
  ...contextFields,
  platform: text,
  onBuilder: called(),
});

/**
 * Opens a byte stream to the gRPC socket of a builder's node, which is booted when it does not run; the current
 * builder's when `builder` is undefined. Destroying the stream releases everything it holds.
 *
 * @throws SlipwayError `invalid-argument` for a bad platform, `not-found`, what booting and connecting throw.
 */
export async function dialBuilder(
  builder: string | undefined,
  options: DialBuilderOptions = {},
): Promise<Duplex> {
  return withCaller(dialBuilder, () => {
    checkArgument("dialBuilder", "builder", text, builder);
    checkOptions("dialBuilder", dialBuilderOptions, options);
    return dial(builder, options);
  });
}

async function dial(builder: string | undefined, options: DialBuilderOptions): Promise<Duplex> {
  const platforms = readPlatform(options.platform ?? "");
  const { name, driver, nodes } = await resolveBuilder(builder, options);
  options.onBuilder?.({ name, driver });
  const progress = options.progress === undefined ? undefined : new BuildStreams(options.progress).open();
  const operation = {
    signal: options.signal,
    progress,
  };
  return reportVertex(progress, "Proxying to builder", (step) =>
    step.status("Dialing builder", async () => {
      const [share] = await planNodes(nodes, platforms, (node) =>
        nodePlatforms(node, operation, { env: options.env }),
      );
      const chosen = share?.node.driver;
      if (chosen === undefined) throw new SlipwayError("not-found", `builder ${name} has no nodes`);
      await chosen.boot(operation);
      const stream = await chosen.connect({ ...operation, affinity: currentDirectory() });
      await recordActivity(name, options);
      return stream;
    }),
  );
}

function readPlatform(text: string) {
  try {
    return parsePlatforms(text === "" ? [] : [text]);
  } catch (reason) {
    const { message } = SlipwayError.from(reason);
    throw new SlipwayError("invalid-argument", `invalid platform "${text}": ${message}`, { cause: reason });
  }
}
