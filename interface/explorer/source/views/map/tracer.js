/** Tracer: one world with every state of every month, which can be called off. */

import { loadAssets } from "../../engine/assets.js";
import { createEngine } from "../../engine/engine.js";

/** From this many teams on a trace takes seconds and hundreds of megabytes. */
const MANY = 1000;

/** Return { isLong(settings), trace(settings, how), cancel() }; a trace called off is null. */
export function createTracer(app) {
  let newest = 0;
  let end = null;

  const isLong = ({ size }) => app.card.sizes[size].teams >= MANY;

  function cancel() {
    newest += 1;
    end?.(null);
    end = null;
  }

  async function trace(settings, how) {
    cancel();
    const mine = newest;
    const found = await (isLong(settings) ? alone(settings, how) : app.engine.trace(settings, how));
    return mine === newest ? found : null;
  }

  /** A long one has a worker of its own, which ends with it: called off at once, and its memory is given back. */
  function alone(settings, how) {
    return new Promise((resolve, reject) => {
      let engine = null;
      let isOver = false;
      end = (found) => {
        isOver = true;
        engine?.crew.forEach(({ worker }) => worker.terminate());
        resolve(found);
      };
      const finish = end;
      const run = async () => {
        engine = await createEngine({ ...(await loadAssets()), workers: 1 });
        if (isOver) return finish(null);
        const found = await engine.trace(settings, how);
        finish(found);
      };
      run().catch(reject);
    });
  }

  return { isLong, trace, cancel };
}
