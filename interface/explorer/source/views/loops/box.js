/** Box: how large the boxes of the diagram are; arrows are led round them when the page is built (drawing.mjs). */

export const BOX = { w: 124, h: 48 };
