/** A stage is for the platform that is built, or for another: the builder's own or one that the Dockerfile names. */
interface Stage {
  readonly name: string | undefined;
  readonly forTarget: boolean;
}

/**
 * Whether a Dockerfile runs programs of the platform that is built for: a `RUN` in a stage that is not for a platform of
 * its own, such as `--platform=$BUILDPLATFORM`. What base images do by `ONBUILD` is not known. True for a file that says
 * nothing, whose instructions are elsewhere.
 */
export function runsPrograms(dockerfile: string): boolean {
  const stages: Stage[] = [];
  let anything = false;
  for (const instruction of instructionsOf(dockerfile)) {
    const [word = "", ...rest] = instruction.split(/\s+/);
    anything = true;
    if (/^from$/i.test(word)) stages.push(stageOf(rest, stages));
    else if (/^run$/i.test(word) && stages.at(-1)?.forTarget) return true;
  }
  return !anything || stages.length === 0;
}

function stageOf(words: readonly string[], earlier: readonly Stage[]): Stage {
  const platform = words.find((word) => word.startsWith("--platform="))?.slice("--platform=".length);
  const [base, as = "", name] = words.filter((word) => !word.startsWith("--"));
  const parent = earlier.find((stage) => stage.name !== undefined && stage.name === base?.toLowerCase());
  const unquoted = platform?.replaceAll(/["']/g, "");
  // A variable of the user's own may be anything.
  const isOther =
    unquoted !== undefined && (/^\$\{?BUILDPLATFORM\}?$/.test(unquoted) || !unquoted.includes("$"));
  return {
    name: /^as$/i.test(as) ? name?.toLowerCase() : undefined,
    forTarget: parent?.forTarget ?? !isOther,
  };
}

/** The first line of each instruction: neither what follows it, nor comments, nor texts (`<<EOF`) within. */
function* instructionsOf(dockerfile: string): Generator<string> {
  const continuation = /^\s*#\s*escape\s*=\s*`/im.test(dockerfile.slice(0, 1024)) ? "`" : "\\";
  let continues = false;
  let ends: string[] = [];
  for (const raw of dockerfile.split("\n")) {
    const line = raw.trim();
    const [end] = ends;
    if (end !== undefined && !continues) {
      if (line === end) ends = ends.slice(1);
      continue;
    }
    if (line === "" || line.startsWith("#")) continue;
    if (!continues) yield line;
    if (/^(run|copy|add)\s/i.test(line) || continues) {
      ends.push(...[...line.matchAll(/<<-?["']?(\w+)["']?/g)].map(([, word = ""]) => word));
    }
    continues = line.endsWith(continuation);
  }
}
