import { readFile } from 'node:fs/promises';
import {
  chromium,
  type APIResponse,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { ConsoleWatch } from './console-watch.js';

interface Stack {
  readonly app: string;
  readonly accounts: readonly { readonly username: string; readonly password: string; readonly role: string }[];
}

export interface Visitor {
  readonly username: string;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly console: ConsoleWatch;
}

const flags = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The running product, as stack.json describes it, and one real browser to visit it with. */
export class Product {
  readonly app: string;
  readonly #stack: Stack;
  readonly #browser: Browser;
  readonly #visitors: Visitor[] = [];

  private constructor(stack: Stack, browser: Browser) {
    this.#stack = stack;
    this.#browser = browser;
    this.app = stack.app;
  }

  static async open(file = process.env['FLEXSPACE_STACK']): Promise<Product> {
    if (!file) throw new Error('FLEXSPACE_STACK must name the stack.json of a running product: npm start writes one');
    const stack = JSON.parse(await readFile(file, 'utf8')) as Stack;
    const executablePath = process.env['CHROME_PATH'];
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : { channel: 'chromium' }),
      args: flags,
    });
    return new Product(stack, browser);
  }

  account(role: string, index = 0): { username: string; password: string } {
    const found = this.#stack.accounts.filter((account) => account.role === role)[index];
    if (!found) throw new Error(`the demo has no account ${index} with the role ${role}`);
    return found;
  }

  /** A browser of its own, not signed in. */
  async visit(options: BrowserContextOptions = {}, username = ''): Promise<Visitor> {
    const context = await this.#browser.newContext({
      baseURL: this.app,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      locale: 'en-GB',
      ...options,
    });
    const page = await context.newPage();
    const visitor = { username, context, page, console: new ConsoleWatch(page) };
    this.#visitors.push(visitor);
    return visitor;
  }

  /** A browser signed in over the API, so that tests of other things do not all begin with the form. */
  async visitAs(
    account: { username: string; password: string },
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const visitor = await this.visit(options, account.username);
    await this.call(visitor, 'POST', '/api/auth/login/', { username: account.username, password: account.password });
    return visitor;
  }

  /** One call to the API with the visitor's cookies. */
  async call(visitor: Visitor, method: string, path: string, data?: unknown): Promise<unknown> {
    const answer: APIResponse = await visitor.context.request.fetch(this.app + path, {
      method,
      headers: { origin: this.app },
      ...(data === undefined ? {} : { data }),
    });
    const text = await answer.text();
    if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${text.slice(0, 400)}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }

  /** Ends every visit; anything the browser complained about fails the test here. */
  async leave(): Promise<void> {
    const complaints = this.#visitors.flatMap(({ console, username }) =>
      console.complaints().map((line) => `${username || 'visitor'}: ${line}`),
    );
    await Promise.all(this.#visitors.map(({ context }) => context.close()));
    this.#visitors.length = 0;
    if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
