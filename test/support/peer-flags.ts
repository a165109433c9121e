import { execFileSync } from "node:child_process";
import { lab } from "./lab.js";

/** The lines of flags in docker-buildx's own help of a command, without the space around them. */
export function peerFlagLines(command: readonly string[]): string[] {
  const env = { ...process.env, BUILDX_EXPERIMENTAL: "1" };
  const help = execFileSync(lab.buildx, [...command, "--help"], { encoding: "utf8", env });
  return [...help.matchAll(/^ {2,6}((?:-\w, |\s*)--[a-z-]+.*)$/gm)].map(([, line = ""]) => line.trim());
}

/** The flags of docker-buildx's own help of a command that none of these lines of arguments has. */
export function flagsWithoutRow(command: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const given = new Set(rows.flat().map((word) => word.replace(/=.*/s, "")));
  const names = peerFlagLines(command).map((line) => /(?:(-\w), )?(--[a-z-]+)/.exec(line) ?? []);
  return names.flatMap(([, short = "", long = ""]) => (given.has(long) || given.has(short) ? [] : [long]));
}
