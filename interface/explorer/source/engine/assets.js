// Assets: what the built page carries: model card, kernel and worker, packed into elements of the page.

/** Return the parts that `createEngine` takes. */
export async function loadAssets() {
  const [card, wasm, worker] = await Promise.all(["card", "kernel", "worker"].map((name) => unpacked(`asset-${name}`)));
  const text = new TextDecoder();
  return { card: JSON.parse(text.decode(card)), wasm, workerSource: text.decode(worker) };
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
