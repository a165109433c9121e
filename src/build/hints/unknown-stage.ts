import { join } from "node:path";
import type { MemoryTree } from "../../buildkit/session/index.js";
import { stagesIn } from "../../util/dockerfile-stages.js";
import { nearestWord } from "../../util/nearest-word.js";
import { readSmallFile } from "../../util/read-small-file.js";
import { anyOf, type FailedSolve } from "./failed-solve.js";

const NO_STAGE = /target stage "([^"]*)" could not be found/;
/** What is asked of a registry where no stage has the name. */
const NO_IMAGE =
  /failed to resolve source metadata for (?:docker\.io\/library\/)?([a-z0-9][a-z0-9._-]*):latest:/;
/** Bytes of a Dockerfile that are looked at. */
const LONGEST_DOCKERFILE = 2 << 20;
const MOST_STAGES = 20;

/** For `--target` of a stage that is none: the stages there are. */
export async function unknownTargetHint(failed: FailedSolve): Promise<string | undefined> {
  if (!NO_STAGE.test(failed.error.message)) return undefined;
  const stages = stagesIn(await dockerfileText(failed));
  if (stages.length === 0) return "no stage of the Dockerfile has a name: FROM … AS NAME gives it one";
  const more = stages.length > MOST_STAGES ? ", …" : "";
  return `the stages are ${stages.slice(0, MOST_STAGES).join(", ")}${more}`;
}

/** For `FROM` or `--from=` of a name that is nearly a stage's: the daemon takes it for an image of Docker Hub. */
export async function mistypedStageHint(failed: FailedSolve): Promise<string | undefined> {
  const [, name] = NO_IMAGE.exec(failed.error.message) ?? [];
  if (name === undefined) return undefined;
  const stages = stagesIn(await dockerfileText(failed)).filter((stage) => stage !== name);
  const meant = nearestWord(name, stages);
  return meant && `no stage is called ${name}, so it is taken for an image; did you mean ${anyOf([meant])}?`;
}

async function dockerfileText({ error, plan: { main } }: FailedSolve): Promise<string> {
  const [source] = error.failure.sources;
  if (source !== undefined) return new TextDecoder().decode(source.info.data);
  const directory = main.directories.get("dockerfile");
  if (directory === undefined) return "";
  const { filename = "Dockerfile" } = main.attrs;
  if (directory.kind === "memory") return memoryText(directory.tree, filename);
  return (await readSmallFile(join(directory.root, filename), LONGEST_DOCKERFILE)).toString("utf8");
}

async function memoryText(tree: MemoryTree, filename: string): Promise<string> {
  const content = tree.content(filename);
  if (content.kind === "file") return "";
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
