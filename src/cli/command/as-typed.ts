import type { Invocation } from "./invocation.js";

/**
 * Messages and hints of the library name commands as `` `slipway ls` `` in backticks; here they become what the user of
 * this program types, `docker buildx ls` for one. Buildx's own messages that name it are left as they are where the
 * program is called by its name.
 */
export function asTyped(text: string, { mode, path }: Invocation): string {
  const named = text.replaceAll("`slipway ", `\`${path} `);
  return mode === "plugin" || path.endsWith("buildx")
    ? named
    : named.replaceAll(/(?<!docker )\bbuildx (?=create\b)/g, `${path} `);
}
