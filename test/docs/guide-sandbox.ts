import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import {
  busyboxPath,
  engineRequest,
  lab,
  onCleanup,
  projectRoot,
  type RunResult,
  removeBuilderTraces,
  removeImage,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";
import { defaultImage } from "./missing-image.js";

/**
 * A place to run a document's commands as they stand: `slipway` is on the PATH, the examples are there, and no name
 * meets another's on the engine: the document's builders and networks get a suffix of their own behind its back.
 */
export class GuideSandbox {
  readonly #directory = temporaryDirectory("guide");
  readonly #configuration = temporaryDirectory("guide-config");
  readonly #suffix = randomBytes(3).toString("hex");
  /** The document's names, the longest first. */
  readonly #names: readonly string[];

  /** Addresses of the document that stand for others here. */
  readonly #standIns: Readonly<Record<string, string>>;
  readonly #driverOptions: readonly string[];

  /**
   * @param standIns what is used here instead of addresses of the document
   * @param driverOptions added to those of the builders that the document creates
   */
  constructor(
    markdown: string,
    standIns: Readonly<Record<string, string>> = {},
    driverOptions: readonly string[] = [],
  ) {
    this.#standIns = standIns;
    this.#driverOptions = driverOptions;
    const builders = matches(markdown, /--name[ =]([\w-]+)/g);
    const networks = matches(markdown, /network create ([\w-]+)/g);
    this.#names = [...builders, ...networks].sort((a, b) => b.length - a.length);
    this.#installCommand();
    this.#copyExamples();
    for (const image of matches(markdown, /(?:-t|--tag)[ =](\S+)/g)) onCleanup(() => removeImage(image));
    for (const network of networks) {
      onCleanup(async () => void (await engineRequest("DELETE", `/networks/${network}-${this.#suffix}`)));
    }
    for (const name of matches(markdown, /docker run .*--name[ =]([\w-]+)/g)) {
      onCleanup(async () => {
        await engineRequest("DELETE", `/containers/${name}-${this.#suffix}?force=1&v=1`);
      });
    }
    for (const builder of builders) onCleanup(() => removeBuilderTraces(`${builder}-${this.#suffix}`));
  }

  /** Writes a file of the document. */
  write(name: string, content: string): void {
    const path = join(this.#directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, this.#toSandbox(content));
  }

  /** Lets programs of the document import the library. */
  installLibrary(): void {
    mkdirSync(join(this.#directory, "node_modules"));
    symlinkSync(projectRoot, join(this.#directory, "node_modules/slipway"));
  }

  /** Runs a command of the document; its two outputs come together, with the document's own names in them. */
  async run(command: string): Promise<{ readonly code: number; readonly output: string }> {
    const result = await this.#shell(this.#toSandbox(command));
    return { code: result.code, output: this.#fromSandbox(result.stdout) };
  }

  #shell(command: string): Promise<RunResult> {
    return startProgram("bash", ["-c", `exec 2>&1\n${command}`], {
      cwd: this.#directory,
      env: {
        DOCKER_CONFIG: this.#configuration,
        PATH: `${join(this.#directory, ".bin")}${delimiter}${process.env.PATH}`,
      },
    }).finished;
  }

  #toSandbox(command: string): string {
    let text = command;
    for (const name of this.#names) text = text.replaceAll(name, `${name}-${this.#suffix}`);
    for (const [name, here] of Object.entries(this.#standIns)) text = text.replaceAll(name, here);
    const options = [...this.#driverOptions, ...(lab.image === defaultImage ? [] : [`image=${lab.image}`])];
    const creates = text.startsWith("slipway create ") && !/image=|--driver remote/.test(text);
    if (creates && options.length > 0) {
      const flags = options.map((option) => `--driver-opt ${option}`).join(" ");
      text = text.replace("slipway create ", `slipway create ${flags} `);
    }
    if (lab.image === defaultImage) return text;
    // Without a registry the lab's image stands in for every version of moby/buildkit.
    return text.replaceAll(/moby\/buildkit:[\w.-]+/g, lab.image);
  }

  #fromSandbox(output: string): string {
    let text = output;
    for (const [name, here] of Object.entries(this.#standIns)) text = text.replaceAll(here, name);
    for (const name of this.#names) text = text.replaceAll(`${name}-${this.#suffix}`, name);
    if (lab.image === defaultImage) return text;
    return text.replaceAll(/^.*using local image .*\n/gm, "").replaceAll(lab.image, defaultImage);
  }

  #installCommand(): void {
    const directory = join(this.#directory, ".bin");
    mkdirSync(directory);
    writeFileSync(
      join(directory, "slipway"),
      `#!/bin/sh\nexec "${process.execPath}" "${slipwayPath}" "$@"\n`,
    );
    chmodSync(join(directory, "slipway"), 0o755);
  }

  #copyExamples(): void {
    cpSync(join(projectRoot, "examples"), join(this.#directory, "examples"), { recursive: true });
    for (const architecture of ["amd64", "arm64"]) {
      const target = join(this.#directory, "examples/hello", `busybox-${architecture}`);
      copyFileSync(busyboxPath(architecture), target);
    }
  }
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}
