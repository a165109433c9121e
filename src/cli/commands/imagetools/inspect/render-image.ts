import { SlipwayError } from "../../../../errors/index.js";
import type { ImageInspection } from "../../../../index.js";
import { templateFunctions } from "../../../template/functions.js";
import { indentedJson } from "../../../template/indented-json.js";
import { compileTemplate } from "../../../template/template.js";
import { templateData } from "./template-data.js";

/** Carries out a template on an image. Throws SlipwayError as templates and {@link ImageInspection} do. */
export async function renderImage(
  name: string,
  inspection: ImageInspection,
  format: string,
): Promise<string> {
  const data = await templateData(name, inspection, format);
  const functions = new Map([...templateFunctions, ["json", indentedJson] as const]);
  try {
    return compileTemplate(format).render(data, functions);
  } catch (reason) {
    // Buildx's other commands put words before what is wrong with a template; this one does not.
    const error = SlipwayError.from(reason);
    const message = error.message.replace(/^template parsing error: /, "");
    throw new SlipwayError(error.code, message, { cause: reason });
  }
}
