import type { SourceRange } from "../../progress/model/status.js";
import { fieldOf } from "../../util/json-value.js";
import type { ResourceSample } from "../contract/index.js";
import type { StepFacts } from "../steps/bounded-facts.js";
import type { SourceFiles } from "../steps/source-files.js";
import { machineSamples, stepSamples } from "./resource-samples.js";

/** Steps of one statement. */
const MOST_STEPS = 50_000;

/** What a provenance statement tells of a build's steps. */
export interface ProvenanceFacts {
  /** By the steps' digests. */
  readonly steps: ReadonlyMap<string, StepFacts>;
  readonly machine: readonly ResourceSample[];
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
}

const METADATA = "https://mobyproject.org/buildkit@v1#metadata";

/** Reads a statement of SLSA v1 or v0.2. What is of another shape is as if it were absent. */
export function readProvenance(predicate: unknown, sources: SourceFiles): ProvenanceFacts {
  const definition = fieldOf(predicate, "buildDefinition");
  const config =
    fieldOf(fieldOf(definition, "internalParameters"), "buildConfig") ?? fieldOf(predicate, "buildConfig");
  const metadata =
    fieldOf(fieldOf(fieldOf(predicate, "runDetails"), "metadata"), "buildkit_metadata") ??
    fieldOf(fieldOf(predicate, "metadata"), METADATA);
  const parameters =
    fieldOf(fieldOf(definition, "externalParameters"), "request") ??
    fieldOf(fieldOf(predicate, "invocation"), "parameters");
  return {
    steps: stepFacts(config, fieldOf(metadata, "source"), sources),
    machine: machineSamples(fieldOf(metadata, "sysUsage")),
    secrets: idsOf(fieldOf(parameters, "secrets")),
    ssh: idsOf(fieldOf(parameters, "ssh")),
  };
}

function stepFacts(config: unknown, source: unknown, sources: SourceFiles): Map<string, StepFacts> {
  const infos = listOf(fieldOf(source, "infos")).map((info) => ({
    filename: textOf(fieldOf(info, "filename")),
    language: textOf(fieldOf(info, "language")),
    data: Buffer.from(textOf(fieldOf(info, "data")), "base64"),
  }));
  const samples = new Map(
    listOf(fieldOf(config, "llbDefinition")).map((step) => [
      textOf(fieldOf(step, "id")),
      stepSamples(fieldOf(fieldOf(step, "resourceUsage"), "samples")),
    ]),
  );
  const locations = fieldOf(source, "locations");
  const facts = new Map<string, StepFacts>();
  const mapping = fieldOf(config, "digestMapping");
  const mapped = Object.entries(typeof mapping === "object" && mapping !== null ? mapping : {});
  for (const [digest, step] of mapped.slice(0, MOST_STEPS)) {
    if (typeof step !== "string") continue;
    const [location] = listOf(fieldOf(fieldOf(locations, step), "locations"));
    const info = infos[countOf(fieldOf(location, "sourceIndex"))];
    const ranges = listOf(fieldOf(location, "ranges")).map(rangeOf);
    const place = location === undefined || info === undefined ? undefined : sources.place(info, ranges);
    facts.set(digest, { source: place, resources: samples.get(step) });
  }
  for (const info of infos) if (info.data.length > 0) sources.add(info);
  return facts;
}

function rangeOf(range: unknown): SourceRange {
  const position = (end: "start" | "end") => {
    const place = fieldOf(range, end);
    return { line: countOf(fieldOf(place, "line")), character: countOf(fieldOf(place, "character")) };
  };
  return { start: position("start"), end: position("end") };
}

function idsOf(list: unknown): string[] {
  return listOf(list).map(
    (entry) => textOf(fieldOf(entry, "id")) || textOf(fieldOf(entry, "ID")) || textOf(entry),
  );
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json.slice(0, 20_000) : [];
}

function textOf(json: unknown): string {
  return typeof json === "string" ? json : "";
}

function countOf(json: unknown): number {
  return Number.isSafeInteger(json) && Number(json) >= 0 ? Number(json) : 0;
}
