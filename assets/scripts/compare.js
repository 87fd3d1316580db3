// Lays the two pictures of a comparison over one another, with a native range for the edge between.

const between = document.documentElement.lang.startsWith('de') ? 'Kante zwischen' : 'Edge between';

for (const frame of document.querySelectorAll('.comparison-pictures')) enliven(frame);

/** @param {Element} frame */
function enliven(frame) {
  if (!(frame instanceof HTMLElement)) return;
  const labels = [...frame.querySelectorAll('.comparison-label')].map((one) => one.textContent);
  const range = document.createElement('input');
  range.type = 'range';
  range.className = 'comparison-range';
  range.min = '0';
  range.max = '100';
  range.value = '50';
  range.setAttribute('aria-label', `${between}: ${labels.join(', ')}`);
  const moved = () => {
    frame.style.setProperty('--at', `${range.value}%`);
    range.setAttribute('aria-valuetext', `${range.value}% ${labels[0]}`);
  };
  range.addEventListener('input', moved);
  moved();
  frame.append(range);
  frame.classList.add('live');
}
