/** The name of a script's function: what shells allow in one of the program's name. */
export function functionName(program: string): string {
  return `__${program.replaceAll(/\W/g, "_")}_complete`;
}
