/**
 * What a page does in a browser: draws the charts of the chosen mode and metric when they come near, and changes the choice. Colours
 * are CSS variables inside the drawings, so light, dark and print need no second drawing.
 */
export const PAGE_SCRIPT = `(() => {
  'use strict';
  const { config, specs, site } = JSON.parse(document.getElementById('page-data').textContent);
  const anchor = decodeURIComponent(location.hash.slice(1));
  const place = anchor === '' || document.getElementById(anchor) ? undefined : site.places[anchor];
  if (place !== undefined && place !== site.file) {
    location.replace(place + location.hash);
    return;
  }
  document.documentElement.dataset.js = '';
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  const modes = [...document.querySelectorAll('input[name="repeats"]')];
  const metric = document.getElementById('metric');
  const theme = document.getElementById('theme');
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
      () => { figure.dataset.state = 'drawn'; place.style.minHeight = ''; },
      (error) => { figure.dataset.state = 'failed'; place.textContent = 'This chart could not be drawn: ' + error.message; },
    );
  }

  async function drawPending() {
    if (drawing) return;
    drawing = true;
    for (let figure = pending.shift(); figure; figure = pending.shift()) {
      if (figure.hidden) delete figure.dataset.state;
      else if (figure.dataset.state === 'waiting') await draw(figure);
      await new Promise((resolve) => setTimeout(resolve));
    }
    drawing = false;
  }

  function queue(figure) {
    if (figure.hidden || figure.dataset.state) return;
    figure.dataset.state = 'waiting';
    pending.push(figure);
    drawPending();
  }

  const nearby = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) queue(target);
  }, { rootMargin: '600px 0px' });

  function show() {
    const mode = modes.find((input) => input.checked)?.value;
    for (const element of document.querySelectorAll('[data-repeats]'))
      element.hidden = element.dataset.repeats !== mode || (metric !== null && (element.dataset.metric ?? metric.value) !== metric.value);
  }

  for (const input of modes) input.addEventListener('change', show);
  metric?.addEventListener('change', show);
  theme?.addEventListener('change', () => { document.documentElement.dataset.theme = theme.value; });
  addEventListener('beforeprint', () => {
    for (const figure of figures) if (!figure.hidden && !['drawing', 'drawn'].includes(figure.dataset.state)) draw(figure);
  });
  show();
  for (const figure of figures) nearby.observe(figure);
})();
`;
