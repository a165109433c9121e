import { fields, flag, text } from "../../util/options/index.js";

/** Docker's global flags, as the CLI plugin protocol hands them over. */
export interface DockerFlags {
  readonly config?: string | undefined;
  readonly context?: string | undefined;
  readonly host?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly tlsVerify?: boolean | undefined;
  readonly tlsCaCert?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
}

/** The flags as arguments for the Docker CLI. */
export function flagArguments(flags: DockerFlags): readonly string[] {
  const strings = [
    ["--config", flags.config],
    ["--context", flags.context],
    ["--host", flags.host],
    ["--tls", flags.tls],
    ["--tlsverify", flags.tlsVerify],
    ["--tlscacert", flags.tlsCaCert],
    ["--tlscert", flags.tlsCert],
    ["--tlskey", flags.tlsKey],
  ] as const;
  return strings.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** {@link DockerFlags}, described. */
export const dockerFlags = fields<DockerFlags>({
  config: text,
  context: text,
  host: text,
  tls: flag,
  tlsVerify: flag,
  tlsCaCert: text,
  tlsCert: text,
  tlsKey: text,
});
