import { type TextMap, targetNameOf } from "../targets/target.js";

/** Named contexts in the form of targets: `service:x` and `target:x` are the target of that name. */
export function targetContexts(contexts: ReadonlyMap<string, string>): TextMap {
  return Object.fromEntries(
    [...contexts].map(([name, value]) => {
      const [, linked] = /^(?:service|target):(.*)$/s.exec(value) ?? [];
      return [name, linked === undefined ? value : `target:${targetNameOf(linked)}`];
    }),
  );
}
