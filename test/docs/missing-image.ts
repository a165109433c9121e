import { engineRequest, inspectImage, lab } from "../support/index.js";

/** The builder image of who names none. */
export const defaultImage = "moby/buildkit:buildx-stable-1";

/**
 * Why a version of moby/buildkit that a command names cannot be had: the engine has it not and cannot pull it. Undefined
 * when it can, and where the lab's image stands in for every version (see {@link GuideSandbox}).
 */
export async function missingImage(command: string): Promise<string | undefined> {
  if (lab.image !== defaultImage) return undefined;
  for (const [image] of command.matchAll(/moby\/buildkit:[\w.-]+/g)) {
    if (await inspectImage(image)) continue;
    const [repository, tag] = image.split(":");
    const { status, body } = await engineRequest("POST", `/images/create?fromImage=${repository}&tag=${tag}`);
    // The answer is a sequence of JSON texts, in which an error of the pull comes after status 200.
    if (status >= 400 || JSON.stringify(body).includes("errorDetail")) {
      return `the engine neither has ${image} nor can pull it`;
    }
  }
  return undefined;
}
