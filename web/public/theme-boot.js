// Runs before the first paint so that a dark page never flashes white. A file, not inline, so the CSP needs no exception.
(function () {
  function remembered() {
    try {
      return localStorage.getItem('flexspace.theme');
    } catch {
      return null; // storage is off: follow the system
    }
  }
  const chosen = remembered() || 'auto';
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
