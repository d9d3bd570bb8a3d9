/** The kit for a class: loaded when a code, a sheet or a class is asked for. */

export { answerKey, handin, worksheet } from "./paper.js";
export { codeOf, nameIn, SIGNS, workOf } from "./code.js";
export { collect } from "./collecting.js";
export { handIn } from "./handing.js";
export { linksFor } from "./links.js";
export { readCodes } from "./reading.js";
