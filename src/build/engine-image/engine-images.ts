import type { BuilderOptions } from "../../builder/types.js";
import { connectEngine, type Engine } from "../../engine/index.js";
import { isSlipwayError, prefixed, SlipwayError } from "../../errors/index.js";
import { familiarReference, parseReference, withDefaultTag } from "../../oci/reference.js";
import { EngineImage } from "./engine-image.js";

/** What the value of `--build-context name=docker-daemon://image[:tag]` begins with. */
export const DOCKER_DAEMON = "docker-daemon://";

/** The images of the user's engine that one build uses as contexts. */
export class EngineImages {
  readonly #options: BuilderOptions;
  readonly #images = new Map<string, EngineImage>();
  #engine: Promise<Engine> | undefined;

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /**
   * The image that a named context's value stands for; the same value is the same image.
   *
   * @throws SlipwayError `failed to get build context NAME: …`: `invalid-argument` for a bad reference, `not-found` for
   * an image the engine does not have, and what talking to the engine throws.
   */
  async open(context: string, value: string): Promise<EngineImage> {
    const known = this.#images.get(value);
    if (known !== undefined) return known;
    try {
      const reference = imageReference(value.slice(DOCKER_DAEMON.length));
      const image = await this.#find(reference);
      this.#images.set(value, image);
      return image;
    } catch (reason) {
      throw prefixed(SlipwayError.from(reason), `failed to get build context ${context}: `);
    }
  }

  /** Why an image could not be handed out, where the daemon only saw text. */
  failure(): SlipwayError | undefined {
    return [...this.#images.values()].find(({ failure }) => failure !== undefined)?.failure;
  }

  /** Ends the use of the engine. Does not reject. */
  async close(): Promise<void> {
    await Promise.all([...this.#images.values()].map((image) => image.close()));
    const engine = await this.#engine?.catch(() => undefined);
    engine?.close();
  }

  async #find(reference: string): Promise<EngineImage> {
    const { env, docker } = this.#options;
    this.#engine ??= connectEngine({ env, docker });
    const engine = await this.#engine;
    try {
      return await EngineImage.find(engine, reference, this.#options);
    } catch (reason) {
      if (!isSlipwayError(reason, "not-found")) throw reason;
      throw new SlipwayError(
        "not-found",
        `the Docker Engine at ${engine.endpoint.host} has no image ${reference}`,
        {
          cause: reason,
          hint: `docker pull ${reference}, or docker-image://${reference} to have the builder pull it`,
        },
      );
    }
  }
}

function imageReference(text: string): string {
  try {
    return familiarReference(withDefaultTag(parseReference(text)));
  } catch (cause) {
    const { message } = SlipwayError.from(cause);
    throw new SlipwayError("invalid-argument", `invalid image reference "${text}": ${message}`, { cause });
  }
}
