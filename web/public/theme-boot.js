// Runs before the first paint, so that a dark page never flashes white and what the first page needs is on its way at once.
// A file, not inline, so the CSP needs no exception.
(function () {
  const root = document.documentElement;
  function remembered() {
    try {
      return localStorage.getItem('flexspace.theme');
    } catch {
      return null; // storage is off: follow the system
    }
  }
  const chosen = remembered() || 'auto';
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';

  const [, page] = location.pathname.split('/');
  root.dataset.page = page;
  const early = document.querySelector('meta[name=first-page]');
  if (!early || (page !== '' && page !== 'rooms')) return;
  for (const href of early.content.split(' ')) {
    const link = document.createElement('link');
    if (href.endsWith('.css')) Object.assign(link, { rel: 'preload', as: 'style' });
    else link.rel = 'modulepreload';
    link.crossOrigin = ''; // as the build asks for them, or they would come twice
    link.href = href;
    document.head.append(link);
  }
})();
