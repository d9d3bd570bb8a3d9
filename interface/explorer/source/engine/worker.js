// Worker: waits for runs, makes them, sends them back. Bundled to text and started from a Blob.

import { digestOf, Kernel } from "./block.js";

let kernel;
let sizes;

const answers = {
  async start({ wasm, card }) {
    kernel = await Kernel.create(wasm, card.memory);
    sizes = card.sizes;
    return [{}, []];
  },

  block({ size, runs }) {
    kernel.prepare({ name: size, ...sizes[size] }, false);
    kernel.fill(runs);
    kernel.simulate(true);
    const measures = kernel.measures();
    const sums = kernel.sums();
    return [{ measures, sums }, [measures.buffer, sums.buffer]];
  },

  trace({ size, runs }) {
    kernel.prepare({ name: size, ...sizes[size] }, true);
    kernel.fill(runs);
    kernel.simulate(true);
    const history = kernel.history();
    const [measures, ties] = [kernel.measures(), kernel.ties()];
    const { moments, rows } = kernel;
    const digest = digestOf(history, moments, rows, sizes[size].memory.states);
    return [{ history, measures, ties, moments, rows, digest }, [history.buffer, measures.buffer, ties.buffer]];
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
