import { stagesIn } from "../../util/dockerfile-stages.js";
import { nearestWord } from "../../util/nearest-word.js";
import { dockerfileText } from "../context/dockerfile-text.js";
import { anyOf, type FailedSolve } from "./failed-solve.js";

const NO_STAGE = /target stage "([^"]*)" could not be found/;
/** What is asked of a registry where no stage has the name. */
const NO_IMAGE =
  /failed to resolve source metadata for (?:docker\.io\/library\/)?([a-z0-9][a-z0-9._-]*):latest:/;
const MOST_STAGES = 20;

/** For `--target` of a stage that is none: the stages there are. */
export async function unknownTargetHint(failed: FailedSolve): Promise<string | undefined> {
  if (!NO_STAGE.test(failed.error.message)) return undefined;
  const stages = stagesIn(await textOf(failed));
  if (stages.length === 0) return "no stage of the Dockerfile has a name: FROM … AS NAME gives it one";
  const more = stages.length > MOST_STAGES ? ", …" : "";
  return `the stages are ${stages.slice(0, MOST_STAGES).join(", ")}${more}`;
}

/** For `FROM` or `--from=` of a name that is nearly a stage's: the daemon takes it for an image of Docker Hub. */
export async function mistypedStageHint(failed: FailedSolve): Promise<string | undefined> {
  const [, name] = NO_IMAGE.exec(failed.error.message) ?? [];
  if (name === undefined) return undefined;
  const stages = stagesIn(await textOf(failed)).filter((stage) => stage !== name);
  const meant = nearestWord(name, stages);
  return meant && `no stage is called ${name}, so it is taken for an image; did you mean ${anyOf([meant])}?`;
}

async function textOf({ error, plan: { main } }: FailedSolve): Promise<string> {
  const [source] = error.failure.sources;
  return source === undefined ? dockerfileText(main) : new TextDecoder().decode(source.info.data);
}
