import type { Plugin } from 'vite';

const reader = /<script src="\/theme-boot.js">/;

/**
 * What every page needs is one file, what signing in needs beyond it is another, and what the frame and the dashboard need a third: on a
 * phone's network two dozen small ones would wait for each other.
 */
export const firstChunks = [
  { name: 'app', tags: ['$initial' as const], priority: 3 },
  { name: 'sign-in', test: /\/LoginPage\.vue$/, priority: 2 },
  // What only the globe itself draws.
  { name: 'atlas', test: /\/globe\/atlas\.ts$/, priority: 2 },
  { name: 'first-page', test: /\/(SignedIn|DashboardPage)\.vue$/, priority: 1 },
];

/**
 * Names the script and the style of the first page in index.html, so that `public/theme-boot.js` can ask for them before the entry script
 * has come and run. The sign-in page does without.
 */
export const firstPage = (): Plugin => ({
  name: 'first-page',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle, chunk: entry }) {
      if (!bundle) return html;
      const first = Object.values(bundle).find((part) => part.type === 'chunk' && part.name === 'first-page');
      if (first?.type !== 'chunk') throw new Error('there is no chunk of the first page: look at firstChunks');
      const names = [first.fileName, ...first.imports].filter((name) => name !== entry?.fileName);
      const styles = names.flatMap((name) => {
        const part = bundle[name];
        return part?.type === 'chunk' ? [...(part.viteMetadata?.importedCss ?? [])] : [];
      });
      const files = [...names, ...styles].map((name) => `/${name}`);
      return html.replace(reader, (script) => `<meta name="first-page" content="${files.join(' ')}" />\n    ${script}`);
    },
  },
});
