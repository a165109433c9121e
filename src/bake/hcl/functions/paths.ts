import { homedir } from "node:os";
import { posix } from "node:path";
import { define, type HclFunction, parameter } from "../evaluate/function.js";
import { stringType } from "../values/types.js";
import { nullValue, stringValue, textOf } from "../values/value.js";

/** The last part of a path with slashes; `.` for none, `/` for the root. */
function basename(path: string): string {
  if (path === "") return ".";
  return path.replace(/\/+$/, "").replace(/^.*\//s, "") || "/";
}

/** All but the last part of a path, tidied. */
function dirname(path: string): string {
  const directory = posix.normalize(path.slice(0, path.lastIndexOf("/") + 1));
  return directory === "/" ? directory : directory.replace(/\/$/, "");
}

/** Functions of paths. */
export const pathFunctions: Readonly<Record<string, HclFunction>> = {
  basename: define([parameter("path", stringType)], (path) =>
    stringValue(basename(textOf(path ?? nullValue()))),
  ),
  dirname: define([parameter("path", stringType)], (path) =>
    stringValue(dirname(textOf(path ?? nullValue()))),
  ),
  homedir: define([], () => stringValue(homedir())),
};
