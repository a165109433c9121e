/** An SSH agent or keys of a target, as text can say it. */
export interface SshText {
  readonly id?: string | undefined;
  /** An agent's socket, or private key files. Default: the agent of `SSH_AUTH_SOCK`. */
  readonly paths?: readonly string[] | undefined;
}

/** Reads `id`, `id=path` or `id=path,path`. */
export function parseSsh(text: string): SshText {
  const equals = text.indexOf("=");
  if (equals === -1) return { id: text };
  return { id: text.slice(0, equals), paths: text.slice(equals + 1).split(",") };
}

/** What `--print` shows. */
export function printSsh({ id, paths }: SshText): Record<string, string | readonly string[]> {
  return { ...(id ? { id } : {}), ...(paths?.length ? { paths } : {}) };
}
