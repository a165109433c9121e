// @ts-check
import { ensureNpmPackage } from "./npm-package.mjs";

/**
 * The library that Docker's own GitHub actions are made of, and the directory it is in. It brings 300 packages along,
 * which is why it is no dependency of the project.
 */
export const ensureActionsToolkit = () => ensureNpmPackage("@docker/actions-toolkit", "0.101.0");
