"use strict";
// Draws the charts one after the other, so that the page can be read meanwhile.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const plots = [...document.querySelectorAll("[data-chart]")];
  const options = { displayModeBar: false, showLink: false, scrollZoom: false, doubleClick: false };

  // The dots of a map are as large as the map allows: `dots` is their size for each pixel of its width.
  const sized = (plot, layout) => {
    const dots = layout.meta ? Math.min(14, layout.meta.dots * plot.clientWidth) : 0;
    return dots ? { "marker.size": dots } : null;
  };

  const draw = (place) => {
    if (place === plots.length) {
      document.documentElement.dataset.drawn = "yes";
      return;
    }
    const plot = plots[place];
    const { data, layout } = charts[plot.dataset.chart];
    const size = sized(plot, layout);
    if (size) data[data.length - 1].marker.size = size["marker.size"];
    window.Plotly.newPlot(plot, data, layout, options).then(
      () => setTimeout(() => draw(place + 1), 0),
      () => setTimeout(() => draw(place + 1), 0),
    );
  };
  draw(0);

  // At once, since paper does not wait.
  const resize = (plot) => {
    if (!plot.data || plot.clientWidth === 0) return;
    const room = { width: plot.clientWidth, height: plot.clientHeight };
    window.Plotly.update(plot, sized(plot, plot.layout) || {}, room, [plot.data.length - 1]);
  };
  const widths = new Map();
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (widths.get(target) !== target.clientWidth) {
        widths.set(target, target.clientWidth);
        resize(target);
      }
    }
  });
  plots.forEach((plot) => watch.observe(plot));

  // Paper has another width than the screen.
  const fit = () => plots.forEach(resize);
  window.addEventListener("beforeprint", () => {
    document.documentElement.classList.add("paper");
    fit();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    fit();
  });
})();
