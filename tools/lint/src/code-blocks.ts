import { readFileSync } from 'node:fs';

export interface CodeBlock {
  /** Empty where it is a picture and no code. */
  readonly language: string;
  /** Where it begins, for the one who has to put it right. */
  readonly line: number;
  readonly code: string;
}

/** The fenced blocks of a page of Markdown, in order. */
export const codeBlocksOf = (file: string): CodeBlock[] => {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    language,
    line: text.slice(0, index).split('\n').length,
    code: code.trimEnd(),
  }));
};
