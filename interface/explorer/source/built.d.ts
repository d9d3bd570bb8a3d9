/** Modules that the build makes: see build.mjs. */

declare module "lessons" {
  const lessons: { id: string; [field: string]: any }[];
  export default lessons;
}

declare module "shared" {}

declare module "lesson-check" {
  /** What ajv compiles of views/lessons/schema.js. */
  const isSound: { (lesson: unknown): boolean; errors?: any[] | null };
  export default isSound;
}
