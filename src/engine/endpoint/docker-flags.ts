/** Docker's global flags, as the CLI plugin protocol hands them over. */
export interface DockerFlags {
  readonly config?: string;
  readonly context?: string;
  readonly host?: string;
  readonly tls?: boolean;
  readonly tlsVerify?: boolean;
  readonly tlsCaCert?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
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
