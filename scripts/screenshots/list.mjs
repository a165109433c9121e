// @ts-check
// The pictures of the build view that guides show, made by `npm run docs:screenshots`.

/** Where they lie, from the project's directory. */
export const directory = "docs/images";

/** Bytes that one may have: a guide is read over slow lines too. */
export const largest = 80_000;

/**
 * Their files, each with the build of the scene that it shows and where in the view.
 * @type {readonly { file: string, build?: import("./scene.mjs").SceneBuild, tab?: string }[]}
 */
export const screenshots = [
  { file: "view-builds.png" },
  { file: "view-timeline.png", build: "first", tab: "timeline" },
  { file: "view-graph.png", build: "first", tab: "graph" },
  { file: "view-log.png", build: "failed", tab: "logs" },
  { file: "view-failure.png", build: "failed", tab: "source" },
  { file: "view-comparison.png", build: "changed" },
];
