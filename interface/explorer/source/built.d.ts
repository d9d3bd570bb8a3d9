/** Modules that the build makes: see build.mjs. */

declare module "shared" {}

declare module "lesson-check" {
  /** What ajv compiles of views/lessons/schema.js. */
  const isSound: { (lesson: unknown): boolean; errors?: any[] | null };
  export default isSound;
}
