/**
 * What the page does in a browser: draws the charts of the chosen mode and metric, and changes the choice. Colours are CSS
 * variables inside the drawings, so light, dark and print need no second drawing.
 */
export const PAGE_SCRIPT = `(() => {
  'use strict';
  const { config, specs } = JSON.parse(document.getElementById('chart-data').textContent);
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  const modes = [...document.querySelectorAll('input[name="repeats"]')];
  const metric = document.getElementById('metric');
  const pending = [];
  let drawing = false;

  function draw(figure) {
    const place = figure.querySelector('.chart');
    const narrow = place.clientWidth < 480;
    const axis = { ...config.axis, labelLimit: narrow ? 110 : config.axis.labelLimit };
    const legend = { ...config.legend, columns: narrow ? 2 : 4 };
    figure.dataset.state = 'drawing';
    return vegaEmbed(place, specs[figure.dataset.chart], {
      mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, config: { ...config, axis, legend },
    }).then(
      () => { figure.dataset.state = 'drawn'; },
      (error) => { figure.dataset.state = 'failed'; place.textContent = 'This chart could not be drawn: ' + error.message; },
    );
  }

  async function drawPending() {
    if (drawing) return;
    drawing = true;
    for (let figure = pending.shift(); figure; figure = pending.shift()) {
      if (!figure.hidden) await draw(figure);
      else delete figure.dataset.state;
      await new Promise((resolve) => setTimeout(resolve));
    }
    drawing = false;
    document.documentElement.dataset.charts = 'drawn';
  }

  function show() {
    const mode = modes.find((input) => input.checked)?.value;
    for (const element of document.querySelectorAll('[data-repeats]'))
      element.hidden = element.dataset.repeats !== mode || (element.dataset.metric ?? metric?.value) !== metric?.value;
    for (const figure of figures)
      if (!figure.hidden && !figure.dataset.state) { figure.dataset.state = 'waiting'; pending.push(figure); }
    drawPending();
  }

  for (const input of modes) input.addEventListener('change', show);
  metric?.addEventListener('change', show);
  show();
})();
`;
