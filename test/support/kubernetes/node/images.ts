import { engineRequest, inspectImage } from "../../engine.js";
import type { Container } from "../api/objects.js";

/** Why a container has no image: the reason of its waiting state, and the words. */
export class ImageError extends Error {
  constructor(
    readonly reason: "ErrImagePull" | "InvalidImageName" | "ErrImageNeverPull",
    message: string,
  ) {
    super(message);
  }
}

const reference = /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9._/-]+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/**
 * Makes sure that the engine has a container's image, by its pull policy; `pulling` is called before a pull. Resolves
 * with the image's id. Throws an {@link ImageError}.
 */
export async function ensureImage(
  { image, imagePullPolicy }: Container,
  pulling: () => void,
): Promise<{ id: string; pulled: boolean }> {
  if (!reference.test(image)) {
    const why = `couldn't parse image name "${image}": invalid reference format`;
    throw new ImageError("InvalidImageName", `Failed to apply default image tag "${image}": ${why}`);
  }
  if (imagePullPolicy !== "Always") {
    const present = await inspectImage(image);
    if (present !== undefined) return { id: present.Id, pulled: false };
    if (imagePullPolicy === "Never")
      throw new ImageError(
        "ErrImageNeverPull",
        `Container image "${image}" is not present with pull policy of Never`,
      );
  }
  pulling();
  const hasTag = /:[^/]*$/.test(image);
  const query = new URLSearchParams({ fromImage: image, ...(hasTag ? {} : { tag: "latest" }) });
  const { status, body } = await engineRequest("POST", `/images/create?${query}`);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const refusal = /"(?:message|error)":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  if (status >= 400 || refusal !== undefined)
    throw new ImageError("ErrImagePull", pullError(image, refusal ?? text));
  const pulled = await inspectImage(image);
  if (pulled === undefined) throw new ImageError("ErrImagePull", pullError(image, "the image is not there"));
  return { id: pulled.Id, pulled: true };
}

/** An engine's refusal in the words of containerd, which clusters have. */
function pullError(image: string, refusal: string): string {
  const unpack = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`;
  if (/manifest.*(unknown|not found)|not found|does not exist/i.test(refusal))
    return `rpc error: code = NotFound desc = ${unpack}: ${image}: not found`;
  return `rpc error: code = Unknown desc = ${unpack}: ${refusal.replaceAll('\\"', '"')}`;
}
