/** The word with which completion scripts ask what comes next; the docker command asks its plugins with it too. */
export const COMPLETE_WORD = "__complete";
