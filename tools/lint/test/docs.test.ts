import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { z } from 'zod';
import { codeBlocksOf } from '../src/code-blocks.js';
import { documentedTelemetry } from '../src/documented-telemetry.js';

const root = path.resolve(import.meta.dirname, '../../..');
const pages = globSync(['*.md', '{docs,services,packages,tools,deploy,proto,web}/**/*.md'], {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name),
});
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const blocks = pages.flatMap((page) => codeBlocksOf(path.join(root, page)).map((block) => ({ page, ...block })));

const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts;

/** What there is to run: npm's scripts, and programs of the repository. */
const isThere = (page: string, line: string): boolean => {
  const words = line
    .replace(/#.*$/, '')
    .trim()
    .split(/\s+/)
    .filter((word) => !/^[A-Z_]+=/.test(word));
  const [command = '', first = '', second = ''] = words;
  if (command === '') return true;
  if (command === 'npm') return (first === 'run' ? second : first) in scripts;
  if (command === 'npx') return existsSync(path.join(root, 'node_modules/.bin', first));
  if (command !== 'node') return false;
  // Operations are tried for real, see tools/chaos.
  if (first === '-e') return page === 'docs/operations.md';
  const source = path.join(
    page.startsWith('services/') ? path.dirname(page) : '.',
    first.replace('dist/', 'src/').replace(/js$/, 'ts'),
  );
  if (!existsSync(path.join(root, source))) return false;
  const commands = globSync(`${path.dirname(source)}/{commands.ts,commands/index.ts,index.ts}`, { cwd: root }).map(
    read,
  );
  return second === '' || commands.some((text) => new RegExp(`^ *'?${second}'?:`, 'm').test(text));
};

/** What the compiler says about code that stands in a page, as if it were a file beside that page. */
const complaints = (page: string, code: string): string[] => {
  const file = path.join(root, path.dirname(page), 'example-in-the-docs.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    customConditions: ['source'],
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const inFolder = ts.createCompilerHost(options);
  host.fileExists = (name) => name === file || inFolder.fileExists(name);
  host.readFile = (name) => (name === file ? code : inFolder.readFile(name));
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2023) : inFolder.getSourceFile(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
};

describe('the pages of the repository', () => {
  it('link to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^\w+:/.test(target) && !existsSync(path.join(root, path.dirname(page), target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name metrics that there are', () => {
    const known = new Set(documentedTelemetry(root).metrics.map(({ name }) => name));
    const unknown = pages.flatMap((page) =>
      [...read(page).matchAll(/\bflexspace_[a-z_]+_(?:total|seconds|sockets|pending|people|live|leader)\b/g)]
        .map(([name]) => name)
        .filter((name) => !known.has(name))
        .map((name) => `${page}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('say of each piece of code what it is', () => {
    const known = ['', 'sh', 'ts'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
    expect(blocks.length).toBeGreaterThan(8);
  });

  it('name commands that there are', () => {
    const absent = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ page, line, code }) =>
        code
          .split('\n')
          .filter((text) => !isThere(page, text))
          .map((text) => `${page}:${line} ${text}`),
      );
    expect(absent).toEqual([]);
  });

  it('have examples that compile', () => {
    const wrong = blocks
      .filter(({ language }) => language === 'ts')
      .flatMap(({ page, line, code }) => complaints(page, code).map((text) => `${page}:${line} ${text}`));
    expect(wrong).toEqual([]);
  });
});
