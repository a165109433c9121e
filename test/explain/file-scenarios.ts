import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./scenario.js";

const many = Object.fromEntries(
  Array.from({ length: 5_000 }, (_, n) => [`many/${n % 50}/${n}`, `many ${n}`]),
);

/** Changes of files of a context. */
export const fileScenarios: readonly Scenario[] = [
  {
    name: "one file of 5 000 changed",
    dockerfile: "FROM scratch\nCOPY many /many-1\n",
    isWhole: true,
    files: many,
    change: (directory) => writeFileSync(join(directory, "many/7/1007"), "other"),
    causes: [["COPY many", "files", "many/7/1007 changed"]],
  },
  {
    name: "only a mode changed",
    dockerfile: "COPY src /src-mode\nRUN echo mode\n",
    files: { "src/a": "mode", "src/b": "mode b" },
    change: (directory) => chmodSync(join(directory, "src/a"), 0o700),
    causes: [["COPY src", "files", "the mode of src/a changed, not its content"]],
  },
  {
    name: "a file has another name",
    dockerfile: "COPY src /src-rename\n",
    files: { "src/a": "rename", "src/b": "rename b" },
    change: (directory) => renameSync(join(directory, "src/a"), join(directory, "src/z")),
    causes: [["COPY src", "files", "src/a was removed and src/z was added"]],
  },
  {
    name: "a file is new",
    dockerfile: "COPY src /src-new\n",
    files: { "src/a": "new" },
    change: (directory) => writeFileSync(join(directory, "src/b"), "b"),
    causes: [["COPY src", "files", "src/b was added"]],
  },
  {
    name: "a file is gone",
    dockerfile: "COPY src /src-gone\n",
    files: { "src/a": "gone", "src/b": "gone b" },
    change: (directory) => rmSync(join(directory, "src/b")),
    causes: [["COPY src", "files", "src/b was removed"]],
  },
  {
    name: "an ignored file changed",
    dockerfile: "COPY . /src-ignored\n",
    files: { "src/a": "ignored", ".dockerignore": "*.log\nDockerfile\n.dockerignore\n", "src.log": "1" },
    change: (directory) => writeFileSync(join(directory, "src.log"), "2"),
    causes: [],
  },
  {
    name: "a file is ignored now",
    dockerfile: "COPY src /src-now-ignored\n",
    files: { "src/a": "now ignored", "src/b.log": "b", ".dockerignore": "x\n" },
    change: (directory) => writeFileSync(join(directory, ".dockerignore"), "**/*.log\n"),
    causes: [["COPY src", "files", "src/b.log was removed"]],
  },
  {
    name: "a file was only touched",
    dockerfile: "COPY src /src-touched\nRUN echo touched\n",
    files: { "src/a": "touched" },
    change: (directory) => utimesSync(join(directory, "src/a"), 1, 1),
    causes: [],
  },
  {
    name: "one file deep in a directory changed, and a step after it is not to blame",
    dockerfile: "COPY src /src-deep\nRUN echo deep\nRUN echo deeper\n",
    files: { "src/x/y/z": "deep", "src/x/y/w": "deep w" },
    change: (directory) => writeFileSync(join(directory, "src/x/y/z"), "other deep"),
    causes: [["COPY src", "files", "src/x/y/z changed"]],
  },
  {
    name: "several files changed",
    dockerfile: "COPY src /src-several\n",
    files: { "src/a": "several", "src/b": "several b", "src/c": "several c", "src/d": "several d" },
    change: (directory) => {
      for (const name of ["a", "b", "c", "d"]) writeFileSync(join(directory, "src", name), "other");
    },
    causes: [["COPY src", "files", "4 files changed: src/a, src/b, src/c, and 1 more"]],
  },
  {
    name: "a file that a wildcard matches changed",
    dockerfile: "COPY src/*.txt /src-wildcard/\n",
    files: { "src/a.txt": "wildcard", "src/b.md": "wildcard b" },
    change: (directory) => {
      writeFileSync(join(directory, "src/b.md"), "other");
      writeFileSync(join(directory, "src/a.txt"), "other");
    },
    causes: [["COPY src/*.txt", "files", "src/a.txt changed"]],
  },
  {
    name: "a file beside those that a wildcard matches changed",
    dockerfile: "COPY src/*.txt /src-beside/\n",
    files: { "src/a.txt": "beside", "src/b.md": "beside b" },
    change: (directory) => writeFileSync(join(directory, "src/b.md"), "other"),
    causes: [],
  },
  {
    name: "a link leads elsewhere",
    dockerfile: "COPY src /src-link\n",
    files: { "src/a": "link" },
    change: (directory) => {
      rmSync(join(directory, "src/a"));
      symlinkSync("elsewhere", join(directory, "src/a"));
    },
    causes: [["COPY src", "files", "src/a changed"]],
  },
  {
    name: "a mounted file changed",
    dockerfile: "RUN --mount=type=bind,source=src,target=/mnt echo mounted; ls /mnt\n",
    files: { "src/a": "mounted" },
    change: (directory) => writeFileSync(join(directory, "src/a"), "other mounted"),
    causes: [["--mount", "files", "src/a changed"]],
  },
  {
    name: "a directory came",
    dockerfile: "COPY src /src-directory\n",
    files: { "src/a": "directory" },
    change: (directory) => {
      mkdirSync(join(directory, "src/sub"));
      writeFileSync(join(directory, "src/sub/b"), "b");
    },
    causes: [["COPY src", "files", "src/sub/b was added"]],
  },
];
