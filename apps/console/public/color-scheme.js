// Before the first paint, and from a file: the content security policy allows no script in the page.
(() => {
  let scheme = 'auto';
  try {
    scheme = localStorage.getItem('esep-color-scheme') ?? 'auto';
  } catch {
    // A browser that keeps nothing shows what the machine asks for.
  }
  const dark =
    scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
