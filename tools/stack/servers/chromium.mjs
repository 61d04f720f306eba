import { existsSync } from 'node:fs';
import { findProgram, onPath } from './find-program.mjs';
import { maySystemInstall, systemInstall } from './system-packages.mjs';

const VERSION = { args: ['--version'], pattern: /(\d+)\.\d+/, least: [120] };
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where a Chromium for the browser tests comes from on this machine. */
export function findChromium() {
  const { CHROME_PATH } = process.env;
  const installed = () => NAMES.map((name) => onPath(name, VERSION)).find((file) => file !== undefined);
  return findProgram(
    'Chromium',
    [
      () => (CHROME_PATH && existsSync(CHROME_PATH) ? CHROME_PATH : undefined),
      installed,
      async () => {
        if (!maySystemInstall()) return undefined;
        // Without a font package it draws empty boxes for text.
        await systemInstall(['chromium', 'fonts-dejavu-core']);
        return installed();
      },
    ],
    'Install Chromium or Chrome with a font (on Debian: apt-get install chromium fonts-dejavu-core), or name one in CHROME_PATH.',
  );
}
