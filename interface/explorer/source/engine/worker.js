// Worker: waits for runs, makes them, sends them back. Bundled to text and started from a Blob.

import { Kernel } from "./block.js";

let kernel;

const answers = {
  async start({ wasm, memory }) {
    kernel = await Kernel.create(wasm, memory);
    return [{}, []];
  },

  block({ layout, runs, series }) {
    kernel.prepare(layout);
    kernel.fill(runs);
    kernel.simulate(series);
    const measures = kernel.measures();
    const sums = series ? kernel.sums() : null;
    return [{ measures, sums }, [measures.buffer, ...(series ? [sums.buffer] : [])]];
  },

  trace({ layout, start, runs }) {
    kernel.prepare(layout);
    kernel.fill(runs);
    const found = kernel.trace(layout.states, start);
    const [measures, ties] = [kernel.measures(), kernel.ties()];
    return [{ ...found, measures, ties }, [found.history.buffer, measures.buffer, ties.buffer]];
  },
};

self.onmessage = async ({ data }) => {
  try {
    const [answer, transferred] = await answers[data.do](data);
    self.postMessage({ id: data.id, ...answer }, transferred);
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error?.message ?? error) });
  }
};
