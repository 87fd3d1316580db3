// The stylizer alone, in a frame of another page: takes its settings from the query, and tells that
// page how tall it is. It says nothing else to anybody.

const query = new URLSearchParams(location.search);
const language = query.get('lang') ?? '';
query.delete('lang');
if (/^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(language)) document.documentElement.lang = language;
if (query.size > 0 && !location.hash) {
  history.replaceState(history.state, '', `${location.pathname}#stylizer?${query}`);
}

if (parent !== window) {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    parent.postMessage({ type: 'pastiche-height', height }, '*');
  };
  new ResizeObserver(tell).observe(document.body);
}
