import { dockerConfigDir } from "../../engine/index.js";
import type { BuilderOptions } from "../types.js";
import { StateDirectory } from "./state-directory.js";

/** Where the builders of these options are stored. */
export function stateDirectoryOf({
  env = process.env,
  docker,
}: Pick<BuilderOptions, "env" | "docker">): string {
  return StateDirectory.locate(dockerConfigDir(env, docker?.config), env).path;
}
