const MAX_REDIRECTS = 12;

interface Cookie {
  readonly value: string;
  readonly path: string;
}

export interface Page {
  /** Set where the way leads out of what the browser may visit. */
  readonly leftFor: URL | undefined;
  readonly html: string;
}

/** As much of a browser as the pages of Keycloak need: cookies by path, redirects, forms. */
export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  readonly #home: string;

  /** Follows redirects as long as they lead to addresses that begin with `home`. */
  constructor(home: string) {
    this.#home = home;
  }

  async visit(url: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    let next: { url: string; form?: Readonly<Record<string, string>> | undefined } = { url, form };
    for (let turn = 0; turn < MAX_REDIRECTS; turn += 1) {
      const answer = await fetch(next.url, {
        redirect: 'manual',
        headers: { cookie: this.#cookiesFor(new URL(next.url).pathname) },
        ...(next.form !== undefined && { method: 'POST', body: new URLSearchParams(next.form) }),
      });
      this.#keep(answer);
      const location = answer.headers.get('location');
      if (location === null) return { leftFor: undefined, html: await answer.text() };
      const target = new URL(location, next.url);
      if (!target.href.startsWith(this.#home)) return { leftFor: target, html: '' };
      next = { url: target.href };
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects from ${url}`);
  }

  /** Sends the form of a page, with what it already holds. */
  fillIn(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    const action = /<form[^>]*\saction="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    if (action === undefined) throw new Error(`there is no form in ${page.html.replace(/<[^>]+>/g, ' ').slice(-400)}`);
    return this.visit(action, fields);
  }

  #keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const path = attributes.find((one) => /^path=/i.test(one))?.slice('path='.length) ?? '/';
      const cut = pair.indexOf('=');
      this.#cookies.set(`${path} ${pair.slice(0, cut)}`, { value: pair, path });
    }
  }

  #cookiesFor(path: string): string {
    return [...this.#cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ value }) => value)
      .join('; ');
  }
}
