// Jest transform for single-file components: compiles script and template, drops styles (jsdom lays nothing out).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { compileScript, parse } from '@vue/compiler-sfc';

const ownSource = readFileSync(fileURLToPath(import.meta.url));

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

export default {
  getCacheKey: (source, file, options) =>
    hash(ownSource, source, file, options.configString, String(options.supportsStaticESM)),
  process(source, filename, options) {
    const { descriptor, errors } = parse(source, { filename });
    if (errors.length > 0) throw errors[0];
    const id = hash(filename).slice(0, 8);
    const script = compileScript(descriptor, { id, inlineTemplate: true, genDefaultAs: 'component' });
    const code = `${script.content}\ncomponent.__file = ${JSON.stringify(filename)};\nexport default component;\n`;
    const out = transformSync(code, {
      filename,
      configFile: false,
      swcrc: false,
      sourceMaps: true,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: options.supportsStaticESM ? 'es6' : 'commonjs' },
    });
    return { code: out.code, map: out.map };
  },
};
