/** Text with everything that differs between two equal runs replaced by a placeholder: ids, times, sizes of transfers. */
export function normalize(text: string): string {
  return text
    .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:ID")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d\d:?\d\d)( UTC)?)?/g, "TIME")
    .replaceAll(/\b\d+(\.\d+)?(ms|s)\b/g, "SECONDS");
}

/**
 * What docker-buildx prints by luck, settled. Go's HTTP/2 library logs when a connection is closed at an unlucky moment. And
 * of a frontend's error both the request that asked for it and the one that runs the build are told at once: the first to
 * notice words it, which in one of a thousand failing builds is "failed to run Build function".
 */
export function withoutChance(stderr: string): string {
  return stderr
    .replace(/^[\d/]{10} [\d:]{8} http2: .*\n/gm, "")
    .replace(/^(ERROR: .*?)failed to run Build function: /gm, "$1failed to solve: ");
}

/** One step of plain progress: its name and the lines printed for it, without the `#N` in front. */
export interface PlainStep {
  readonly name: string;
  readonly lines: readonly string[];
}

/**
 * Plain progress as its steps, for comparing two builds: pieces of one step that other steps interrupted are put
 * together, times and ids are replaced, transfer progress that depends on the moment is left out. The `#0` header and
 * whatever is not progress (`ERROR: …`, warnings) are in `rest`.
 */
export function parsePlain(stderr: string): {
  readonly header: string | undefined;
  readonly steps: readonly PlainStep[];
  readonly rest: readonly string[];
} {
  const steps = new Map<string, { name: string; lines: string[]; ended: Set<string> }>();
  const rest: string[] = [];
  let header: string | undefined;
  for (const line of stderr.split("\n")) {
    const match = /^#(\d+) (.*)$/.exec(line);
    if (!match) {
      if (line !== "") rest.push(normalize(line));
      continue;
    }
    const [, number = "", text = ""] = match;
    if (number === "0") {
      header = text;
      continue;
    }
    const step = steps.get(number);
    if (step === undefined) steps.set(number, { name: normalize(text), lines: [], ended: new Set() });
    // The name is printed again when a step comes back after another one.
    else if (text !== "..." && normalize(text) !== step.name && !isRepeated(step.ended, text)) {
      addLine(step.lines, normalizeStepLine(text));
    }
  }
  const settled = [...steps.values()].map(({ name, lines }) => ({ name, lines: settledLines(lines) }));
  return { header, steps: settled, rest };
}

/**
 * What is left when a step is over. On a slow machine a status is seen before it is done, and a step that the daemon
 * takes up again is seen as done in between.
 */
function settledLines(lines: readonly string[]): string[] {
  return lines.filter((line, index) => {
    const later = lines.slice(index + 1);
    if (line === "DONE") return later.length === 0;
    const begun = `${line.replace(/( SECONDS)?$/, "")} `;
    return !later.some((other) => other.startsWith(begun) && other.endsWith(" done"));
  });
}

/** A daemon that takes up a blob again, as one that exports a layer of several images, says of it that it is done again. */
function isRepeated(ended: Set<string>, text: string): boolean {
  const blob = /^([a-z ]+ sha256:[0-9a-f]{64})( [\d.]+m?s)? done$/.exec(text)?.[1];
  if (blob === undefined) return false;
  const repeated = ended.has(blob);
  ended.add(blob);
  return repeated;
}

/** Whether and in how many pieces these are shown depends on timing. */
const unsteady =
  /^(transferring .*|copying files.*|sha256:ID .*|extracting .*|resolve .*) \d[\d.]*k?M?G?B( \/ .*)?( SECONDS)?$/;

function normalizeStepLine(text: string): string {
  return normalize(text)
    .replace(/^\d+\.\d+ /, "SECONDS ")
    .replace(/ (SECONDS )?done$/, " done")
    .replace(/^DONE SECONDS$/, "DONE")
    .replace(/(transferring [^:]*:) \d.*done$/, "$1 done");
}

function addLine(lines: string[], line: string): void {
  if (!unsteady.test(line)) lines.push(line);
}

/** The steps sorted by name: the order of steps that run side by side is a matter of luck. */
export function sortedSteps(steps: readonly PlainStep[]): readonly PlainStep[] {
  return [...steps].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
