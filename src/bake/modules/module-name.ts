const MODULE = /\.(ts|mts|mjs|js)$/;

/** True for the name of a definition that is a program. */
export function isModuleName(name: string): boolean {
  return MODULE.test(name);
}
